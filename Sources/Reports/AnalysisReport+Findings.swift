import Documents
import Records

/// What the comparisons came to, in words.
extension AnalysisReport {
    /// Differences with a corrected p below this are called clear.
    private static let level = 0.05

    private enum Verdict { case lower, higher, unclear }

    private func verdict(_ comparison: AnalysisRecord.Comparison) -> Verdict {
        guard comparison.holm < Self.level else { return .unclear }
        return comparison.difference < 0 ? .lower : .higher
    }

    /// Every other network beside the first on each part, and then the claim.
    func addFindings(to report: inout RenderedReport) {
        report.heading(2, "What was seen")
        report.paragraph(
            """
            A class is the flatter, the fewer directions its images spread in, for how far apart \
            the classes lie: those with a standard deviation above 0.05 of the distance of class \
            means. The networks are compared with \(strong: record.networks[0].name) class by \
            class; ± is the 95 % interval of the mean difference over classes.
            """)
        for (index, network) in record.networks.enumerated().dropFirst() {
            for (place, part) in record.parts.enumerated() {
                let own = record.comparisons.filter { $0.network == index && $0.part == place }
                guard !own.isEmpty else { continue }
                report.paragraph(
                    """
                    \(strong: network.name) on the \(classes(of: part)) \
                    \(part.isSeen ? "seen in training" : "not seen in training"):
                    """)
                report.show(.list(own.map(sentence)))
            }
        }
        let claims = claims
        if !claims.isEmpty {
            report.paragraph(
                """
                \(strong: "The claim.") Verma et al. \
                (\(link: "2019", to: "https://arxiv.org/abs/1806.05236")) say that Manifold Mixup \
                flattens hidden states: that it leaves fewer directions of variance in each class. \
                \(claims.joined(separator: " "))
                """)
        }
        let count = record.comparisons.count
        let corrected =
            count > 1 ? ", corrected for \(Format.count(count)) comparisons (Holm)," : ""
        report.paragraph(
            """
            A difference counts as clear where its p\(corrected) is below 0.05. The intervals are \
            over classes: they say how far other classes would move a difference, not how far \
            another training would. And a difference between two networks is one between their \
            whole recipes, of which mixing may be one part.
            """)
    }

    private func sentence(_ comparison: AnalysisRecord.Comparison) -> Text {
        let part = record.parts[comparison.part]
        let count = part.classes.count
        switch comparison.measure {
        case .directions:
            let (own, first) = counts(comparison)
            let numbers =
                "\(Format.fixed(own, decimals: 1)) against "
                + Format.fixed(first, decimals: 1)
            let interval = Format.fixed(comparison.ci95, decimals: 2)
            let place = at(comparison.layer)
            guard verdict(comparison) != .unclear else {
                return """
                    \(place), no clear difference \
                    (\(Format.signed(comparison.difference, decimals: 2)) ± \(interval); \(numbers)).
                    """
            }
            return """
                \(place), \(strong: verdict(comparison) == .lower ? "flatter" : "less flat") by \
                \(Format.fixed(abs(comparison.difference), decimals: 2)) ± \(interval) directions, \
                \(Format.percent(share(comparison), decimals: 1)) (\(numbers); lower in \
                \(comparison.below) of \(count) classes).
                """
        case .recall:
            let size =
                "\(Format.fixed(100 * abs(comparison.difference), decimals: 1)) ± "
                + "\(Format.fixed(100 * comparison.ci95, decimals: 1)) points"
            switch verdict(comparison) {
            case .lower: return "Recall@1 is lower by \(size)."
            case .higher: return "Recall@1 is higher by \(size)."
            case .unclear:
                return """
                    Recall@1 does not clearly differ \
                    (\(Format.signed(100 * comparison.difference, decimals: 1)) ± \
                    \(Format.fixed(100 * comparison.ci95, decimals: 1)) points).
                    """
            }
        }
    }

    private func counts(_ comparison: AnalysisRecord.Comparison) -> (own: Double, first: Double) {
        func mean(_ network: Int) -> Double {
            record.networks[network].parts[comparison.part].layers
                .first { $0.name == comparison.layer }?.directions.mean ?? 0
        }
        return (mean(comparison.network), mean(0))
    }

    /// How large a difference is beside what it is a difference from.
    private func share(_ comparison: AnalysisRecord.Comparison) -> Double {
        let first = counts(comparison).first
        return first > 0 ? abs(comparison.difference) / first : 0
    }

    /// ", by 0.1 to 0.4 %".
    private func extent(_ comparisons: [AnalysisRecord.Comparison]) -> String {
        let shares = comparisons.map { Format.fixed(100 * share($0), decimals: 1) }
        let sorted = comparisons.indices.sorted {
            share(comparisons[$0]) < share(comparisons[$1])
        }
        guard let least = sorted.first, let most = sorted.last else { return "" }
        return shares[least] == shares[most]
            ? ", by \(shares[most]) %" : ", by \(shares[least]) to \(shares[most]) %"
    }

    /// Where the claim was seen: only of pairs of which one network mixes hidden states and the
    /// other is known not to.
    private var claims: [Text] {
        record.networks.enumerated().dropFirst().flatMap { index, network -> [Text] in
            guard let mixes = network.mixesHiddenStates,
                let firstMixes = record.networks[0].mixesHiddenStates, mixes != firstMixes
            else { return [] }
            let mixed = mixes ? network.name : record.networks[0].name
            let plain = mixes ? record.networks[0].name : network.name
            return record.parts.enumerated().compactMap { place, part in
                let own = record.comparisons.filter {
                    $0.network == index && $0.part == place && $0.measure == .directions
                }
                guard !own.isEmpty else { return nil }
                func words(_ wanted: Verdict, _ text: Text) -> Text? {
                    let those = own.filter { verdict($0) == wanted }
                    guard !those.isEmpty else { return nil }
                    let places = Format.list(those.map { at($0.layer).lowercasedFirst })
                    return "\(text) \(places)\(wanted == .unclear ? "" : extent(those))"
                }
                let clauses = [
                    words(mixes ? .lower : .higher, "it was \(strong: "seen")"),
                    words(mixes ? .higher : .lower, "\(strong: "the opposite was seen")"),
                    words(.unclear, "nothing clear was seen"),
                ].compactMap { $0 }
                return """
                    In \(mixed) beside \(plain), on the \(classes(of: part)), \
                    \(clauses.joined(separator: "; ")).
                    """
            }
        }
    }

    private func at(_ layer: String) -> String {
        layer == "features" ? "At the features" : "At \(layer)"
    }
}

extension String {
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
