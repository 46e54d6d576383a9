import Backbones
import Datasets
import Episodes
import Features
import Files
import Foundation
import Records
import Reports
import Weights

/// `fewshot eval`: episodes on frozen features, and their report.
public struct Evaluate {
    /// Where the images are; nil for `features`.
    public var data: URL?
    /// A run folder or one safetensors file; the features of several are put together.
    public var checkpoints: [URL]
    /// Features that any program computed, in place of images and checkpoints, with their labels
    /// where those are in a file of their own, and the features of base classes.
    public var features, labels, baseFeatures: URL?
    /// Other checkpoints, each evaluated by itself on the same episodes.
    public var versus: [URL] = []
    /// The backbone and input size of a checkpoint that does not say them.
    public var backbone: BackboneName?
    /// The side of the square input in pixels; the checkpoint's own unless given.
    public var imageSize: Int?
    /// What images weights of others were trained on; what is known of them unless given.
    public var preprocessing: InputChoice?
    /// Where the base images are, if not in the data folder.
    public var baseData: URL?
    /// A published class split or a csv file, by which a folder of all classes is divided.
    public var classSplit: String?
    /// Which classes the episodes are of.
    public var split = Split.novel
    /// Classes per episode.
    public var way = 5
    /// Support images per class, one number or a range; an evaluation for each.
    public var shots = [1...1]
    /// Query images per class.
    public var query = 15
    /// The concentration of imbalanced queries; nil for balanced ones.
    public var queryImbalance: Double?
    /// How many episodes.
    public var episodes = 10_000
    /// A frozen list of episodes, in place of way, shot, query and number.
    public var episodeList: URL?
    /// What is done to features first; each with every classifier.
    public var transforms = [FeatureTransform.l2]
    /// What is compared, on the same episodes.
    public var classifiers = Self.defaultClassifiers
    /// The random crops that a support image's features are the mean of; nil for the whole image.
    public var augmentSupport: Int?
    /// The random crops that every image's features are the mean of; nil for the whole image.
    public var augment: Int?
    /// Whether accuracy is measured against shot and against way too.
    public var curve = false
    /// Where the report goes; `report.md` in a folder of `Evaluation/` that is called by data and
    /// checkpoint unless given.
    public var report: URL?
    /// The report's heading.
    public var title = "Few-shot evaluation"

    /// An evaluation of checkpoints on a data set, all else as its properties start.
    public init(data: URL?, checkpoints: [URL]) {
        self.data = data
        self.checkpoints = checkpoints
    }

    /// Evaluates, prints a table, and writes the report with `results.json` beside it.
    ///
    /// - Throws: `UserError` for whatever a person can mend.
    public func run(_ setting: Setting) throws -> EvaluationRecord {
        let started = Date()
        if curve && episodeList != nil {
            throw UserError(
                setting: "curve",
                "draws episodes of many kinds: leave it out with a list of --episodes.")
        }
        // Before anything is read, which takes long.
        if let report { try OutputFolder.require(file: report, makingFolder: true) }
        let material = try material(setting)
        let file = report ?? material.report
        let numbers = RenderedReport.recordName("results.json", beside: file)
        try setting.requireReplaceable(
            file, file.deletingLastPathComponent().appending(path: numbers))
        // Before features are computed, which takes long.
        if let images = material.images, episodeList == nil { try requireEnough(images) }
        let methods = try EvaluatedMethods(self, material.providers, split)
        let list = try episodeList.map { try EpisodeList(contentsOf: $0) }
        let tasks = try tasks(list, methods, material, setting)
        var record = EvaluationRecord(
            results: [],
            run: EvaluationRun(
                command: setting.command, seed: setting.seed,
                models: material.providers.map(\.model), data: material.record,
                episodeList: list.map {
                    .init(path: episodeList!.relativePath, sha256: $0.fingerprint)
                }, augmentedSupport: augmentSupport, augmented: augment,
                threads: setting.threads,
                machine: setting.machine, seconds: 0))
        let run = EvaluationOfMethods(
            evaluate: self, methods: methods, titles: material.titles,
            temperatureMethods: split == .val ? methods : valMethods(material, setting),
            setting: setting)
        for task in tasks { try run.add(task, to: &record) }
        record.correctForComparisons()
        record.seeds = SeedResult.all(of: record)
        if curve { record.curve = try run.curve() }
        record.run.seconds = Date().timeIntervalSince(started)
        setting.say(TextTable.text(record.results))
        var page = EvaluationReport(
            title: title, evaluation: record, trainings: material.trainings)
        if let images = material.images {
            page.samples = try Thumbnails.of(page.classesToShow, images)
        }
        try page.write(to: file)
        setting.say("Report: \(file.relativePath)")
        return record
    }

    private func material(_ setting: Setting) throws -> EvaluationMaterial {
        switch (data, features) {
        case (let data?, nil): try EvaluationMaterial(self, images: data, setting)
        case (nil, let features?): try EvaluationMaterial(self, features: features)
        default:
            throw UserError(
                .usage, "Name either a folder of images with --checkpoint, or --features FILE.")
        }
    }

    /// The methods on val classes, which only temperatures need; nil where these cannot be used.
    private func valMethods(_ material: EvaluationMaterial, _ setting: Setting) -> EvaluatedMethods?
    {
        guard material.hasVal else { return nil }
        do {
            return try EvaluatedMethods(self, material.providers, .val)
        } catch {
            setting.warn("No temperatures are fitted, for want of val classes: \(error)")
            return nil
        }
    }

    private func tasks(
        _ list: EpisodeList?, _ methods: EvaluatedMethods, _ material: EvaluationMaterial,
        _ setting: Setting
    ) throws -> [EvaluationTask] {
        if let list {
            return [
                try EvaluationTask(
                    list, over: methods.table, hashes: material.hashes, seed: setting.seed)
            ]
        }
        return try shots.map {
            try EvaluationTask(
                of: methods.table, self, way: way, shot: $0, episodes: episodes, seed: setting.seed)
        }
    }

    func requireEnough(_ images: LabeledImages) throws {
        guard way <= images.classes.count else {
            throw UserError(
                setting: "way",
                "is \(way), but there are only \(images.classes.count) \(split.rawValue) "
                    + "classes with usable images. Use a smaller way.")
        }
        let shot = shots.map(\.upperBound).max() ?? 1
        let (need, overflow) = shot.addingReportingOverflow(query)
        try images.requireAtLeast(
            overflow ? .max : need, for: "\(way)-way \(shot)-shot episodes with \(query) queries")
    }
}
