import Documents
import Records

/// The section on probabilities.
extension EvaluationReport {
    func addCalibration(to report: inout RenderedReport) throws {
        let rows = evaluation.results.indices.compactMap { index in
            evaluation.results[index].calibration.map { (index, $0) }
        }
        guard !rows.isEmpty else { return }
        report.heading(2, "Can its probabilities be trusted?")
        let fitted = rows.first { $0.1.fittedOn != nil }?.1.fittedOn
        let first = rows[0].1
        let words =
            "A classifier that says 80 % should be right four times in five. The error (ECE, 15 bins) "
            + "is the mean gap between what it says and how often it is right; likelihood (NLL, "
            + "in nats) and Brier score count sharpness as well. Smaller is better in all three. Measured on "
            + "\(Format.count(first.queries)) queries"
            + (first.episodes.map { ", those of the first \(Format.count($0)) episodes" } ?? "")
            + ". "
            + (fitted.map { split in
                "Scores were also divided by a temperature T fitted on other episodes of the "
                    + "\(split) classes"
                    + (split == evaluation.results[0].split
                        ? " – the same classes as here, which favours it a little" : "") + "."
            } ?? "There were no val classes with enough images to fit a temperature on.")
        report.paragraph(Text(words))
        let measured =
            ["NLL", "Brier", "ECE"]
            + (fitted == nil ? [] : ["T", "NLL at T", "Brier at T", "ECE at T"])
        let table = Table(
            [.words("Task"), .words("Classifier")] + measured.map { .numbers(Text($0)) },
            rows.map { index, calibration in
                let result = evaluation.results[index]
                let scaled =
                    [calibration.temperature.map { Format.plain($0) } ?? "∞"]
                    + (calibration.scaled.map(cells) ?? ["–", "–", "–"])
                return
                    ([Names.task(result), Names.method(result)] + cells(calibration.plain)
                    + (fitted == nil ? [] : scaled)).map { Text($0) }
            })
        report.show(.table(table))
        guard let last = evaluation.best.last, let shown = evaluation.results[last].calibration
        else { return }
        let result = evaluation.results[last]
        try report.add(
            ReliabilityDiagram(
                title: "What it says and how often it is right",
                note: "\(Names.task(result)), \(Names.method(result))",
                panels: [panel("scores as they are", shown.plain)]
                    + (shown.scaled.map { [panel("after the temperature", $0)] } ?? [])),
            as: "reliability")
    }

    private func panel(
        _ name: String, _ measures: CalibrationResult.Measures
    ) -> ReliabilityDiagram.Panel {
        let width = 1 / Double(max(measures.bins.count, 1))
        return ReliabilityDiagram.Panel(
            name,
            summary: "ECE \(Format.percent(measures.expectedCalibrationError, decimals: 1))",
            bins: measures.bins.enumerated().map { place, bin in
                .init(
                    from: Double(place) * width, to: Double(place + 1) * width, count: bin.count,
                    confidence: bin.confidence, accuracy: bin.accuracy)
            })
    }

    private func cells(_ measures: CalibrationResult.Measures) -> [String] {
        [
            measures.negativeLogLikelihood.map { Format.fixed($0, decimals: 3) } ?? "∞",
            Format.fixed(measures.brier, decimals: 3),
            Format.percent(measures.expectedCalibrationError, decimals: 1),
        ]
    }
}
