import Backbones
import Datasets
import Episodes
import Files
import Foundation
import Images
import Records
import Reports
import Training

/// `fewshot eval`: episodes on the frozen features of a checkpoint, and their report.
public struct Evaluate {
    /// Where the images are.
    public var data: URL
    /// A run folder, or one safetensors file.
    public var checkpoint: URL
    /// The backbone and input size of a checkpoint that does not say them.
    public var backbone: BackboneName?
    /// The side of the square input in pixels; the checkpoint's own unless given.
    public var imageSize: Int?
    /// Which classes the episodes are of.
    public var split = Split.novel
    /// Classes per episode.
    public var way = 5
    /// Support images per class; an evaluation for each.
    public var shots = [1]
    /// Query images per class.
    public var query = 15
    /// How many episodes.
    public var episodes = 10_000
    /// What is done to features first.
    public var transform = FeatureTransform.l2
    /// What is compared, on the same episodes.
    public var classifiers: [any Classifier] = [NearestCentroid(), LogisticRegression()]
    /// Where the report goes; `report.md` beside the checkpoint unless given.
    public var report: URL?
    /// The report's heading.
    public var title = "Few-shot evaluation"

    /// An evaluation of a checkpoint on a data set, all else as its properties start.
    public init(data: URL, checkpoint: URL) {
        self.data = data
        self.checkpoint = checkpoint
    }

    /// The classifiers by name, in the order of help.
    public static let classifiers: [any Classifier] = [NearestCentroid(), LogisticRegression()]

    /// Evaluates, prints a table, and writes the report with `results.json` beside it.
    ///
    /// - Throws: `UserError` for whatever a person can mend.
    public func run(_ setting: Setting) throws -> EvaluationRecord {
        let started = Date()
        let checkpoint = try RunFolder.checkpoint(at: self.checkpoint)
        let dataset = try Dataset.open(data)
        let features = try FeatureSource(self, checkpoint, setting)
        let images = try ScannedData(dataset, split, setting)
        try requireEnough(images.images)
        let plain = try features.table(of: images, split)
        let base =
            transform.needsBaseMean
            ? try ScannedData(dataset, .base, setting) : nil
        let table = try transform.apply(
            to: plain, baseMean: base.map { try features.table(of: $0, .base).mean })
        var record = EvaluationRecord(
            results: [],
            run: EvaluationRun(
                command: setting.command, seed: setting.seed,
                checkpoint: .init(path: checkpoint.relativePath, sha256: features.checkpointHash),
                data: .init(
                    path: data.relativePath, fingerprint: images.fingerprint,
                    baseFingerprint: base?.fingerprint),
                backbone: "\(features.extractor.network.name)",
                imageSize: features.extractor.network.imageSize, threads: setting.threads,
                machine: setting.machine, seconds: 0))
        let titles = ClassTitles(in: data)
        for shot in shots {
            for result in try evaluate(table, shot: shot, setting) {
                record.results.append(summary(result, shot: shot))
                record.tables.append(result.table(of: images.images, titles, way * query))
            }
        }
        record.run.seconds = Date().timeIntervalSince(started)
        setting.say(TextTable.text(record.results))
        let file = report ?? checkpoint.deletingLastPathComponent().appending(path: "report.md")
        try write(record, of: images.images, checkpoint: checkpoint, to: file)
        setting.say("Report: \(file.relativePath)")
        return record
    }

    private func requireEnough(_ images: LabeledImages) throws {
        let purpose = "\(way)-way \(shots.max() ?? 1)-shot episodes with \(query) queries"
        guard way <= images.classes.count else {
            throw UserError(
                .usage,
                "--way is \(way), but there are only \(images.classes.count) \(split.rawValue) "
                    + "classes with usable images. Use a smaller way.")
        }
        try images.requireAtLeast((shots.max() ?? 1) + query, for: purpose)
    }

    private func evaluate(
        _ table: FeatureTable, shot: Int, _ setting: Setting
    ) throws -> [EpisodeResults] {
        let evaluation = try Evaluation(
            sampler: EpisodeSampler(
                table, way: way, shot: shot, query: query, seed: setting.seed),
            episodes: episodes, classifiers: classifiers, threads: setting.threads)
        let bar = ProgressBar("\(way)-way \(shot)-shot", total: episodes, unit: "episodes")
        let results = evaluation.run(on: table) { done, _ in bar.update(done) }
        bar.finish()
        for result in results where result.unconverged > 0 {
            setting.warn(
                "\(result.classifier): \(result.unconverged) of \(episodes) fits stopped before "
                    + "their optimum.")
        }
        return results
    }

    private func summary(_ result: EpisodeResults, shot: Int) -> EvaluationResult {
        EvaluationResult(
            way: way, shot: shot, query: query, episodes: episodes,
            classifier: result.classifier, transform: transform.rawValue, split: split.rawValue,
            accuracy: result.mean, ci95: result.ci95, seconds: result.seconds)
    }

    private func write(
        _ record: EvaluationRecord, of images: LabeledImages, checkpoint: URL, to file: URL
    ) throws {
        let run = checkpoint.deletingLastPathComponent().appending(path: "run.json")
        let known = FileManager.default.fileExists(atPath: run.path)
        var report = EvaluationReport(
            title: title, evaluation: record,
            training: known ? try JSONFile.read(RunRecord.self, from: run) : nil)
        report.samples = try thumbnails(of: report.classesToShow, images)
        try report.write(to: file)
    }

    /// The first three images of each class as small JPEG files.
    private func thumbnails(
        of classes: [String], _ images: LabeledImages
    ) throws -> [String: [Data]] {
        let small = EvaluationTransform(size: 84)
        let few = images.prefix(perClass: 3).files.filter {
            classes.contains(images.classes[$0.label])
        }
        return try Dictionary(grouping: few) { images.classes[$0.label] }.mapValues { files in
            try files.map { Data(small.apply(try $0.decode()).jpeg(quality: 85)) }
        }
    }
}
