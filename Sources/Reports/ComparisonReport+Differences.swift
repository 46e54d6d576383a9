import Documents
import Records

/// Which differences are real, and over what.
extension ComparisonReport {
    func addDifferences(to report: inout RenderedReport) {
        addSpreads(to: &report)
        guard !record.differences.isEmpty else { return }
        report.heading(2, "Which differences are real")
        let compared =
            record.kind == .recipes
            ? "Every two ways of training were compared"
            : "Every setting was compared with \(reference)"
        report.paragraph(
            """
            \(compared) pair by pair: on the same episodes, the same held-out images, the same \
            classes. \(strong: "Real") means here: p below \
            \(Format.plain(ComparisonRecord.Difference.level)) after Holm's correction for all \
            pairs in that measure\
            \(record.seeds.count > 1 ? ", and the same sign for every seed" : ""). That speaks of \
            these networks. \(seedsSentence)
            """)
        report.show(
            .list(measures.map { "\(strong: capitalized($0.words)): \(sentence($0))" }))
        for matrix in matrices { report.show(.matrix(matrix)) }
        let table = Table(
            [
                .words("Measure"), .words("First"), .words("Second"), .numbers("First − second"),
                .numbers("p corrected"), .numbers("p over seeds, corrected"), .words("Real"),
            ],
            record.differences.map { difference in
                [
                    difference.measure.heading, difference.first, difference.second,
                    difference.text, probability(difference.overUnits),
                    probability(difference.overSeeds), difference.verdict == .real ? "yes" : "",
                ].map { Text($0) }
            })
        report.show(.details(summary: "All differences in numbers", [.table(table)]))
    }

    /// The spread over seeds apart from that over episodes and images.
    private func addSpreads(to report: inout RenderedReport) {
        report.heading(3, "Two kinds of spread")
        let wide = record.seeds.count == 2 ? ", which is very wide for two seeds" : ""
        report.paragraph(
            """
            ± over episodes or images is the closed 95 % interval of the mean for these very \
            networks: what other episodes from the same images, or other images, would move it by; an \
            image that several seeds hold out counts once. It says nothing of another training. \
            ± over seeds is the 95 % interval of the mean over trainings, by Student's t\(wide).
            """)
        let shown = measures.filter { [.images, .episodes].contains($0.unit) }
        let table = Table(
            [
                .words("Measure"), .words("Way of training"), .numbers("Mean"),
                .numbers("± over episodes or images"), .numbers("Standard deviation over seeds"),
                .numbers("± over seeds"),
            ],
            shown.flatMap { measure in
                record.entries.compactMap { record.summary($0.name, measure) }.map { summary in
                    [
                        measure.heading, summary.entry,
                        measure.text(summary.mean, plusMinus: nil),
                        measure.text(spread: summary.unitInterval),
                        measure.text(spread: summary.deviation),
                        measure.text(spread: summary.seedInterval),
                    ].map { Text($0) }
                }
            })
        report.show(.table(table))
    }

    private var seedsSentence: String {
        let tested = record.differences.filter { $0.overSeeds != nil }
        guard !tested.isEmpty else {
            return "Of other seeds it says nothing: there is one seed."
        }
        let held = tested.count { $0.overSeeds!.holm < ComparisonRecord.Difference.level }
        return "Of other seeds the paired test over \(Format.word(record.seeds.count)) seeds "
            + "speaks: \(held == 0 ? "none" : Format.count(held)) of "
            + "\(Format.count(tested.count)) differences pass it after the same correction"
            + (record.seeds.count < 5
                ? "; so few seeds leave it little power." : ".")
    }

    /// The entries beside the reference, and how many differences there are in all.
    private func sentence(_ measure: ComparedMeasure) -> String {
        let all = record.differences.filter { $0.measure == measure }
        let others = record.entries.dropFirst().compactMap {
            record.difference($0.name, minus: reference, measure)
        }
        func names(_ list: [ComparisonRecord.Difference]) -> String {
            Format.list(list.map { "\($0.first) (\($0.text))" })
        }
        let real = others.filter { $0.verdict == .real }
        let parts = [
            ("larger than \(reference)'s", real.filter { $0.mean > 0 }),
            ("smaller than \(reference)'s", real.filter { $0.mean < 0 }),
            ("not clearly different from \(reference)'s", others.filter { $0.verdict == .unclear }),
        ].filter { !$0.1.isEmpty }
        let count = all.count { $0.verdict == .real }
        return "\(Format.count(count)) of \(Format.count(all.count)) differences "
            + "\(count == 1 ? "is" : "are") real. "
            + parts.map { "\(capitalized($0.0)): \(names($0.1))." }
            .joined(separator: " ")
    }

    private func probability(_ test: ComparisonRecord.Difference.Test?) -> String {
        test.map { Format.probability($0.holm) } ?? "–"
    }

    func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
