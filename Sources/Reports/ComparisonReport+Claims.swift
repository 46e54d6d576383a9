import Documents
import Records

/// What the method's authors claim of it, and whether it was seen.
extension ComparisonReport {
    private struct Claim {
        let words: Text
        let measures: [ComparedMeasure]
    }

    private static let claims = [
        Claim(
            words: """
                Better likelihood of images not trained on (Verma et al. \
                \(link: "2019", to: "https://arxiv.org/abs/1806.05236"))
                """, measures: [.heldOutLoss]),
        Claim(
            words: """
                Better accuracy on images not trained on, also than dropout, cutout and input mixup \
                (Verma et al. 2019)
                """, measures: [.heldOutAccuracy]),
        Claim(
            words: """
                Flatter representations: a class's hidden states vary in fewer directions (Verma et \
                al. 2019; looked for here in the features)
                """,
            measures: [
                .trainedDirections, .baseDirections, .valDirections, .trainedSumShare,
            ]),
        Claim(
            words: """
                Better few-shot accuracy on new classes, most of all together with rotation (Mangla \
                et al. \(link: "2020", to: "https://arxiv.org/abs/1907.12087"))
                """, measures: [.oneShot, .fiveShot]),
    ]

    func addClaims(to report: inout RenderedReport) {
        let own = record.entries.filter(\.recipe.mixesHiddenStates)
        let others = record.entries.filter { !$0.recipe.mixesHiddenStates }
        guard !own.isEmpty, !others.isEmpty, !record.differences.isEmpty else { return }
        report.heading(2, "Claimed and seen")
        report.paragraph(
            """
            Each cell says whether the claim was seen for the way of training in its row beside the \
            one in its column, by the rule above: “opposite” is a real difference the other way \
            round, “unclear” none that is real.
            """)
        for claim in Self.claims {
            for measure in claim.measures where measures.contains(measure) {
                let pairs = own.map { entry in
                    others.map { record.difference(entry.name, minus: $0.name, measure) }
                }
                report.paragraph(
                    "\(strong: claim.words) – \(measure.words): \(verdict(pairs.joined()))")
                report.show(
                    .table(
                        Table(
                            [.words("Way of training")]
                                + others.map { .numbers("beside \($0.name)") },
                            zip(own, pairs).map { entry, row in
                                [Text(entry.name)] + row.map { $0.map(cell) ?? "–" }
                            })))
            }
        }
    }

    private func cell(_ difference: ComparisonRecord.Difference) -> Text {
        let word: Text =
            difference.verdict == .unclear
            ? "unclear" : difference.isAhead ? "\(strong: "seen")" : "\(emphasis: "opposite")"
        return "\(word) (\(difference.text))"
    }

    /// All pairs in one sentence.
    private func verdict(_ pairs: some Sequence<ComparisonRecord.Difference?>) -> String {
        let known = pairs.compactMap { $0 }
        let real = known.filter { $0.verdict == .real }
        let (seen, opposite) = (real.filter(\.isAhead).count, real.filter { !$0.isAhead }.count)
        guard !known.isEmpty else { return "not tried." }
        if seen == known.count {
            return known.count == 1 ? "seen." : "seen in all \(known.count) pairs."
        }
        if opposite == known.count { return "not seen; the opposite was, in every pair." }
        if seen == 0 && opposite == 0 { return "not seen clearly in any pair." }
        func word(_ count: Int) -> String { count == 0 ? "none" : Format.word(count) }
        return
            "seen in \(word(seen)) of \(Format.count(known.count)) pairs, the opposite in "
            + "\(word(opposite)), unclear in \(word(known.count - seen - opposite))."
    }
}
