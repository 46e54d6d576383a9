import Datasets
import Episodes
import Files
import Foundation
import Training

/// Feature tables of one checkpoint, from the cache beside it where they are known.
struct FeatureSource {
    let extractor: FeatureExtractor
    let checkpointHash: String
    private let cache: FeatureCache

    init(_ evaluate: Evaluate, _ checkpoint: URL, _ setting: Setting) throws {
        checkpointHash = try Fingerprint.sha256(contentsOf: checkpoint)
        extractor = try FeatureExtractor(
            checkpoint: checkpoint, backbone: evaluate.backbone, imageSize: evaluate.imageSize,
            device: setting.makeDevice(), precision: setting.precision)
        cache = FeatureCache(in: checkpoint.deletingLastPathComponent())
    }

    func table(of data: ScannedData, _ split: Split) throws -> FeatureTable {
        let network = extractor.network
        let key = FeatureCache.Key(
            checkpoint: checkpointHash, data: data.fingerprint, imageSize: network.imageSize,
            precision: network.precision.rawValue)
        return try cache.table(key) {
            let bar = ProgressBar(
                "Features of \(split.rawValue) images", total: data.images.files.count,
                unit: "images")
            defer { bar.finish() }
            return try extractor.features(of: data.images) { done, _ in bar.update(done) }
        }
    }
}
