import Documents
import Records

/// Figures and the table of single runs.
extension ComparisonReport {
    private static let drawn: [ComparedMeasure] = [
        .heldOutAccuracy, .heldOutLoss, .calibrationError, .oneShot, .fiveShot, .trainedDirections,
        .baseDirections, .valDirections,
    ]

    func addFigures(to report: inout RenderedReport) throws {
        for measure in Self.drawn where measures.contains(measure) {
            let unit =
                switch measure.unit {
                case .images: "images"
                case .episodes: "episodes (closed)"
                case .classes: "classes"
                case .network: ""
                }
            try report.add(
                DotChart(
                    title: capitalized(measure.words),
                    note: "Pale: one training each. Dark: their mean"
                        + (unit.isEmpty ? "" : ", with its 95 % interval over \(unit)")
                        + (measure.prefersLess ? "; less is what is claimed" : ""),
                    axisTitle: measure.words, numbers: measure.isFraction ? .percent : .plain,
                    rows: record.entries.compactMap { entry in
                        record.summary(entry.name, measure).map { summary in
                            .init(
                                entry.name, mean: summary.mean, interval: summary.unitInterval,
                                values: record.runs.filter { $0.entry == entry.name }
                                    .compactMap { $0[measure] })
                        }
                    }), as: measure.rawValue)
        }
    }

    func addRuns(to report: inout RenderedReport) {
        guard !record.runs.isEmpty else { return }
        report.add("## Runs")
        let shown = measures.filter { $0.unit != .classes }
        report.add(
            Markdown.table(
                ["Run", "Seed"] + shown.map(\.heading) + ["Time", "Memory"],
                record.runs.filter { $0.failure == nil }.map { run in
                    // Not links: reports are passed on without their checkpoints.
                    [Markdown.code(run.folder), "\(run.seed)"]
                        + shown.map { measure in
                            run[measure].map { measure.text($0, plusMinus: nil) } ?? "–"
                        } + [
                            run.seconds.map(Format.duration) ?? "–",
                            run.peakMemory.map {
                                "\(Format.fixed(Double($0) / 1_048_576, decimals: 0)) MiB"
                            } ?? "–",
                        ]
                }))
        let failed = record.runs.compactMap { run in
            run.failure.map {
                "- **\(Markdown.text(run.entry)), seed \(run.seed), failed:** \(Markdown.text($0))"
            }
        }
        if !failed.isEmpty { report.add(failed.joined(separator: "\n")) }
    }
}
