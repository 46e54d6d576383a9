import Documents
import Files
import Foundation
import Records

/// The report of one evaluation: what was trained on what, how well it does and where it fails, and
/// what repeats it.
public struct EvaluationReport: Sendable {
    /// The heading.
    public var title: String
    /// What was measured.
    public var evaluation: EvaluationRecord
    /// The runs that made the models' checkpoints, model by model; nil where only weights are known.
    public var trainings: [RunRecord?]
    /// Photos of classes for the confused pairs: class name → JPEG files (the first three are
    /// shown). Left out for a data set whose terms forbid passing its images on.
    public var samples: [ExactText: [Data]]
    /// Tables of the results that lie beside the report, "results.csv" and "results.tex".
    public var exports: [PaperTable.Form] = []
    /// Small photos that the page alone shows, by path: `photosToShow` says which.
    public var photos: [ExactText: Data] = [:]

    /// A report of `evaluation`.
    public init(
        title: String, evaluation: EvaluationRecord, trainings: [RunRecord?] = [],
        samples: [ExactText: [Data]] = [:]
    ) {
        self.title = title
        self.evaluation = evaluation
        self.trainings = trainings
        self.samples = samples
    }

    /// The classes whose photos the report would show: what `samples` is worth filling with.
    public var classesToShow: [String] {
        guard let last = evaluation.best.last, evaluation.tables.indices.contains(last),
            knownDataset?.allowsSamples != false
        else { return [] }
        let classes = evaluation.tables[last].classes
        return Set(confusedPairs(last).prefix(6).flatMap { [$0.first, $0.second] }).sorted()
            .map { classes[$0].name }
    }

    /// The report as text and files, to be stored as `fileName` ("report.md").
    ///
    /// - Throws: `UserError` `.badData` for numbers that are missing or not finite.
    public func rendered(fileName: String) throws -> RenderedReport {
        try evaluation.requireSound()
        var report = RenderedReport(fileName: fileName)
        report.heading(1, Text(title))
        report.paragraph(summary())
        addResults(to: &report)
        addAdaptation(to: &report)
        addExports(to: &report, fileName: fileName)
        addPublished(to: &report)
        addDifferences(to: &report)
        addDetectors(to: &report)
        addSeeds(to: &report)
        try addCurves(to: &report)
        try addEpisodes(to: &report)
        try addClasses(to: &report)
        try addConfusions(to: &report)
        try addCalibration(to: &report)
        try addTraining(to: &report)
        try addRecord(to: &report)
        return report
    }

    /// Where a table of the results lies beside a report.
    public static func table(_ form: PaperTable.Form, beside report: URL) -> URL {
        report.deletingLastPathComponent().appending(
            path: RenderedReport.recordName("results.\(form.ending)", beside: report))
    }

    private func addExports(to report: inout RenderedReport, fileName: String) {
        guard !exports.isEmpty else { return }
        let table = PaperTable(evaluation)
        let links = exports.map { form -> Text in
            let name = Self.table(form, beside: URL(fileURLWithPath: fileName)).lastPathComponent
            report.files[name] = Data(table.text(form).utf8)
            return "\(link: name, to: name)"
        }
        report.paragraph("As a table for other programs: \(links.joined(separator: ", ")).")
    }

    /// Writes the report to `url`, its figures and `results.json` beside it.
    ///
    /// - Throws: as `rendered`, and `UserError` `.cannotCreate` or `.inputOutput` for files.
    public func write(to url: URL) throws {
        try rendered(fileName: url.lastPathComponent).write(to: url)
    }

    /// The run that made the first model; nil where it is not known.
    var training: RunRecord? { trainings.first ?? nil }

    /// The published data set that the evaluated classes are from, if they are.
    var knownDataset: KnownDataset? {
        let classes = evaluation.tables.first?.classes.map(\.name) ?? []
        return KnownDataset.recognise(classes: classes)?.dataset
    }
}
