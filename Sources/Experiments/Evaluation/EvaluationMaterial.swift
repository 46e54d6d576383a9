import Datasets
import Features
import Files
import Foundation
import Networks
import Records

/// What an evaluation works on: the models' features, and what is known of the images.
struct EvaluationMaterial {
    let providers: [any FeatureProvider]
    let record: EvaluationRun.DataSet
    /// Of the first model: as a person named them, or the project's best. None for features.
    let checkpoints: [URL]
    /// The runs that made the models, model by model; nil where unknown.
    let trainings: [RunRecord?]
    /// The usable images of the evaluated classes; nil for features that others computed.
    let images: LabeledImages?
    /// The SHA-256 of each of them; nil likewise. As text a hash takes more memory than all else of an
    /// image, so it is made where a list asks.
    var hashes: [String]? { images?.files.map { $0.sha256! } }
    /// Whether there are val classes to fit temperatures on.
    let hasVal: Bool
    let titles: ClassTitles
    /// Where the report goes unless a person says.
    let report: URL

    init(_ evaluate: Evaluate, _ setting: Setting) throws {
        switch evaluate.origin {
        case .images(let origin):
            try self.init(
                origin, evaluate.plan.split, base: evaluate.baseNeed, setting)
        case .file(let files):
            // What is evaluated and recorded is that file, whatever classes it is of.
            guard evaluate.plan.split != .base else {
                throw UserError(
                    setting: "split",
                    "is base, but a file of features is evaluated as it is. To evaluate base classes, "
                        + "name the file of their features as the features, and leave the split out."
                )
            }
            try self.init(files, setting)
        }
    }

    /// Images, and checkpoints to compute their features.
    ///
    /// - Parameter base: what is needed of the base features; nil for nothing.
    init(
        _ origin: ImageFeatures, _ split: Split, base: Evaluate.BaseNeed? = nil,
        _ setting: Setting
    ) throws {
        let data = origin.data
        checkpoints =
            origin.checkpoints.isEmpty ? [try ProjectWeights.best(setting)] : origin.checkpoints
        for (name, crops) in [("crops", origin.crops), ("support-crops", origin.supportCrops)] {
            guard let crops, !(1...10_000).contains(crops) else { continue }
            throw UserError(setting: name, "is \(crops); it must be from 1 to 10000.")
        }
        let dataset = try Dataset.open(data, dividedBy: origin.classSplit)
        guard split == .novel || dataset.kind != .plainFolder else {
            throw UserError(
                .missingInput,
                "The data folder \(data.path) is a plain folder of classes, without "
                    + "\(split.rawValue) classes of its own. Leave the split out: all of its "
                    + "classes are evaluated.")
        }
        setting.warn(
            leftOut: dataset.unlisted.map {
                "the folder \($0), which the class split does not have"
            })
        let ofBase = try origin.baseData.map { try Dataset.open($0) }
        try setting.requireExcluded(in: [dataset, ofBase].compactMap { $0 })
        let images = SplitImages(dataset, base: ofBase, setting)
        let all = [checkpoints] + origin.versus.map { [$0] }
        var models = try zip(all, namesOfModels(all)).map {
            try CheckpointFeatures(
                origin.network, $0, name: $1, images, parts: origin.parts, setting)
        }
        if let files = origin.joined { try models[0].join(FileFeatures(files)) }
        images.sought = (CheckpointFeatures.trained(models), split)
        let scanned = try images.scanned(split)
        for index in models.indices {
            models[index].model.seenClasses = models[index].trainingClasses.map { seen in
                scanned.images.classes.filter { seen.contains(ExactText($0)) }
            }
        }
        providers = models
        trainings = models.map { $0.sources.count == 1 ? $0.sources[0].training : nil }
        let hasMean =
            try base == .mean && models.allSatisfy { try $0.storedMean() != nil }
        record = .init(
            path: data.relativePath, fingerprint: scanned.fingerprint,
            baseFingerprint: base == nil || hasMean
                ? nil : try images.scanned(.base).fingerprint,
            hasStoredMean: hasMean ? true : nil, copies: scanned.copies)
        self.images = scanned.images
        hasVal = dataset.splits.contains(.val) && origin.joined == nil
        titles = ClassTitles(in: data)
        report = Self.report(on: data, split, of: models[0].model.name)
    }

    /// Features that any program computed.
    private init(_ files: FeatureFiles, _ setting: Setting) throws {
        let file = files.features
        let model = try FileFeatures(files, excluding: setting)
        providers = [model]
        trainings = [nil]
        checkpoints = []
        record = .init(
            path: file.relativePath, fingerprint: model.model.files[0].sha256,
            baseFingerprint: model.model.files.dropFirst().first?.sha256)
        images = nil
        hasVal = false
        titles = ClassTitles(in: file.deletingLastPathComponent())
        report = Self.report(on: file.deletingPathExtension(), of: nil)
    }

    /// `report.md` in a folder of the current one's `Evaluation/`: never beside a checkpoint, whose
    /// own report it would replace.
    private static func report(on data: URL, _ split: Split = .novel, of model: String?) -> URL {
        let name = [
            data.lastPathComponent, model?.replacing("/", with: "-"),
            split == .novel ? nil : split.rawValue,
        ].compactMap { $0 }
        return URL(fileURLWithPath: "Evaluation/\(name.joined(separator: "-"))/report.md")
    }
}

extension Dataset {
    /// The data set in a folder, divided by a class split where one is named.
    static func open(_ url: URL, dividedBy split: String?) throws -> Dataset {
        guard let split else { return try open(url) }
        return try open(url, classSplit: ClassSplit.named(split))
    }
}
