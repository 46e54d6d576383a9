import Documents
import Files
import Foundation
import Records

/// The report of `fewshot analyze`.
public struct AnalysisReport: Sendable {
    /// What was measured.
    public var record: AnalysisRecord

    /// A report of `record`.
    public init(record: AnalysisRecord) { self.record = record }

    /// Writes the report to `url`, its figures and analysis.json beside it (a-analysis.json beside
    /// a.md).
    ///
    /// - Throws: `UserError` `.badData` for numbers that are not finite, `.cannotCreate` or
    ///   `.inputOutput` for files.
    public func write(to url: URL) throws {
        try rendered(fileName: url.lastPathComponent).write(to: url)
    }

    /// The report as it is to be stored as `fileName`; errors as for numbers when writing.
    public func rendered(fileName: String) throws -> RenderedReport {
        var report = RenderedReport(fileName: fileName)
        let names = Format.list(record.networks.map(\.name))
        report.heading(1, "Hidden states and features of \(names)")
        report.paragraph(introduction)
        for remark in record.remarks { report.show(.quote(Text(remark))) }
        report.show(.table(networks))
        if record.networks.count > 1 { addFindings(to: &report) }
        try addFlattening(to: &report)
        addVariance(to: &report)
        addFeatures(to: &report)
        try addPictures(to: &report)
        addDefinitions(to: &report)
        try report.addOrigin(
            record.command,
            """
            Seed \(record.seed), \(Format.count(record.threads, "thread")), \(record.precision); \
            \(Format.duration(record.seconds)) on \(record.machine.cpu).
            """,
            numbers:
                "The numbers behind this page, with the fingerprints of images and checkpoints",
            in: record,
            as: RenderedReport.recordName(
                "analysis.json", beside: URL(fileURLWithPath: report.fileName)))
        return report
    }

    /// A few lines for a terminal: how flat and how well apart the features of each network are.
    public var summary: String {
        record.networks.flatMap { network in
            zip(record.parts, network.parts).map { part, measures in
                let directions = measures.layers.last!.directions
                let recall = measures.features.recall.map {
                    ", Recall@1 \(Format.percent($0.mean, plusMinus: $0.ci95))"
                }
                return "\(network.name), \(part.split) classes: directions of the features "
                    + "\(Self.number(directions))\(recall ?? "")"
            }
        }.joined(separator: "\n")
    }

    private var introduction: Text {
        let parts = record.parts.map { part in
            "\(Format.count(part.classes.count)) \(part.split) classes "
                + (part.isSeen ? "(seen in training)" : "(not seen)")
        }
        let all =
            record.networks.count == 1 ? "The network looked at" : "All networks looked at the same"
        return """
            \(all) images: \(Format.count(record.imagesPerClass)) each of \(Format.list(parts)), \
            drawn by the seed from \(code: record.data), at \(record.imageSize) pixels.
            """
    }

    private var networks: Table {
        Table(
            [
                .words("Network"), .words("Backbone"), .words("Recipe"), .words("Manifold Mixup"),
                .words("Checkpoint"),
            ],
            record.networks.map { network in
                [
                    Text(network.name),
                    Text(Names.backbone(network.backbone, network.backboneTitle)),
                    Text(network.recipe ?? "not known"),
                    Text(network.mixesHiddenStates.map { $0 ? "yes" : "no" } ?? "not known"),
                    "\(code: network.file.path)",
                ]
            })
    }

    /// "41.2 ± 0.6".
    static func number(_ value: AnalysisMeasures.OverClasses) -> String {
        "\(Format.fixed(value.mean, decimals: 1)) ± \(Format.fixed(value.ci95, decimals: 1))"
    }

    /// "64 base classes".
    func classes(of part: AnalysisRecord.Part) -> String {
        "\(Format.count(part.classes.count)) \(part.split) classes"
    }
}
