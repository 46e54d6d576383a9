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
        report.heading(2, "Runs")
        let shown = measures.filter { $0.unit != .classes }
        let numbers = ["Seed"] + shown.map(\.heading) + ["Time", "Memory"]
        report.show(
            .table(
                Table(
                    [.words("Run")] + numbers.map { .numbers(Text($0)) },
                    cells: record.runs.filter { $0.failure == nil }.map { run in
                        // Not links: reports are passed on without their checkpoints.
                        [.init("\(code: run.folder)"), .init("\(run.seed)")]
                            + shown.map { measure in
                                let value = run[measure]
                                return .init(
                                    Text(value.map { measure.text($0, plusMinus: nil) } ?? "–"))
                            } + Self.cost(seconds: run.seconds, memory: run.peakMemory)
                    })))
        let failed = record.runs.compactMap { run -> Text? in
            run.failure.map { "\(strong: "\(run.entry), seed \(run.seed), failed:") \($0)" }
        }
        if !failed.isEmpty { report.show(.list(failed)) }
    }
}
