import Documents
import Files
import Foundation
import Records

/// The report of `fewshot compare` and `fewshot sweep`.
public struct ComparisonReport: Sendable {
    /// What was trained, measured and tested.
    public var record: ComparisonRecord

    /// A report of `record`, which may have runs that failed or are to come.
    public init(record: ComparisonRecord) { self.record = record }

    /// Writes the report to `url`, its figures and comparison.json beside it.
    ///
    /// - Throws: `UserError` `.badData` for numbers that are not finite, `.cannotCreate` or
    ///   `.inputOutput` for files.
    public func write(to url: URL) throws {
        try rendered(fileName: url.lastPathComponent).write(to: url)
    }

    /// The report as it is to be stored as `fileName`; errors as for numbers when writing.
    public func rendered(fileName: String) throws -> RenderedReport {
        var report = RenderedReport(fileName: fileName)
        report.heading(
            1,
            record.kind == .recipes
                ? "Regularisers on equal terms" : "Mixing rate and mixing layers")
        report.paragraph(Text(introduction))
        if let missing { report.paragraph(missing) }
        report.heading(2, "Results")
        if record.summaries.isEmpty {
            report.paragraph("No run has been measured.")
        } else {
            addResults(to: &report)
            try addFigures(to: &report)
            if record.kind == .mixing { try addGrid(to: &report) }
            addDifferences(to: &report)
            addClaims(to: &report)
        }
        addRuns(to: &report)
        try report.addOrigin(
            record.command,
            """
            On \(record.machine.cpu), \(record.machine.cores) cores, fewshot \
            \(record.machine.fewshot). The same command goes on where it was stopped; runs that are \
            there are not trained again.
            """, in: record, as: "comparison.json")
        return report
    }

    /// The name of the entry that the others are held against.
    var reference: String { record.entries[0].name }

    /// The measures that there are numbers of.
    var measures: [ComparedMeasure] {
        ComparedMeasure.allCases.filter { measure in
            record.summaries.contains { $0.measure == measure }
        }
    }

    private var introduction: String {
        let recipe = record.entries[0].recipe
        let phase = recipe.phases[0]
        var sentences = [
            "\(Names.backbone(record.backbone, record.backboneTitle)), trained in "
                + "\(Format.word(record.entries.count)) ways on equal terms, "
                + "\(record.seeds.count == 1 ? "from one seed" : "each from \(Format.word(record.seeds.count)) seeds"): "
                + "\(Format.count(recipe.epochs, "epoch")) of \(phase.optimizer.kind.rawValue) at "
                + "\(Format.plain(phase.optimizer.learningRate)), schedule "
                + "\(phase.schedule.kind.rawValue), batches of \(recipe.batchSize), "
                + "\(recipe.imageSize) × \(recipe.imageSize) pixels, \(recipe.head.rawValue) class "
                + "head, precision \(record.precision)."
        ]
        if let data = record.data {
            sentences.append(
                "\(Format.count(data.base.images, "image")) of "
                    + "\(Format.count(data.base.classes, "base class", "base classes")) of "
                    + "\(data.path) were trained on"
                    + (data.heldOut.map {
                        " and \(Format.count($0.images)) of the same classes held out, others for "
                            + "each seed and the same for each way of training"
                    } ?? "") + ".")
            if let val = data.val {
                sentences.append(
                    "Episodes are of the \(Format.count(val.classes, "val class", "val classes")), "
                        + "which were not trained on.")
            }
        }
        sentences.append(
            "Every network is the one after the last epoch: no choice was made by any of these "
                + "images.")
        return sentences.joined(separator: " ")
    }

    /// What is not in the numbers; nil where all is there.
    private var missing: Text? {
        let all = record.entries.count * record.seeds.count
        let failed = record.runs.count { $0.failure != nil }
        let waiting = all - record.runs.count
        var parts: [String] = []
        if failed > 0 { parts.append("\(Format.count(failed)) of \(all) runs failed") }
        if waiting > 0 { parts.append("\(Format.count(waiting)) of \(all) are still to come") }
        return parts.isEmpty
            ? nil : "\(strong: "\(Format.list(parts)).") The numbers are those of the others."
    }

    private func addResults(to report: inout RenderedReport) {
        let numbers = measures.map(\.heading) + ["Time", "Memory"]
        report.show(
            .table(
                Table(
                    [.words("Way of training")] + numbers.map { .numbers(Text($0)) },
                    cells: record.entries.map { entry in
                        [.init(Text(entry.name))]
                            + measures.map { measure in
                                let summary = record.summary(entry.name, measure)
                                return .init(
                                    Text(
                                        summary.map {
                                            measure.text($0.mean, plusMinus: $0.deviation)
                                        } ?? "–"))
                            } + cost(of: entry.name)
                    })))
        let spread =
            record.seeds.count > 1
            ? "Means over seeds; ± is their standard deviation." : "From one seed."
        let episodes =
            record.episodes.map { ", over \(Format.count($0, "episode")), the same for all" } ?? ""
        report.paragraph(
            """
            \(spread) NLL is the mean of −ln p of the right class and ECE the expected calibration \
            error over 15 bins, both on the held-out base images by the network's own head. 1-shot \
            and 5-shot are 5-way accuracies of the nearest centroid on features of length one\
            \(episodes). “Directions” are those in which a class's features have a standard \
            deviation above 0.05 of the distance of class means (root mean square), “wide” ones \
            above 0.1; fewer are “flatter”. “Sum” is the sum of a class's singular values over that \
            of all points (each over the root of its number of points), which the method's authors \
            plot. “Rank” is their effective rank (exp of the entropy of their shares), which \
            forgets how large they are: it rises where the largest shrink towards the others, and \
            shows no flattening. All are means over classes\
            \(imagesPerClass). Time is the wall time of training one network with its validation, \
            memory the most that was held.
            """)
    }

    private var imagesPerClass: String {
        let counts = [
            (ComparedMeasure.Images.trained, "trained on"), (.base, "held out"), (.val, "of val"),
        ].compactMap { part, words in
            record.imagesPerClass[part.rawValue].map { "\(Format.count($0, "image")) \(words)" }
        }
        return counts.isEmpty
            ? ", which need three images of each class and are missing here"
            : ", each of \(Format.list(counts)); n images have at most n − 1 directions"
    }

    private func cost(of entry: String) -> [Table.Cell] {
        let runs = record.runs.filter { $0.entry == entry }
        let times = runs.compactMap(\.seconds)
        return Self.cost(
            seconds: times.isEmpty ? nil : times.reduce(0, +) / Double(times.count),
            memory: runs.compactMap(\.peakMemory).max())
    }

    /// Time and memory as a row has them.
    static func cost(seconds: Double?, memory: UInt64?) -> [Table.Cell] {
        let mebibytes = memory.map { Format.fixed(Double($0) / 1_048_576, decimals: 0) }
        return [
            .init(Text(seconds.map(Format.duration) ?? "–"), value: seconds),
            .init(Text(mebibytes.map { "\($0) MiB" } ?? "–")),
        ]
    }
}
