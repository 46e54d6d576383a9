import Documents
import Reports
import Statistics

/// The tables over all ways of training and all first weights.
extension SpiralsReport {
    private typealias Column = (title: String, measure: KeyPath<SpiralsRecord.Measures, Double>)

    func addTables(to report: inout RenderedReport) {
        add(
            [
                ("NLL", \.negativeLogLikelihood), ("Boundary", \.boundaryDistance),
                ("Nearest tenth", \.nearestTenth), ("of new points", \.newNearestTenth),
            ], shares: [("New points right", \.accuracy), ("Sure", \.confidentShare)], to: &report)
        report.paragraph(
            """
            Means over \(Format.word(seeds)) seeds, each with points of its own; ± is their \
            standard deviation. NLL is the mean of −ln p of the right spiral over 2,000 new points. \
            “Boundary” is the mean distance of the training points from the nearest place with the \
            other answer, where the spirals reach out to 1 and the geometry allows 0.18 at most; \
            “nearest tenth” the distance that a tenth of the points stay below, of training points \
            and of new ones, and negative on the wrong side. “Sure” is the share of the input plane \
            with confidence above 0.95.
            """)
        add(
            [
                ("Spread", \.hiddenSpread), ("Between", \.spreadBetween),
                ("Directions", \.directions), ("Ratio", \.hiddenFlatness),
            ], shares: [("Sure, hidden", \.hiddenConfidentShare)], to: &report)
        report.paragraph(
            """
            In the hidden plane, over the distance of the two spirals' means: “spread” is the \
            standard deviation of a spiral's points, “between” that along the line from mean to \
            mean, “directions” how many of the two principal ones have one above a tenth. “Ratio” is \
            the smaller over the larger standard deviation: 0 on a line, but of a spiral that has \
            become a point it is the ratio of two noises.
            """)
    }

    /// Which way moves the boundary, and which concentrates.
    func addDifferences(to report: inout RenderedReport) {
        let rows = record.methods.dropFirst().map { method in
            [Text(method.name)]
                + method.claims.map { claim -> Text in
                    let number = Format.signed(claim.difference, decimals: 3)
                    return switch claim.verdict {
                    case .seen: "\(strong: number)"
                    case .opposite: "\(emphasis: number)"
                    case .unclear: "(\(number))"
                    }
                }
        }
        report.show(
            .table(
                Table(
                    [.words("Way, minus no regulariser")] + Self.short.map { .numbers(Text($0)) },
                    rows)))
        report.paragraph(
            """
            \(strong: "Bold") where the claim above was seen by both tests, \
            \(emphasis: "italic") where its opposite was, in brackets where neither. \(best)
            """)
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
        let rows = record.methods.map { method in
            [Text(method.name)]
                + shares.map { column in
                    let (mean, deviation) = moments(method.runs, column.measure)
                    return Text(Format.percent(mean, plusMinus: deviation))
                }
                + numbers.map { column in
                    let (mean, deviation) = moments(method.runs, column.measure)
                    return
                        "\(Format.fixed(mean, decimals: 3)) ± \(Format.fixed(deviation, decimals: 3))"
                }
        }
        report.show(
            .table(
                Table(
                    [.words("Way")] + (shares + numbers).map { .numbers(Text($0.title)) }, rows)))
    }

    func addStarts(to report: inout RenderedReport) {
        report.paragraph(
            """
            Other first weights change how much a network needs a regulariser. He's are normal with \
            variance 2/inputs; PyTorch's default for linear layers, weights and biases uniform in \
            ±1/√inputs, has a sixth of it, and six layers deep such a network starts almost constant \
            and learns the simplest boundary first. Each cell is without a regulariser → with \
            Manifold Mixup; the last column counts the claims above.
            """)
        let own = SpiralsRecord.Start(
            name: record.start, plain: record.methods[0].runs, mixed: record.methods[1].runs,
            claims: record.methods[1].claims)
        let numbers = [
            "New points right", "NLL", "Nearest tenth", "Spread", "Directions", "Claims seen",
        ]
        let rows = ([own] + record.otherStarts).map { start in
            func cell(
                _ measure: KeyPath<SpiralsRecord.Measures, Double>, _ words: (Double) -> String
            ) -> String {
                [start.plain, start.mixed].map { words(moments($0, measure).mean) }
                    .joined(separator: " → ")
            }
            func number(_ value: Double) -> String { Format.fixed(value, decimals: 3) }
            return [
                start.name, cell(\.accuracy) { Format.percent($0, decimals: 1) },
                cell(\.negativeLogLikelihood, number), cell(\.nearestTenth, number),
                cell(\.hiddenSpread, number), cell(\.directions, number),
                canShow
                    ? "\(start.claims.count { $0.verdict == .seen }) of \(start.claims.count)"
                    : "–",
            ].map { Text($0) }
        }
        report.show(
            .table(
                Table([.words("First weights")] + numbers.map { .numbers(Text($0)) }, rows)))
        report.paragraph(Text(separation))
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
        runs.map { $0[keyPath: measure] }.moments
    }
}
