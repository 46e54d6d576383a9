import Backbones
import Datasets
import Episodes
import Files
import Foundation
import Images
import Layers
import Records
import Randomness
import Tensors

/// A trained network that only computes features.
public struct FeatureExtractor {
    /// The network, in evaluation mode throughout.
    public let network: Network
    /// What pixels are normalised by.
    public let normalization: Normalization

    /// The network as it stands, for instance between two epochs.
    public init(_ network: Network, normalization: Normalization) {
        self.network = network
        self.normalization = normalization
    }

    /// The network of a checkpoint.
    ///
    /// - Parameters:
    ///   - url: a safetensors file.
    ///   - backbone: needed for files that fewshot did not write, and then `imageSize` too.
    /// - Throws: `UserError.missingInput` or `.badData` for a file that is missing, damaged or of
    ///   another backbone; `.usage` where it does not say its backbone and none is given.
    public init(
        checkpoint url: URL, backbone: BackboneName? = nil, imageSize: Int? = nil,
        normalization: Normalization = .imageNet, device: Device, precision: Precision
    ) throws {
        let file = try Safetensors(contentsOf: url)
        let header = try Checkpoint.header(of: file)
        guard let name = backbone ?? header.flatMap({ BackboneName($0.backbone) }) else {
            throw UserError(
                .usage,
                "\(url.path) does not say which backbone it is of. Name it with --backbone: "
                    + BackboneName.choices.joined(separator: ", ") + ".")
        }
        var recipe = header?.recipe ?? .baseline
        recipe.imageSize = imageSize ?? recipe.imageSize
        try recipe.validate()
        guard recipe.imageSize >= name.smallestImage else {
            throw UserError(
                .usage,
                "--image-size is \(recipe.imageSize); \(name) needs at least "
                    + "\(name.smallestImage) pixels.")
        }
        network = Network(
            name, recipe: recipe, classes: header?.classes.count ?? 1, device: device,
            precision: precision, generator: Generator(seed: 0))
        try Checkpoint.load(
            file, into: network.store, backbone: "\(name)",
            optional: ["classifier.", "rotation."])
        self.normalization = header?.normalization ?? normalization
    }

    /// The features of every image, in the order of `images.files`.
    ///
    /// - Parameter progress: called after each batch with the images done and their number.
    /// - Throws: `UserError.badData` for an image that cannot be read any more, or features that
    ///   are not finite.
    public func features(
        of images: LabeledImages, batchSize: Int = 64, workers: Int = 2,
        progress: (Int, Int) -> Void = { _, _ in }
    ) throws -> FeatureTable {
        let loader = BatchLoader(
            files: images, order: Array(images.files.indices), batchSize: batchSize,
            dropLast: false, transform: .evaluation(EvaluationTransform(size: network.imageSize)),
            normalization: normalization, workers: workers)
        let dimension = network.backbone.featureCount(imageSize: network.imageSize)
        var features: [Float] = []
        features.reserveCapacity(images.files.count * dimension)
        while let batch = try loader.next() {
            let pass = Pass(network.device, .evaluation, precision: network.precision)
            let input = network.input(batch.images, count: batch.count)
            features += network.backbone.features(input, in: pass).values()
            progress(features.count / dimension, images.files.count)
        }
        return try FeatureTable(
            dimension: dimension, features: features, labels: images.files.map(\.label),
            classes: images.classes, paths: images.files.map(\.path))
    }
}
