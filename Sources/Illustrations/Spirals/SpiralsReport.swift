import Documents
import Files
import Foundation
import Reports

/// The report of `fewshot spirals`.
public struct SpiralsReport: Sendable {
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
        report.add("# What Manifold Mixup does, on two spirals")
        report.add(introduction)
        report.add(table)
        report.add(
            "Means over \(Format.word(record.methods[0].runs.count)) seeds, each with points of its "
                + "own; ± is their standard deviation. NLL is the mean of −ln p of the right "
                + "spiral over 2,000 new points. “Boundary” is the mean distance of the training "
                + "points from the nearest place with the other answer, where the spirals reach "
                + "out to 1. “Sure” is the share of the plane with confidence above 0.95. “Spread” "
                + "is how far the hidden points of a spiral lie from their mean, over the distance "
                + "of the two means; “flatness” the smaller over the larger of their standard "
                + "deviations along principal directions, 0 on a line.")
        report.add("## Claimed and seen")
        report.add(
            "Verma et al. ([2019](https://arxiv.org/abs/1806.05236)) say of Manifold Mixup, "
                + "beside the same network without a regulariser:")
        report.add(record.claims.map { "- \(sentence($0))" }.joined(separator: "\n"))
        report.add("## The planes")
        for (place, method) in record.methods.enumerated() {
            try report.add(
                ConfidenceMap(
                    title: method.name.prefix(1).uppercased() + method.name.dropFirst(),
                    note: "First seed: what the network says, the paler the less sure, and the "
                        + "labelled points",
                    panels: [
                        panel("input plane", method.input), panel("hidden plane", method.hidden),
                    ]), as: "plane-\(place + 1)")
        }
        report.add("## To repeat it")
        report.add(Markdown.block(record.command, language: "sh"))
        report.add(
            "Seed \(record.seed), \(Format.count(record.steps)) steps, "
                + "\(Format.count(record.pointsPerSpiral)) points of each spiral; "
                + "\(Format.duration(record.seconds)) on \(Markdown.text(record.machine.cpu)). "
                + "The numbers behind this page: [spirals.json](spirals.json).")
        report.files["spirals.json"] = try JSONFile.data(record)
        try report.write(to: url)
    }

    /// What was seen, in one line.
    public var summary: String {
        let seen = record.claims.count { verdict($0) == .seen }
        return
            "\(seen == 0 ? "None" : Format.word(seen).capitalized) of \(Format.word(record.claims.count)) claims \(seen == 1 ? "was" : "were") seen: "
            + record.claims.map { "\($0.text) (\(verdict($0).rawValue))" }.joined(separator: "; ")
    }

    private var introduction: String {
        "Two interlocked spirals with \(Format.count(record.pointsPerSpiral)) labelled points each, "
            + "and a small network (2 → 128 → 128 → **2** → 128 → 128 → 2) whose hidden layer in "
            + "the middle is a plane too, so that both planes can be drawn. It is trained in "
            + "\(Format.word(record.methods.count)) ways, by AdamW on all points at once for "
            + "\(Format.count(record.steps)) steps in each: with "
            + "\(Format.list(record.methods.map(\.name).map(Markdown.text))). Manifold Mixup mixes "
            + "in the hidden plane, with α = 1."
    }

    private var table: String {
        Markdown.table(
            ["Method", "New points right", "NLL", "Boundary", "Sure", "Spread", "Flatness"],
            record.methods.map { method in
                [
                    Markdown.text(method.name), percent(method, \.accuracy),
                    number(method, \.negativeLogLikelihood), number(method, \.boundaryDistance),
                    percent(method, \.confidentShare), number(method, \.hiddenSpread),
                    number(method, \.hiddenFlatness),
                ]
            })
    }

    private func number(
        _ method: SpiralsRecord.Method, _ measure: KeyPath<SpiralsRecord.Measures, Double>
    ) -> String {
        let (mean, deviation) = moments(method, measure)
        return "\(Format.fixed(mean, decimals: 3)) ± \(Format.fixed(deviation, decimals: 3))"
    }

    private func percent(
        _ method: SpiralsRecord.Method, _ measure: KeyPath<SpiralsRecord.Measures, Double>
    ) -> String {
        let (mean, deviation) = moments(method, measure)
        return Format.percent(mean, plusMinus: deviation)
    }

    private func moments(
        _ method: SpiralsRecord.Method, _ measure: KeyPath<SpiralsRecord.Measures, Double>
    ) -> (mean: Double, deviation: Double) {
        let values = method.runs.map { $0[keyPath: measure] }
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (mean, (squares / Double(max(values.count - 1, 1))).squareRoot())
    }

    private enum Verdict: String {
        case seen, opposite = "the opposite was seen", unclear = "not clear"
    }

    private func verdict(_ claim: SpiralsRecord.Claim) -> Verdict {
        guard abs(claim.difference) > claim.ci95 else { return .unclear }
        return (claim.difference > 0) == claim.isPositive ? .seen : .opposite
    }

    private func sentence(_ claim: SpiralsRecord.Claim) -> String {
        let numbers =
            "\(Format.signed(claim.difference, decimals: 3)) ± "
            + Format.fixed(claim.ci95, decimals: 3)
        switch verdict(claim) {
        case .seen: return "\(claim.text): **seen** (\(numbers), 95 % interval over seeds)."
        case .opposite: return "\(claim.text): **the opposite was seen** (\(numbers))."
        case .unclear:
            return "\(claim.text): **not seen clearly** at this size (\(numbers) includes zero)."
        }
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
