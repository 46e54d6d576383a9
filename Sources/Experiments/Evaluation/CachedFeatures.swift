import Datasets
import Features
import Files
import Foundation
import Networks
import Randomness
import Records
import Tensors

/// Feature tables of one checkpoint, from the cache where they are known.
struct CachedFeatures {
    let checkpoint: URL
    /// The SHA-256 of the bytes that were loaded.
    let checkpointHash: String
    let extractor: FeatureExtractor
    /// The run that made the checkpoint, where its record lies beside it.
    let training: RunRecord?
    private let cache: FeatureCache
    private let seed: UInt64

    init(_ choice: NetworkChoice, _ checkpoint: URL, _ setting: Setting) throws {
        self.checkpoint = checkpoint
        extractor = try choice.extractor(of: checkpoint, setting)
        checkpointHash = extractor.sha256!
        training = try RunFolder.record(ofCheckpoint: checkpoint, saying: extractor.header)
        cache = setting.features
        seed = setting.seed
    }

    /// The features of a split's images.
    /// - Parameter crops: the random crops that each image's features are the mean of; nil for the
    ///   whole image.
    func table(of data: ScannedData, _ split: Split, crops: Int? = nil) throws -> FeatureTable {
        let network = extractor.network
        let key = FeatureCache.Key(
            checkpoint: checkpointHash, backbone: "\(network.name)", data: data.fingerprint,
            imageSize: network.imageSize,
            input: extractor.header == nil ? network.input.words : nil,
            precision: network.precision.rawValue, instructions: Device.instructions,
            crops: crops,
            leastCrop: crops.map { _ in extractor.leastCrop }, seed: crops.map { _ in seed })
        return try cache.table(key) {
            let bar = ProgressBar(
                crops.map { "Features of \($0) crops of \(split.rawValue) images" }
                    ?? "Features of \(split.rawValue) images",
                total: data.images.files.count * (crops ?? 1), unit: "images")
            defer { bar.finish() }
            guard let crops else {
                return try extractor.features(of: data.images) { done, _ in bar.update(done) }
            }
            return try extractor.features(
                of: data.images, crops: crops, using: Generator(seed: seed)
            ) { done, _ in bar.update(done) }
        }
    }
}
