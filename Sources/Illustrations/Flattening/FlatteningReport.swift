import Documents
import Files
import Foundation
import Reports
import Statistics

/// The report of `fewshot flattening`.
public struct FlatteningReport: IllustrationReport, Sendable {
    /// What was trained and measured.
    public var record: FlatteningRecord

    /// A report of `record`.
    public init(record: FlatteningRecord) { self.record = record }

    private typealias Column = (
        title: String, value: @Sendable (FlatteningRecord.Run) -> Double
    )

    private static let results: [Column] = [
        ("New pictures right", { $0.accuracy }), ("NLL", { $0.negativeLogLikelihood }),
    ]
    private static func spreads(
        _ spread: @escaping @Sendable (FlatteningRecord.Run) -> FlatteningRecord.Spread
    ) -> [Column] {
        [
            ("Directions", { spread($0).directions }),
            ("Wide directions", { spread($0).wideDirections }),
            ("Sum within", { spread($0).sumShare }), ("Effective rank", { spread($0).rank }),
        ]
    }

    /// Writes the report to `url`, its figure and flattening.json beside it.
    ///
    /// - Throws: `UserError` `.badData` for numbers that are not finite, `.cannotCreate` or
    ///   `.inputOutput` for files.
    public func write(to url: URL) throws {
        var report = RenderedReport(fileName: url.lastPathComponent)
        report.heading(1, "What Manifold Mixup does to a narrow layer")
        try report.add(figure, as: "deviations")
        report.paragraph(
            """
            Fully connected networks (256 → 128 → 128 → 128 → \(strong: "12") → 128 → 128 → 128 → \
            128 → 10) name \(Format.count(record.pictures)) drawn glyphs, \
            \(Format.count(record.epochs)) epochs of Adam, α = 2, mixed in the narrow layer: the \
            experiment of Verma et al. (\(link: "2019", to: "https://arxiv.org/abs/1806.05236")), \
            smaller, on other pictures. Each number is a mean over \
            \(Format.word(record.methods[0].runs.count)) seeds ± their standard deviation; behind it \
            stands in how many seeds it is below that without mixing.
            """)
        report.heading(2, "Pictures trained on")
        report.show(.table(table(Self.spreads(\.trained))))
        report.heading(2, "New pictures")
        report.show(.table(table(Self.results + Self.spreads(\.new))))
        report.paragraph(
            """
            Of each class's states in the narrow layer, mean over classes: “directions” have a \
            standard deviation above 0.05 of the distance of class means, “wide” ones above 0.1; \
            “sum within” is the sum of singular values over that of all points (each over the root \
            of its number of points), which the authors plot. The effective rank is the \
            number of directions were all equal: it forgets how large they are, and may rise where \
            the others fall.
            """)
        try report.addOrigin(
            record.command,
            "Seed \(record.seed); \(Format.duration(record.seconds)) on \(record.machine.cpu).",
            in: record, as: "flattening.json")
        try report.write(to: url)
    }

    /// What was seen, in a line for each way.
    public var summary: String {
        record.methods.map { method in
            let directions = moments(method) { $0.trained.directions }.mean
            let sum = moments(method) { $0.trained.sumShare }.mean
            return "\(method.name): \(Format.fixed(directions, decimals: 2)) directions, sum "
                + "\(Format.fixed(sum, decimals: 3)), "
                + "\(Format.percent(moments(method) { $0.accuracy }.mean)) right"
        }.joined(separator: "\n")
    }

    private var figure: CurvePanels {
        func panel(
            _ name: String, _ spread: (FlatteningRecord.Run) -> FlatteningRecord.Spread
        ) -> CurvePanels.Panel {
            .init(
                name,
                curves: record.methods.map { method in
                    spread(method.runs[0]).deviations.indices.map { direction in
                        method.runs.reduce(0) { $0 + spread($1).deviations[direction] }
                            / Double(method.runs.count)
                    }
                })
        }
        return CurvePanels(
            title: "Standard deviations of a class's states in the narrow layer",
            note: "Means over classes and seeds; a curve that lies lower is a flatter class",
            xTitle: "direction", yTitle: "over the distance of class means",
            series: record.methods.map(\.name),
            panels: [panel("Trained on", \.trained), panel("New", \.new)], isLogarithmic: true)
    }

    private func table(_ columns: [Column]) -> Table {
        Table(
            [.words("Way")] + columns.map { .numbers(Text($0.title)) },
            record.methods.enumerated().map { place, method in
                [Text(method.name)]
                    + columns.map { column in
                        let (mean, deviation) = moments(method, column.value)
                        let below = zip(method.runs, record.methods[0].runs).count {
                            column.value($0) < column.value($1)
                        }
                        return """
                            \(Format.fixed(mean, decimals: 3)) ± \
                            \(Format.fixed(deviation, decimals: 3))\
                            \(place > 0 ? " (\(below)/\(method.runs.count))" : "")
                            """
                    }
            })
    }

    private func moments(
        _ method: TrainedMethod<FlatteningRecord.Run>, _ value: (FlatteningRecord.Run) -> Double
    ) -> (mean: Double, deviation: Double) {
        method.runs.map(value).moments
    }
}
