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
        report.add("# What Manifold Mixup does, on two spirals")
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
        report.add(introduction)
        report.add("## Claimed and seen")
        report.add(
            "Verma et al. ([2019](https://arxiv.org/abs/1806.05236)) say of Manifold Mixup, "
                + "beside the same network without a regulariser, and \(tested):")
        report.add(record.methods[1].claims.map { "- \(sentence($0))" }.joined(separator: "\n"))
        report.add("## All ways of training")
        addDifferences(to: &report)
        addTables(to: &report)
        report.add("## When it pays: where the network starts")
        addStarts(to: &report)
        report.add("## The other planes")
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
        let seen = record.methods[1].claims.count { $0.verdict == .seen }
        return
            "\(seen == 0 ? "None" : Format.word(seen).capitalized) of "
            + "\(Format.word(record.methods[1].claims.count)) claims \(seen == 1 ? "was" : "were") seen: "
            + record.methods[1].claims.map { "\($0.text) (\($0.verdict.rawValue))" }.joined(
                separator: "; ")
    }

    private var seeds: Int { record.methods[0].runs.count }

    private var tested: String {
        "over \(Format.word(seeds)) seeds both Student's t and Wilcoxon's signed ranks have to "
            + "say so (p below 0.05)"
    }

    private var introduction: String {
        "Two interlocked spirals with \(Format.count(record.pointsPerSpiral)) labelled points each, "
            + "and a small network (2 → 128 → 128 → **2** → 128 → 128 → 2) whose hidden layer in "
            + "the middle is a plane too, so that both planes can be drawn. It is trained in "
            + "\(Format.word(record.methods.count)) ways, by AdamW on all points at once for "
            + "\(Format.count(record.steps)) steps in each, from the first weights "
            + "“\(record.start)”. Manifold Mixup mixes in the hidden plane, with α = 1 unless said "
            + "otherwise."
    }

    private typealias Column = (title: String, measure: KeyPath<SpiralsRecord.Measures, Double>)

    private func addTables(to report: inout RenderedReport) {
        add(
            [
                ("NLL", \.negativeLogLikelihood), ("Boundary", \.boundaryDistance),
                ("Nearest tenth", \.nearestTenth), ("of new points", \.newNearestTenth),
            ], shares: [("New points right", \.accuracy), ("Sure", \.confidentShare)], to: &report)
        report.add(
            "Means over \(Format.word(seeds)) seeds, each with points of its own; ± is their "
                + "standard deviation. NLL is the mean of −ln p of the right spiral over 2,000 new points. “Boundary” is "
                + "the mean distance of the training points from the nearest place with the other "
                + "answer, where the spirals reach out to 1 and the geometry allows 0.18 at most; "
                + "“nearest tenth” the distance that a tenth of the points stay below, of training "
                + "points and of new ones, and negative on the wrong side. “Sure” is the share of "
                + "the input plane with confidence above 0.95.")
        add(
            [
                ("Spread", \.hiddenSpread), ("Between", \.spreadBetween),
                ("Directions", \.directions), ("Ratio", \.hiddenFlatness),
            ], shares: [("Sure, hidden", \.hiddenConfidentShare)], to: &report)
        report.add(
            "In the hidden plane, over the distance of the two spirals' means: “spread” is the "
                + "standard deviation of a spiral's points, “between” that along the line from mean "
                + "to mean, “directions” how many of the two principal ones have one above a tenth. "
                + "“Ratio” is the smaller over the larger standard deviation: 0 on a line, but of a "
                + "spiral that has become a point it is the ratio of two noises.")
    }

    /// Which way moves the boundary, and which concentrates.
    private func addDifferences(to report: inout RenderedReport) {
        report.add(
            Markdown.table(
                ["Way, minus no regulariser"] + Self.short,
                record.methods.dropFirst().map { method in
                    [Markdown.text(method.name)]
                        + method.claims.map { claim in
                            let number = Format.signed(claim.difference, decimals: 3)
                            return switch claim.verdict {
                            case .seen: "**\(number)**"
                            case .opposite: "*\(number)*"
                            case .unclear: "(\(number))"
                            }
                        }
                }))
        report.add(
            "**Bold** where the claim above was seen by both tests, *italic* where its opposite "
                + "was, in brackets where neither. \(best)")
    }

    /// Which way is first, whoever it is.
    private var best: String {
        func accuracy(_ method: SpiralsRecord.Method) -> Double {
            moments(method.runs, \.accuracy).mean
        }
        func loss(_ method: SpiralsRecord.Method) -> Double {
            moments(method.runs, \.negativeLogLikelihood).mean
        }
        let right = record.methods.max { accuracy($0) < accuracy($1) }!
        let likely = record.methods.min { loss($0) < loss($1) }!
        return "Of all these, “\(right.name)” names most new points rightly "
            + "(\(Format.percent(accuracy(right), decimals: 1))), and with “\(likely.name)” they "
            + "are likeliest (NLL \(Format.fixed(loss(likely), decimals: 3)))."
    }

    /// The claims' measures in a word each.
    private static let short = [
        "Nearest tenth", "Sure", "Sure, hidden", "NLL", "Right", "Spread", "Directions",
    ]

    private func add(_ numbers: [Column], shares: [Column], to report: inout RenderedReport) {
        report.add(
            Markdown.table(
                ["Way"] + shares.map(\.title) + numbers.map(\.title),
                record.methods.map { method in
                    [Markdown.text(method.name)]
                        + shares.map { column in
                            let (mean, deviation) = moments(method.runs, column.measure)
                            return Format.percent(mean, plusMinus: deviation)
                        }
                        + numbers.map { column in
                            let (mean, deviation) = moments(method.runs, column.measure)
                            return "\(Format.fixed(mean, decimals: 3)) ± "
                                + Format.fixed(deviation, decimals: 3)
                        }
                }))
    }

    private func addStarts(to report: inout RenderedReport) {
        report.add(
            "Other first weights change how much a network needs a regulariser. He's are normal "
                + "with variance 2/inputs; PyTorch's default for linear layers, weights and biases "
                + "uniform in ±1/√inputs, has a sixth of it, and six layers deep such a network "
                + "starts almost constant and learns the simplest boundary first. Each cell is "
                + "without a regulariser → with Manifold Mixup; the last column counts the claims "
                + "above.")
        let own = SpiralsRecord.Start(
            name: record.start, plain: record.methods[0].runs, mixed: record.methods[1].runs,
            claims: record.methods[1].claims)
        report.add(
            Markdown.table(
                [
                    "First weights", "New points right", "NLL", "Nearest tenth", "Spread",
                    "Directions", "Claims seen",
                ],
                ([own] + record.otherStarts).map { start in
                    func cell(
                        _ measure: KeyPath<SpiralsRecord.Measures, Double>,
                        _ words: (Double) -> String
                    ) -> String {
                        [start.plain, start.mixed].map { runs in
                            words(moments(runs, measure).mean)
                        }.joined(separator: " → ")
                    }
                    func number(_ value: Double) -> String { Format.fixed(value, decimals: 3) }
                    return [
                        Markdown.text(start.name),
                        cell(\.accuracy) { Format.percent($0, decimals: 1) },
                        cell(\.negativeLogLikelihood, number), cell(\.nearestTenth, number),
                        cell(\.hiddenSpread, number), cell(\.directions, number),
                        "\(start.claims.count { $0.verdict == .seen }) of \(start.claims.count)",
                    ]
                }))
        report.add(separation)
    }

    /// Scale of the weights apart from the biases.
    private var separation: String {
        let (plain, others) = (moments(record.methods[0].runs, \.accuracy).mean, record.otherStarts)
        let least = moments(others[2].plain, \.accuracy).mean
        func lost(_ accuracy: Double) -> String {
            Format.fixed(100 * (least - accuracy), decimals: 1)
        }
        return "So the network without a regulariser, which names "
            + "\(Format.percent(least, decimals: 1)) of new points rightly from PyTorch's first "
            + "weights, loses \(lost(moments(others[0].plain, \.accuracy).mean)) points by He's "
            + "scale alone, \(lost(moments(others[1].plain, \.accuracy).mean)) by zero biases "
            + "alone, and \(lost(plain)) by both."
    }

    private func moments(
        _ runs: [SpiralsRecord.Measures], _ measure: KeyPath<SpiralsRecord.Measures, Double>
    ) -> (mean: Double, deviation: Double) {
        let values = runs.map { $0[keyPath: measure] }
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (mean, (squares / Double(max(values.count - 1, 1))).squareRoot())
    }

    private func sentence(_ claim: SpiralsRecord.Claim) -> String {
        let numbers =
            "\(Format.signed(claim.difference, decimals: 3)) ± "
            + "\(Format.fixed(claim.ci95, decimals: 3)), p "
            + "\(Format.probability(claim.student, relation: true)) and "
            + Format.probability(claim.wilcoxon, relation: true)
        switch claim.verdict {
        case .seen: return "\(claim.text): **seen** (\(numbers))."
        case .opposite: return "\(claim.text): **the opposite was seen** (\(numbers))."
        case .unclear: return "\(claim.text): **not seen clearly** (\(numbers))."
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

extension SpiralsRecord.Claim {
    fileprivate enum Verdict: String {
        case seen, opposite = "the opposite was seen", unclear = "not clear"
    }

    /// What both tests say.
    fileprivate var verdict: Verdict {
        guard max(student, wilcoxon) < 0.05 else { return .unclear }
        return (difference > 0) == isPositive ? .seen : .opposite
    }
}
