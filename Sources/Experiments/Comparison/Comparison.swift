import Backbones
import Datasets
import Files
import Foundation
import Images
import Recipes
import Records
import Reports
import Tensors
import Training

/// `fewshot compare` and `fewshot sweep`: networks trained in several ways on equal terms, each
/// from several seeds, and what can be said of their differences.
///
/// Every run is an ordinary run folder, and one that is there is gone on with or taken as it is, so
/// that a comparison resumes by being asked for again. All that is measured of a finished run is
/// computed from its last checkpoint, with features from the cache beside it.
public struct Comparison {
    /// A way of training.
    public struct Entry: Sendable {
        /// What tables and folders call it.
        public let name: String
        /// The recipe.
        public let recipe: Recipe
        /// What is changed of it.
        public let overrides: RecipeOverrides
    }

    /// Where the images are.
    public var data: URL
    /// A published class split or a csv file, by which a folder of all classes is divided.
    public var classSplit: String?
    /// The folder for runs/, report.md, comparison.json and figures.
    public var output: URL
    /// Recipes, or settings of one.
    public var kind = ComparisonRecord.Kind.recipes
    /// The ways of training; the others are held against the first.
    public var entries: [Entry]
    /// Trainings of each: with the setting's seed and those that follow it.
    public var seeds = 3
    /// The network.
    public var backbone = BackboneName.conv4
    /// What pixels are normalised by.
    public var normalization = NormalizationChoice()
    /// The share of every base class's images that is not trained on.
    public var holdout = 0.1
    /// The most images of each base class that are trained on; nil for all.
    public var trainImages: Int?
    /// Episodes for each shot.
    public var episodes = 10_000

    /// A comparison of `entries`, all else as the properties start.
    public init(data: URL, output: URL, entries: [Entry]) {
        self.data = data
        self.output = output
        self.entries = entries
    }

    /// Trains what is missing, measures, tests, and writes the report anew after each run, once it
    /// tells of as many as the one that is there.
    ///
    /// A run that fails has its reason in the report, and the others go on.
    ///
    /// - Returns: the record; nil where it was interrupted.
    /// - Throws: `UserError` for options or data that no run could work with, a report that cannot be
    ///   written, or a failure by which it would tell of fewer runs than the one that is there.
    public func run(
        _ setting: Setting, until interruption: Interruption
    ) throws -> ComparisonRecord? {
        var record = try plannedRecord(setting)
        try OutputFolder.require(output)
        let folder = try HeldFolder(holding: output)
        defer { folder.release() }
        let known = try requireReport(record, setting)
        let images = try PretrainingImages(data, dividedBy: classSplit, setting)
        try setting.listLeftOut(beside: report)
        let division = try divided(images, seed: setting.seed)
        let precision = try precision(setting, on: division.training.images)
        record.precision = precision.rawValue
        let setting = setting.with(precision)
        let plan = measurePlan(division, images, setting)
        record.episodes = images.val == nil ? nil : episodes
        record.imagesPerClass = Dictionary(
            uniqueKeysWithValues: plan.imagesPerClass.map { ($0.key.rawValue, $0.value) })
        var measures: [String: NetworkMeasures] = [:]
        let total = entries.count * record.seeds.count
        // Seed by seed, so that what there is early is of every entry.
        for seed in record.seeds {
            for entry in entries {
                setting.say(
                    "Run \(record.runs.count + 1) of \(total): \(entry.name), seed \(seed).")
                var run = ComparisonRecord.Run(
                    entry: entry.name, seed: seed, folder: Self.folder(of: entry.name, seed: seed))
                switch attempt(run, of: entry, images, plan, setting, until: interruption) {
                case .interrupted: return nil
                case .failed(let reason):
                    // What is there tells of more than a report that lacks this run.
                    let most = measures.isEmpty ? 0 : measures.count + total - record.runs.count - 1
                    if most < known {
                        throw UserError(
                            .usage, "\(report.relativePath) stays as it is: \(reason)",
                            remedies: "output")
                    }
                    run.failure = reason
                case .measured(let training, let network):
                    run.take(training, network)
                    record.data = record.data ?? training.data
                    measures[run.folder] = network
                }
                record.runs.append(run)
                record.evaluate(measures)
                if measures.count >= known {
                    try ComparisonReport(record: record).write(to: report)
                }
                if interruption.isAsked && record.runs.count < total { return nil }
            }
        }
        return record
    }

