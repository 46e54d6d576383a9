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
    private let sharing: Sharing

    init(_ choice: NetworkChoice, _ checkpoint: URL, _ setting: Setting) throws {
        self.checkpoint = checkpoint
        extractor = try choice.extractor(of: checkpoint, setting)
        checkpointHash = extractor.sha256!
        training = try RunFolder.record(ofCheckpoint: checkpoint, saying: extractor.header)
        cache = setting.features
        seed = setting.seed
        sharing = setting.sharing
    }

    /// What its trainings were made of, as far as that is known.
    var methods: [String] {
        training?.chain.flatMap(\.recipe.methods) ?? extractor.header?.recipe.methods ?? []
    }

    /// The features of a split's images. Ranks share the images out, and each has all features.
    ///
    /// - Parameters:
    ///   - crops: the random crops that each image's features are the mean of; nil for the whole
    ///     image.
    ///   - parts: where what other processes computed of them may lie.
    func table(
        of data: ScannedData, _ split: Split, crops: Int? = nil, parts: URL? = nil
    ) throws -> FeatureTable {
        let key = key(data, crops: crops)
        let known = cache.known(key)
        // What all of them have need not be computed; what one of them lacks all compute again.
        let isKnown = try sharing.ranks?.gather(Data([known == nil ? 0 : 1]), patiently: true)
            .allSatisfy { $0 == Data([1]) }
        if isKnown ?? true, let known { return known }
        let rows = try sharing.undivided.outcomes(of: "\(key)", in: parts) {
            try features(of: data.images, $0, crops, split)
        }!
        let table = try extractor.table(of: data.images, rows.flatMap { $0.floats })
        cache.keep(table, key)
        return table
    }

    /// Computes the features of one part of the images and keeps them in the folder `parts`.
    func keepPart(of data: ScannedData, _ split: Split, in parts: URL) throws {
        _ = try sharing.outcomes(of: "\(key(data, crops: nil))", in: parts) {
            try features(of: data.images, $0, nil, split)
        }
    }

    private func key(_ data: ScannedData, crops: Int?) -> FeatureCache.Key {
        let network = extractor.network
        return FeatureCache.Key(
            checkpoint: checkpointHash, backbone: "\(network.name)", data: data.fingerprint,
            imageSize: network.imageSize,
            input: extractor.header == nil ? network.input.words : nil,
            precision: network.precision.rawValue, instructions: Device.instructions,
            arithmetic: Device.arithmetic, crops: crops,
            leastCrop: crops.map { _ in extractor.leastCrop }, seed: crops.map { _ in seed })
    }

    /// The features of a part's images, which begin with a whole batch, so that they are the same as
    /// among all.
    private func features(
        of images: LabeledImages, _ part: WorkPart, _ crops: Int?, _ split: Split
    ) throws -> Data {
        let (count, size) = (images.files.count, FeatureExtractor.batchSize)
        let batches = part.range(of: (count + size - 1) / size)
        let places = batches.lowerBound * size..<min(batches.upperBound * size, count)
        let bar = ProgressBar(
            crops.map { "Features of \($0) crops of \(split.rawValue) images" }
                ?? "Features of \(split.rawValue) images",
            total: places.count * (crops ?? 1), unit: "images")
        defer { bar.finish() }
        let rows =
            try crops.map {
                try extractor.rows(
                    of: images, at: places, crops: $0, using: Generator(seed: seed)
                ) { bar.update($0) }
            } ?? extractor.rows(of: images, at: places) { bar.update($0) }
        return rows.withUnsafeBytes { Data($0) }
    }
}

extension Data {
    /// The bytes as numbers.
    fileprivate var floats: [Float] {
        [Float](unsafeUninitializedCapacity: count / 4) { numbers, filled in
            filled = copyBytes(to: numbers) / 4
        }
    }
}
