import Backbones
import Datasets
import Files
import Foundation
import Randomness
import Records
import Reports
import Weights

/// `fewshot analyze`: hidden states and features of checkpoints, side by side on the same images.
///
/// It writes its report and what belongs to it, and nothing into the folders of runs.
public struct Analyze {
    /// Where the images are.
    public var data: URL
    /// Run folders or safetensors files; the others are compared with the first.
    public var checkpoints: [URL]
    /// The classes not trained on; base classes are looked at beside them where there are any.
    public var split = Split.novel
    /// A published class split or a csv file, by which a folder of all classes is divided.
    public var classSplit: String?
    /// Classes of each split, at most; nil for all.
    public var classes: Int?
    /// Images of each class; nil for 600, or as many as the smallest class has.
    public var images: Int?
    /// What a person says of the networks.
    public var network = NetworkChoice()
    /// Where the report goes; its figures and analysis.json lie beside it
    /// (a-analysis.json beside a.md).
    public var report: URL

    /// Images of a class where nothing is said.
    private static let usualImages = 600
    /// The fewest images whose spread says anything: two lie on a line always.
    private static let fewestImages = 3

    /// An analysis of checkpoints on a data set.
    public init(data: URL, checkpoints: [URL], report: URL) {
        self.data = data
        self.checkpoints = checkpoints
        self.report = report
    }

    /// Measures, and writes the report.
    ///
    /// - Throws: `UserError` for whatever a person can mend.
    public func run(_ setting: Setting) throws -> AnalysisRecord {
        let started = Date()
        try requireSense()
        try setting.requireReplaceable(
            report: report,
            record: report.deletingLastPathComponent().appending(
                path: RenderedReport.recordName("analysis.json", beside: report)))
        let networks = try networks(setting)
        let parts = try parts(setting)
        var record = AnalysisRecord(
            command: setting.command, data: data.relativePath,
            parts: record(of: parts), imagesPerClass: parts[0].places[0].count,
            imageSize: networks[0].extractor.network.imageSize, networks: [],
            remarks: remarks(networks, parts), seed: setting.seed, threads: setting.threads,
            precision: networks.map(\.extractor.network).precisions, machine: setting.machine)
        for remark in record.remarks { setting.warn(remark) }
        for network in networks {
            let bar = ProgressBar(
                "Analysing \(network.name)", total: parts.reduce(0) { $0 + $1.images.files.count },
                unit: "images")
            var before = 0
            record.networks.append(
                try network.record(
                    parts.map { part in
                        let measures = try network.measures(on: part) { bar.update(before + $0) }
                        before += part.images.files.count
                        return measures
                    }))
            bar.finish()
        }
        record.compare()
        record.seconds = Date().timeIntervalSince(started)
        let page = AnalysisReport(record: record)
        try page.write(to: report)
        setting.say(page.summary)
        setting.present(report)
        try setting.listLeftOut(beside: report)
        return record
    }

    private func requireSense() throws {
        guard !checkpoints.isEmpty else {
            throw UserError(
                setting: "checkpoint",
                "is missing. Name a run folder of fewshot pretrain, or one safetensors file; "
                    + "several are compared with the first.")
        }
        guard split != .base else {
            throw UserError(
                setting: "split",
                "is base, which is looked at anyway. Name the classes to compare it with: "
                    + "novel or val.")
        }
        if let classes, classes < 2 {
            throw UserError(
                setting: "classes", "is \(classes); variance between classes needs at least 2.")
        }
        if let images, images < Self.fewestImages {
            throw UserError(
                setting: "images",
                "is \(images); the spread of a class needs at least "
                    + "\(Self.fewestImages).")
        }
    }

    private func networks(_ setting: Setting) throws -> [AnalyzedNetwork] {
        let files = try checkpoints.map(RunFolder.checkpoint(at:))
        let networks = try zip(files, namesOfModels(checkpoints.map { [$0] })).map { file, name in
            try AnalyzedNetwork(self, file, name: name, setting)
        }
        let first = networks[0]
        for other in networks.dropFirst()
        where other.extractor.network.imageSize != first.extractor.network.imageSize {
            throw UserError(
                setting: "image-size",
                "differs: \(first.name) takes images of \(first.extractor.network.imageSize) "
                    + "pixels and \(other.name) of \(other.extractor.network.imageSize), and so "
                    + "their states are not of the same pictures. Analyse them one by one, or give "
                    + "both one size.")
        }
        return networks
    }

    private func parts(_ setting: Setting) throws -> [AnalyzedImages] {
        let dataset = try Dataset.open(data, dividedBy: classSplit)
        try setting.requireExcluded(in: [dataset])
        setting.warn(
            leftOut: dataset.unlisted.map {
                "the folder \($0), which the class split does not have"
            })
        // The classes of a plain folder are the person's own: nothing says they were trained on.
        let hasBase = dataset.kind != .plainFolder && dataset.splits.contains(.base)
        let splits = (hasBase ? [Split.base] : []) + [split]
        let generator = Generator(seed: setting.seed).stream("analysis")
        let listed = try splits.map {
            try AnalyzedImages.listed(dataset, $0, classes: classes, generator, setting)
        }
        let fewest = listed.compactMap { $0.smallestClass?.count }.min() ?? 0
        let count = images ?? max(Self.fewestImages, min(Self.usualImages, fewest))
        return try zip(listed, splits).map {
            try AnalyzedImages($0, $1, perClass: count, generator, setting)
        }
    }

    private func record(of parts: [AnalyzedImages]) -> [AnalysisRecord.Part] {
        let titles = ClassTitles(in: data)
        return parts.map { part in
            .init(
                split: part.split.rawValue, classes: part.classes,
                titles: part.classes.map { titles[$0] ?? $0 }, fingerprint: part.fingerprint)
        }
    }

    /// Where a checkpoint says that it was trained on other classes than the data set's base
    /// classes, or on some that count as unseen here.
    private func remarks(_ networks: [AnalyzedNetwork], _ parts: [AnalyzedImages]) -> [String] {
        networks.flatMap { network -> [String] in
            guard let header = network.extractor.header else {
                return ["\(network.name) does not say which classes it was trained on."]
            }
            let trained = Set(header.classes)
            return parts.compactMap { part in
                let known = part.classes.filter(trained.contains).count
                let all = part.classes.count
                if part.split == .base {
                    return known == all
                        ? nil
                        : "\(network.name) was trained on \(known) of the \(all) base classes "
                            + "only, by their names: for it the others are unseen too."
                }
                return known == 0
                    ? nil
                    : "\(network.name) was trained on \(known) of the \(all) \(part.split.rawValue) "
                        + "classes, by their names: for it they are not unseen."
            }
        }
    }
}