    /// The record before the first run, which checks every option that can be checked without
    /// images.
    func plannedRecord(_ setting: Setting) throws -> ComparisonRecord {
        guard entries.count >= 2, Set(entries.map(\.name)).count == entries.count else {
            throw UserError(
                .usage,
                "A comparison needs at least two ways of training, each once; there are "
                    + "\(entries.isEmpty ? "none" : entries.map(\.name).joined(separator: ", ")).")
        }
        guard (1...100).contains(seeds) else {
            throw UserError(setting: "seeds", "is \(seeds); it must be from 1 to 100.")
        }
        guard setting.seed <= .max - 100 else {
            throw UserError(
                setting: "seed",
                "is \(setting.seed); the seeds that follow it must be numbers of 64 bits, too.")
        }
        guard (2...10_000_000).contains(episodes) else {
            throw UserError(setting: "episodes", "is \(episodes); it must be from 2 to 10000000.")
        }
        return ComparisonRecord(
            command: setting.command, kind: kind,
            entries: try entries.map { entry in
                let recipe = try entry.recipe.overridden(by: entry.overrides)
                try entry.overrides.requireMeaning(to: backbone)
                try recipe.requireLayers(of: backbone)
                return .init(name: entry.name, recipe: recipe)
            },
            seeds: (0..<seeds).map { setting.seed + UInt64($0) }, backbone: "\(backbone)",
            backboneTitle: backbone.title, precision: setting.precision.rawValue,
            machine: setting.machine)
    }

    /// One for all runs, whose differences are to be those of the recipes: that of those that are
    /// there, else what is asked for.
    func precision(_ setting: Setting, on images: LabeledImages) throws -> Precision {
        let entry = entries[0]
        if setting.precision == .auto, let known = knownPrecision(setting) { return known }
        return try setting.precision(
            training: backbone, by: entry.recipe.overridden(by: entry.overrides),
            images: images.files.count, on: setting.makeDevice()
        ).precision
    }

    /// The precision of the first run that is there; nil where there is none yet.
    func knownPrecision(_ setting: Setting) -> Precision? {
        for seed in 0..<UInt64(seeds) {
            for entry in entries {
                let folder = Self.folder(of: entry.name, seed: setting.seed + seed)
                let known = RunFolder.precision(ofRunIn: output.appending(path: folder))
                if let known { return known }
            }
        }
        return nil
    }

    /// Where the report goes.
    var report: URL { output.appending(path: "report.md") }

    /// Sees to it that the report takes no other's place. A comparison goes on with its own, also when
    /// asked for more than before: further ways of training, or further seeds.
    ///
    /// - Parameter planned: the record before the first run.
    /// - Returns: how many measured runs its own tells of; of one that may be overwritten, whether of
    ///   any.
    @discardableResult
    func requireReport(_ planned: ComparisonRecord, _ setting: Setting) throws -> Int {
        let file = output.appending(path: "comparison.json")
        guard let known = try? JSONFile.read(ComparisonRecord.self, from: file) else {
            try setting.requireReplaceable(report: report)
            return 0
        }
        let measured = known.runs.count { $0.failure == nil }
        let goesOn =
            known.command == planned.command
            || known.kind == planned.kind
                && (measured == 0 || planned.hasAll(of: known, episodes: episodes))
        guard goesOn || setting.overwrites else {
            throw OutputFolder.occupied(report, new: "report", goingBy: "output")
        }
        return goesOn ? measured : min(measured, 1)
    }

    static func folder(of entry: String, seed: UInt64) -> String {
        "runs/\(entry)-\(seed)"
    }
}

extension ComparisonRecord {
    /// Whether what `other` measured is measured here, too, and alike: episodes are of the first
    /// seed.
    fileprivate func hasAll(of other: ComparisonRecord, episodes: Int) -> Bool {
        backbone == other.backbone && seeds.starts(with: other.seeds)
            && other.entries.allSatisfy(entries.contains)
            && [nil, episodes].contains(other.episodes)
    }
}

extension ComparisonRecord.Run {
    fileprivate mutating func take(_ training: RunRecord, _ network: NetworkMeasures) {
        values = network.values
        seconds = training.seconds
        peakMemory = training.peakMemory
        threads = training.threads
        resumed = training.resumed
    }
}
