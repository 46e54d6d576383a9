import Datasets
import Features
import Files
import Foundation
import Records

/// What an evaluation works on: the models' features, and what is known of the images.
struct EvaluationMaterial {
    let providers: [any FeatureProvider]
    let record: EvaluationRun.Data
    /// The runs that made the models, model by model; nil where unknown.
    let trainings: [RunRecord?]
    /// The usable images of the evaluated classes; nil for features that others computed.
    let images: LabeledImages?
    /// The SHA-256 of each of them; nil likewise.
    let hashes: [String]?
    /// Whether there are val classes to fit temperatures on.
    let hasVal: Bool
    let titles: ClassTitles
    /// Where the report goes unless a person says.
    let report: URL

    /// Images, and checkpoints to compute their features.
    init(_ evaluate: Evaluate, images data: URL, _ setting: Setting) throws {
        guard evaluate.labels == nil && evaluate.baseFeatures == nil else {
            throw UserError(
                .usage, "--labels and --base-features belong to --features, not to images.")
        }
        let together =
            evaluate.checkpoints.isEmpty
            ? [try ProjectWeights.best(setting)] : evaluate.checkpoints
        for (option, crops) in evaluate.augmentations where crops < 1 {
            throw UserError(.usage, "\(option) is \(crops); it must be at least 1.")
        }
        let dataset = try Dataset.open(data, dividedBy: evaluate.classSplit)
        setting.warn(
            leftOut: dataset.unlisted.map {
                "the folder \($0), which the class split does not have"
            })
        let images = EvaluationImages(
            dataset, base: try evaluate.baseData.map { try Dataset.open($0) }, setting)
        let checkpoints = [together] + evaluate.versus.map { [$0] }
        var models = try zip(checkpoints, namesOfModels(checkpoints)).map {
            try CheckpointFeatures(evaluate, $0, name: $1, images, setting)
        }
        let scanned = try images.scanned(evaluate.split)
        for index in models.indices {
            models[index].model.seenClasses = models[index].trainingClasses.map { seen in
                scanned.images.classes.filter { seen.contains(ExactText($0)) }
            }
        }
        providers = models
        trainings = models.map { $0.sources.count == 1 ? $0.sources[0].training : nil }
        record = .init(
            path: data.relativePath, fingerprint: scanned.fingerprint,
            baseFingerprint: evaluate.transforms.contains(where: \.needsBase)
                ? try images.scanned(.base).fingerprint : nil, copies: scanned.copies)
        self.images = scanned.images
        hashes = scanned.hashes
        hasVal = dataset.splits.contains(.val)
        titles = ClassTitles(in: data)
        report = Self.report(on: data, of: models[0].model.name)
    }

    /// Features that any program computed.
    init(_ evaluate: Evaluate, features file: URL) throws {
        guard evaluate.checkpoints.isEmpty && evaluate.versus.isEmpty else {
            throw UserError(
                .usage, "--features are evaluated as they are: leave --checkpoint and --versus out."
            )
        }
        guard
            evaluate.backbone == nil && evaluate.imageSize == nil && evaluate.baseData == nil
                && evaluate.classSplit == nil && evaluate.preprocessing == nil
        else {
            throw UserError(
                .usage,
                "--backbone, --image-size, --preprocessing, --base-data and --class-split are for "
                    + "images and a checkpoint, not for --features.")
        }
        if let (option, _) = evaluate.augmentations.first {
            throw UserError(.usage, "\(option) needs images and a checkpoint, not --features.")
        }
        let model = try FileFeatures(evaluate, file)
        providers = [model]
        trainings = [nil]
        record = .init(
            path: file.relativePath, fingerprint: model.model.files[0].sha256,
            baseFingerprint: model.model.files.dropFirst().first?.sha256)
        images = nil
        hashes = nil
        hasVal = false
        titles = ClassTitles(in: file.deletingLastPathComponent())
        report = Self.report(on: file.deletingPathExtension(), of: nil)
    }

    /// `report.md` in a folder of the current one's `Evaluation/`: never beside a checkpoint, whose
    /// own report it would replace.
    private static func report(on data: URL, of model: String?) -> URL {
        let name = [data.lastPathComponent, model?.replacing("/", with: "-")].compactMap { $0 }
        return URL(fileURLWithPath: "Evaluation/\(name.joined(separator: "-"))/report.md")
    }
}

extension Evaluate {
    /// The options that ask for random crops, and how many.
    fileprivate var augmentations: [(option: String, crops: Int)] {
        [("--augment-support", augmentSupport), ("--augment", augment)].compactMap {
            option, crops in crops.map { (option, $0) }
        }
    }
}

extension Dataset {
    /// The data set in a folder, divided by a class split where one is named.
    static func open(_ url: URL, dividedBy split: String?) throws -> Dataset {
        guard let split else { return try open(url) }
        return try open(url, classSplit: ClassSplit.named(split))
    }
}

/// Features from a file.
struct FileFeatures: FeatureProvider {
    let model: EvaluationRun.Model
    private let evaluated: FeatureTable
    private let base: FeatureTable?

    init(_ evaluate: Evaluate, _ file: URL) throws {
        // A kind of file that is none is a wrong word, whether it is there or not.
        _ = try FeatureFile.Format(of: file)
        let own = try Fingerprint.withSHA256(of: file) {
            try FeatureFile.read($0, labels: evaluate.labels)
        }
        let others = try evaluate.baseFeatures.map { file in
            (file, try Fingerprint.withSHA256(of: file) { try FeatureFile.read($0) })
        }
        evaluated = own.value
        base = others?.1.value
        model = EvaluationRun.Model(
            name: file.deletingPathExtension().lastPathComponent,
            files: ([(file, own)] + (others.map { [$0] } ?? [])).map {
                .init(path: $0.0.relativePath, sha256: $0.1.sha256)
            })
    }

    func table(_ split: Split) throws -> FeatureTable {
        guard split == .base else { return evaluated }
        guard let base else {
            throw UserError(
                .usage,
                "A transform needs the base features: give them with --base-features, or use the "
                    + "transform l2.")
        }
        return base
    }

    func augmentedTable(_ split: Split, crops: Int) throws -> FeatureTable {
        preconditionFailure("features of a file have no images to crop")
    }
}
