import Backbones
import Datasets
import Features
import Files
import Foundation
import Images
import Layers
import Randomness
import Recipes
import Tensors
import Weights

/// A trained network that only computes features.
public struct FeatureExtractor {
    /// The network, in evaluation mode throughout.
    public let network: Network
    /// What scores the base classes; nil for weights without it, and for a network as it stands.
    public let classHead: ClassHead?
    /// What the checkpoint says of itself; nil for files that fewshot did not write, and for a
    /// network as it stands.
    public let header: CheckpointHeader?
    /// The SHA-256 of the checkpoint's bytes that were loaded; nil for a network as it stands.
    public let sha256: String?
    /// What tasks taught about it, as `describe` puts it into a checkpoint; nil where there is nothing.
    public let calibration: String?
    /// The mean of the base features, likewise, which `baseMean` reads.
    public let storedMean: String?
    /// What weights of others are, and what images they get; nothing of a network of ours.
    public let remarks: [String]

    /// The network as it stands, for instance between two epochs.
    public init(_ network: Network) {
        self.network = network
        classHead = nil
        header = nil
        sha256 = nil
        calibration = nil
        storedMean = nil
        remarks = []
    }

    /// The network of a checkpoint, or of weights that others trained.
    ///
    /// - Parameters:
    ///   - url: a file that `WeightFile` reads.
    ///   - backbone: needed for files that do not show it, and then `imageSize` too.
    ///   - pooling: the way to features, where a network has a choice; its own unless given.
    ///   - preprocessing: needed for weights of which it is not known.
    ///   - precision: called with what the network is.
    /// - Throws: `UserError.missingInput` or `.badData` for a file that is missing, damaged or of
    ///   another backbone; `.usage` where it does not say its backbone and none is given.
    public init(
        checkpoint url: URL, backbone: BackboneName? = nil, pooling: String? = nil,
        imageSize: Int? = nil, preprocessing: InputChoice? = nil, device: Device,
        precision: (BackboneName, InputDescription) throws -> Precision
    ) throws {
        let weights = try StoredWeights(contentsOf: url)
        header = weights.header
        let name = try weights.backbone(backbone, pooling: pooling)
        try (imageSize ?? header?.input.view.size).map { try Self.require($0, of: name) }
        let input = try weights.input(preprocessing, size: imageSize, of: name)
        remarks = weights.remark(on: url).map { [$0, input.words] } ?? []
        try Self.require(input.description.view.size, of: name)
        network = Network(
            name, input: input.description, device: device,
            precision: try precision(name, input.description))
        try Checkpoint.load(
            weights.arrays, into: network.store, backbone: "\(name)", optional: Checkpoint.heads)
        // Some backbones have the same tensors.
        if let made = header?.backbone, try made != "\(weights.backbone(backbone))" {
            throw UserError(
                .badData, "\(url.path) is a checkpoint of \(made), not of \(name).",
                remedies: "backbone")
        }
        classHead = try ClassHead(weights, over: network)
        sha256 = weights.file.sha256
        calibration = weights.file.arrays.metadata[Checkpoint.calibrationKey]
        storedMean = weights.file.arrays.metadata[Checkpoint.meanKey]
    }

    /// Throws where images of `size` pixels a side are none that the backbone called `name` takes.
    private static func require(_ size: Int, of name: BackboneName) throws {
        guard (name.smallestImage...1024).contains(size) else {
            throw UserError(
                setting: "image-size",
                "is \(size); \(name) needs \(name.smallestImage) to 1024 pixels.")
        }
    }

    /// The features of every image, in the order of `images.files`.
    ///
    /// - Parameter progress: called after each batch with the images done and their number; what it
    ///   throws ends the work.
    /// - Throws: `UserError.badData` for an image that cannot be read any more, or features that
    ///   are not finite.
    public func features(
        of images: LabeledImages, batchSize: Int = 64,
        progress: (Int, Int) throws -> Void = { _, _ in }
    ) throws -> FeatureTable {
        let all = images.files.indices
        return try table(
            of: images,
            features(
                of: images, at: all, seenBy: .evaluation(network.input.view),
                batchSize: batchSize
            ) { try progress($0, all.count) })
    }

    /// Images that are computed together: what is asked for in parts is the same to the bit where
    /// each part begins with a batch.
    public static let batchSize = 64

