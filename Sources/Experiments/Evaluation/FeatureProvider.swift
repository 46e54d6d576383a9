import Datasets
import Episodes
import Features
import Files
import Foundation
import Networks
import Records

/// Where the features of one model come from.
protocol FeatureProvider {
    /// What the record says of the model.
    var model: EvaluationRun.Model { get }
    /// The features of a split's images.
    func table(_ split: Split) throws -> FeatureTable
    /// The features of base images; where only their mean is needed, or one row that is that.
    func base(onlyMean: Bool) throws -> FeatureTable
    /// The mean features of `crops` random crops of each image.
    func table(_ split: Split, crops: Int) throws -> FeatureTable
    /// What was learnt of the network on tasks; nil where nothing was, or of several networks.
    func calibration() throws -> TaskCalibration?
    /// Computes one part of the features of a split's images, for others to put together.
    func keepPart(_ split: Split) throws
}

extension FeatureProvider {
    /// Nothing, where there is nothing to compute.
    func keepPart(_ split: Split) {}
}

/// The images of an evaluation, each split read once, when first asked for.
final class SplitImages {
    let dataset: Dataset
    private let baseDataset: Dataset
    private let setting: Setting
    private var known: [Split: ScannedData] = [:]
    /// The images that the networks were trained on, and the split among whose images these are
    /// looked for.
    var sought: (trained: ScannedData.Others, split: Split)?

    /// The images of a data folder.
    /// - Parameter base: where the base images are, if not in the data folder.
    init(_ dataset: Dataset, base: Dataset?, _ setting: Setting) {
        self.dataset = dataset
        baseDataset = base ?? dataset
        self.setting = setting
    }

    /// Whether there are base images, or a person named where they are.
    var hasBase: Bool { baseDataset.kind != .plainFolder && baseDataset.splits.contains(.base) }

    func scanned(_ split: Split) throws -> ScannedData {
        if let data = known[split] { return data }
        if split == .base && baseDataset.kind == .plainFolder && baseDataset.url == dataset.url {
            throw UserError(
                setting: "base-data",
                "must be given: a transform or a classifier learns from base features, and "
                    + "\(dataset.url.relativePath) is a plain folder, whose classes are the ones "
                    + "evaluated. Name a data set that has base classes; or, for cl2n alone, a "
                    + "checkpoint that has their mean; or choose transforms and classifiers that need "
                    + "none, such as l2 and logistic.")
        }
        let others = sought.flatMap { $0.split == split && split != .base ? $0.trained : nil }
        let data = try ScannedData(
            split == .base ? baseDataset : dataset, split, beside: others, setting)
        known[split] = data
        return data
    }
}

/// Features computed by one checkpoint, or by several and put together image by image (EASY's
/// ensembles: Bendou et al. 2022, arXiv 2201.09699).
struct CheckpointFeatures: FeatureProvider {
    var model: EvaluationRun.Model
    let sources: [CachedFeatures]
    private let images: SplitImages
    private let parts: URL?
    /// Features of another program, of the same images.
    private var joined: FileFeatures?

    init(
        _ choice: NetworkChoice, _ checkpoints: [URL], name: String,
        _ images: SplitImages, parts: URL? = nil, _ setting: Setting
    ) throws {
        self.images = images
        self.parts = parts
        sources = try checkpoints.map {
            try CachedFeatures(choice, RunFolder.checkpoint(at: $0), setting)
        }
        let networks = sources.map(\.extractor.network)
        let isOneBackbone = Set(networks.map { "\($0.name)" }).count == 1
        let recipes = Set(
            sources.map { $0.training?.recipe.name ?? $0.extractor.header?.recipe.name })
        model = try EvaluationRun.Model(
            name: name,
            files: sources.map {
                .init(path: $0.checkpoint.relativePath, sha256: $0.checkpointHash)
            },
            backbone: isOneBackbone ? "\(networks[0].name)" : nil,
            backboneTitle: isOneBackbone ? networks[0].name.title : nil,
            imageSize: Set(networks.map(\.imageSize)).count == 1 ? networks[0].imageSize : nil,
            precision: networks.precisions,
            recipe: recipes.count == 1 ? recipes.first! : nil,
            methods: sources.flatMap(\.methods).unique,
            seed: sources.count == 1 ? sources[0].training?.seed : nil,
            training: sources.count == 1 ? sources[0].training?.seedlessFingerprint : nil)
    }

    /// Puts those features together with its own.
    mutating func join(_ files: FileFeatures) {
        joined = files
        model.name += " + \(files.model.name)"
        model.files += files.model.files
        (model.backbone, model.backboneTitle) = (nil, nil)
        (model.recipe, model.methods, model.training) = (nil, nil, nil)
    }

    /// The names of all classes that one of the networks was trained on; nil where that is not known.
    var trainingClasses: Set<ExactText>? {
        let headers = sources.compactMap(\.extractor.header)
        guard headers.count == sources.count, joined == nil else { return nil }
        return Set(headers.flatMap(\.allClasses).map(ExactText.init))
    }

    /// The images that `models` were trained on. Of features of another program nobody knows any.
    static func trained(_ models: [CheckpointFeatures]) -> ScannedData.Others {
        let known = TrainedImages(
            joining: models.flatMap(\.sources).map { $0.extractor.header?.images ?? .unknown })
        let files = models.compactMap { $0.joined?.model.files[0].path }
        guard known.areAll, !files.isEmpty else {
            return ScannedData.Others(known, ScannedData.trainedOn)
        }
        return ScannedData.Others(
            TrainedImages(joining: [known, .unknown]), ScannedData.trainedOn,
            unknownAs: "the features of \(files.fewNames) do not say")
    }

    func table(_ split: Split) throws -> FeatureTable {
        let own = try together { try $0.table(of: images.scanned(split), split, parts: parts) }
        guard let joined else { return own }
        let others = try joined.table(split).arranged(as: own, name: joined.model.name)
        return try FeatureTable(joining: [own, others])
    }

    func table(_ split: Split, crops: Int) throws -> FeatureTable {
        try together { try $0.table(of: images.scanned(split), split, crops: crops) }
    }

    func keepPart(_ split: Split) throws {
        guard let parts else { return }
        for source in sources { try source.keepPart(of: images.scanned(split), split, in: parts) }
    }

    func base(onlyMean: Bool) throws -> FeatureTable {
        if onlyMean, let mean = try storedMean() { return mean }
        return try table(.base)
    }

    /// The mean that the checkpoints have, where there are no base images.
    func storedMean() throws -> FeatureTable? {
        guard !images.hasBase, joined == nil else { return nil }
        let means = try sources.map { try $0.extractor.baseMean() }
        return means.contains { $0 == nil } ? nil : try FeatureTable(joining: means.map { $0! })
    }

    func calibration() throws -> TaskCalibration? {
        guard sources.count == 1, joined == nil else { return nil }
        return try StoredCalibration(of: sources[0].extractor, at: sources[0].checkpoint)?.learnt
    }

    private func together(_ table: (CachedFeatures) throws -> FeatureTable) throws -> FeatureTable {
        try FeatureTable(joining: sources.map(table))
    }
}
