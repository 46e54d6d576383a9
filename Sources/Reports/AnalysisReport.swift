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

    /// Writes the report to `url`, its figures and analysis.json beside it.
    ///
    /// - Throws: `UserError` `.badData` for numbers that are not finite, `.cannotCreate` or
    ///   `.inputOutput` for files.
    public func write(to url: URL) throws {
        try rendered(fileName: url.lastPathComponent).write(to: url)
    }

    /// The report as it is to be stored as `fileName`; errors as for numbers when writing.
    public func rendered(fileName: String) throws -> RenderedReport {
        var report = RenderedReport(fileName: fileName)
        let names = record.networks.map { Markdown.text($0.name) }
        report.add("# Hidden states and features of \(Format.list(names))")
        report.add(introduction)
        for remark in record.remarks { report.add("> \(Markdown.text(remark))") }
        report.add(networks)
        if record.networks.count > 1 {
            report.add("## What was seen")
            for paragraph in findings { report.add(paragraph) }
        }
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
            in: record, as: "analysis.json")
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

    private var introduction: String {
        let parts = record.parts.map { part in
            "\(Format.count(part.classes.count)) \(part.split) classes "
                + (part.isSeen ? "(seen in training)" : "(not seen)")
        }
        return
            "\(record.networks.count == 1 ? "The network looked at" : "All networks looked at the same") "
            + "images: \(Format.count(record.imagesPerClass)) each of \(Format.list(parts)), "
            + "drawn by the seed from \(Markdown.code(record.data)), at \(record.imageSize) pixels."
    }

    private var networks: String {
        Markdown.table(
            ["Network", "Backbone", "Recipe", "Manifold Mixup", "Checkpoint"],
            record.networks.map { network in
                [
                    Markdown.text(network.name),
                    Names.backbone(network.backbone, network.backboneTitle),
                    Markdown.text(network.recipe ?? "not known"),
                    network.mixesHiddenStates.map { $0 ? "yes" : "no" } ?? "not known",
                    Markdown.code(network.file.path),
                ]
            }, left: [0, 1, 2, 3, 4])
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
