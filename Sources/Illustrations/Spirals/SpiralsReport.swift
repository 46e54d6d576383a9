import Documents
import Files
import Foundation
import Reports

/// The report of `fewshot spirals`.
public struct SpiralsReport: IllustrationReport, Sendable {
    /// What was trained and measured.
    public var record: SpiralsRecord

    /// A report of `record`.
    public init(record: SpiralsRecord) { self.record = record }

    /// Writes the report to `url`, its figures and spirals.json beside it.
    ///
    /// - Throws: `UserError` `.badData` for numbers that are not finite, `.cannotCreate` or
    ///   `.inputOutput` for files.
    public func write(to url: URL) throws {
        var report = RenderedReport(fileName: url.lastPathComponent)
        report.heading(1, "What Manifold Mixup does, on two spirals")
        try report.add(
            ConfidenceMap(
                title: "Without a regulariser, and with Manifold Mixup",
                note:
                    "First seed: what the network says, the paler the less sure, and the labelled "
                    + "points",
                panels: [
                    panel("no regulariser: input plane", record.methods[0].input),
                    panel("Manifold Mixup: input plane", record.methods[1].input),
                    panel("no regulariser: hidden plane", record.methods[0].hidden),
                    panel("Manifold Mixup: hidden plane", record.methods[1].hidden),
                ]), as: "planes")
        if let film = record.film { report.show(.film(film)) }
        report.paragraph(introduction)
        report.heading(2, "Claimed and seen")
        report.paragraph(
            """
            Verma et al. (\(link: "2019", to: "https://arxiv.org/abs/1806.05236")) say of Manifold \
            Mixup, beside the same network without a regulariser, and \(tested):
            """)
        report.show(.list(record.methods[1].claims.map(sentence)))
        report.heading(2, "All ways of training")
        addDifferences(to: &report)
        addTables(to: &report)
        report.heading(2, "When it pays: where the network starts")
        addStarts(to: &report)
        report.heading(2, "The other planes")
        for (place, method) in record.methods.enumerated().dropFirst(2) {
            try report.add(
                ConfidenceMap(
                    title: method.name.prefix(1).uppercased() + method.name.dropFirst(),
                    panels: [
                        panel("input plane", method.input), panel("hidden plane", method.hidden),
                    ]), as: "plane-\(place + 1)")
        }
        try report.addOrigin(
            record.command,
            """
            Seed \(record.seed), \(Format.count(record.steps)) steps, \
            \(Format.count(record.pointsPerSpiral)) points of each spiral; \
            \(Format.duration(record.seconds)) on \(record.machine.cpu).
            """, in: record, as: "spirals.json")
        try report.write(to: url)
    }

    /// What was seen, in one line.
    public var summary: String {
        guard canShow else {
            return
                "\(Format.word(seeds).capitalized) seeds cannot show whether claims hold: "
                + "\(Self.tooFew). Ask for \(Self.leastSeeds) or more."
        }
        let seen = record.methods[1].claims.count { $0.verdict == .seen }
        return
            "\(seen == 0 ? "None" : Format.word(seen).capitalized) of "
            + "\(Format.word(record.methods[1].claims.count)) claims \(seen == 1 ? "was" : "were") seen: "
            + record.methods[1].claims.map { "\($0.text) (\($0.verdict.rawValue))" }.joined(
                separator: "; ")
    }

    var seeds: Int { record.methods[0].runs.count }

    /// The fewest seeds that can show a claim: of n differences of one sign, Wilcoxon's p is
    /// 2^(1−n), which is below 0.05 from six on.
    private static let leastSeeds = 6
    private static let tooFew =
        "Wilcoxon's p is never below 0.05 for fewer than \(Format.word(leastSeeds))"

    /// Whether so many seeds can show a claim.
    var canShow: Bool { seeds >= Self.leastSeeds }

    private var tested: String {
        "over \(Format.word(seeds)) seeds both Student's t and Wilcoxon's signed ranks have to "
            + "say so (p below 0.05)"
            + (canShow ? "" : ", which so few seeds cannot show: \(Self.tooFew)")
    }

    private var introduction: Text {
        """
        Two interlocked spirals with \(Format.count(record.pointsPerSpiral)) labelled points each, \
        and a small network (2 → 128 → 128 → \(strong: "2") → 128 → 128 → 2) whose hidden layer in \
        the middle is a plane too, so that both planes can be drawn. It is trained in \
        \(Format.word(record.methods.count)) ways, by AdamW on all points at once for \
        \(Format.count(record.steps)) steps in each, from the first weights “\(record.start)”. \
        Manifold Mixup mixes in the hidden plane, with α = 1 unless said otherwise.
        """
    }

    private func sentence(_ claim: SpiralsRecord.Claim) -> Text {
        let numbers =
            "\(Format.signed(claim.difference, decimals: 3)) ± "
            + "\(Format.fixed(claim.ci95, decimals: 3)), p "
            + "\(Format.probability(claim.student, relation: true)) and "
            + Format.probability(claim.wilcoxon, relation: true)
        let verdict =
            switch claim.verdict {
            case .seen: "seen"
            case .opposite: "the opposite was seen"
            case .unclear: canShow ? "not seen clearly" : "too few seeds to tell"
            }
        return "\(claim.text): \(strong: verdict) (\(numbers))."
    }

    private func panel(_ name: String, _ plane: SpiralsRecord.Plane) -> ConfidenceMap.Panel {
        let width = plane.high[0] - plane.low[0]
        let height = plane.high[1] - plane.low[1]
        return ConfidenceMap.Panel(
            name, probabilities: plane.probabilities,
            points: zip(plane.points, plane.labels).map { point, label in
                (
                    (point[0] - plane.low[0]) / width, (point[1] - plane.low[1]) / height, label
                )
            })
    }
}

extension SpiralsRecord.Claim {
    enum Verdict: String {
        case seen, opposite = "the opposite was seen", unclear = "not clear"
    }

    /// What both tests say.
    var verdict: Verdict {
        guard max(student, wilcoxon) < 0.05 else { return .unclear }
        return (difference > 0) == isPositive ? .seen : .opposite
    }
}