    /// The features of the images at `places`, (places × dimension).
    ///
    /// - Parameters:
    ///   - places: in `images.files`; they begin with a whole batch.
    ///   - progress: as for all of them.
    /// - Throws: as for all of them, but for what is not finite.
    public func rows(
        of images: LabeledImages, at places: Range<Int>,
        progress: (_ done: Int) throws -> Void = { _ in }
    ) throws -> [Float] {
        try features(
            of: images, at: places, seenBy: .evaluation(network.input.view),
            batchSize: Self.batchSize, progress: progress)
    }

    /// The mean features of `crops` random crops of every image; `rows` says how.
    public func features(
        of images: LabeledImages, crops: Int, using generator: Generator
    ) throws -> FeatureTable {
        try table(
            of: images, rows(of: images, at: images.files.indices, crops: crops, using: generator))
    }

    /// The mean features of `crops` random crops of each image at `places`, as large as in training and
    /// mirrored as often ("augmented shots": EASY, Bendou et al. 2022, arXiv 2201.09699,
    /// ybendou/easy `main.py`, without the mirroring).
    ///
    /// - Parameters:
    ///   - generator: what the crops are drawn from.
    ///   - progress: called after each batch with the crops done.
    /// - Throws: as for the features of whole images.
    public func rows(
        of images: LabeledImages, at places: Range<Int>, crops: Int, using generator: Generator,
        progress: (_ done: Int) throws -> Void = { _ in }
    ) throws -> [Float] {
        let transform = TrainingTransform(
            size: network.imageSize, leastScale: leastCrop,
            jitter: ColorJitter(0))
        var sums: [Float] = []
        for crop in 0..<crops {
            let features = try features(
                of: images, at: places,
                seenBy: .training(transform, generator.stream("crop", crop)),
                batchSize: Self.batchSize
            ) { try progress(crop * places.count + $0) }
            if sums.isEmpty {
                sums = features
            } else {
                for index in sums.indices { sums[index] += features[index] }
            }
        }
        return sums.map { $0 / Float(crops) }
    }

    /// The least part of an image's area that random crops cover: as in training, where that is
    /// known.
    public var leastCrop: Double { header?.recipe.leastCrop ?? TrainingTransform.usualLeastScale }

    /// The features of `count` normalised square images: (count × dimension).
    ///
    /// - Parameters:
    ///   - images: (count, 3, image size, image size), row-major.
    ///   - pass: of evaluation; it folds and lays out the weights once, so it serves until they
    ///     change.
    public func features(_ images: [Float], count: Int, in pass: Pass) -> [Float] {
        let numbers = images.count / max(1, count)
        let group = network.backbone.imagesAtOnce(imageSize: network.imageSize)
        return stride(from: 0, to: count, by: group).flatMap { first in
            let end = min(count, first + group)
            let input = network.input(
                Array(images[first * numbers..<end * numbers]), count: end - first)
            return network.backbone.features(input, in: pass).values()
        }
    }

    /// The table of all images' features.
    ///
    /// - Throws: `UserError.badData` for features that are not finite.
    public func table(of images: LabeledImages, _ features: [Float]) throws -> FeatureTable {
        try FeatureTable(
            dimension: network.featureCount,
            features: features, labels: images.files.map(\.label), classes: images.classes,
            paths: images.files.map(\.path))
    }

    /// (places × dimension).
    private func features(
        of images: LabeledImages, at places: Range<Int>, seenBy view: View, batchSize: Int,
        progress: (Int) throws -> Void
    ) throws -> [Float] {
        precondition(places.lowerBound % batchSize == 0, "a part begins with a batch")
        // An image's place in the order says how it is seen.
        let loader = BatchLoader(
            files: images, order: Array(0..<places.upperBound), batchSize: batchSize,
            dropLast: false, transform: view, normalization: network.input.normalization,
            threads: network.device.threads,
            readers: network.device.readers, startingAt: places.lowerBound / batchSize)
        let dimension = network.featureCount
        var features: [Float] = []
        features.reserveCapacity(places.count * dimension)
        // One pass for all batches: it folds and lays out the weights once.
        let pass = Pass(network.device, .evaluation, precision: network.precision)
        while let batch = try loader.next() {
            features += self.features(batch.images, count: batch.count, in: pass)
            try progress(features.count / dimension)
        }
        return features
    }
}
