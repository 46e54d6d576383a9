import Features
import Files
import Foundation

/// The mean of the features of the images that a network was trained on, as its best checkpoint has
/// it: SimpleShot's CL2N (Wang et al. 2019, arXiv 1911.04623) subtracts it, and needs no base images
/// then.
public struct BaseMean: Codable, Sendable, Equatable {
    /// The side of the network's input in pixels; at another size, features are others.
    public var imageSize: Int
    /// (features).
    public var mean: [Float]

    /// A mean; all values as the properties say.
    public init(imageSize: Int, mean: [Float]) {
        self.imageSize = imageSize
        self.mean = mean
    }
}

extension FeatureExtractor {
    /// The mean of the base features as a table of one row; nil where the checkpoint has none, or
    /// one at another image size.
    ///
    /// - Throws: `UserError.badData` for one that is damaged.
    public func baseMean() throws -> FeatureTable? {
        guard let storedMean else { return nil }
        guard let known = try? JSONDecoder().decode(BaseMean.self, from: Data(storedMean.utf8)),
            known.mean.allSatisfy(\.isFinite)
        else {
            throw UserError(
                .badData,
                "The mean of the base features in the checkpoint cannot be read. Restore the "
                    + "checkpoint, or name a data set that has base classes.",
                remedies: "base-data")
        }
        guard known.imageSize == network.imageSize, known.mean.count == network.featureCount
        else { return nil }
        return try FeatureTable(
            dimension: known.mean.count, features: known.mean, labels: [0], classes: ["base"],
            paths: ["mean"])
    }

    /// Puts what is given into the checkpoint that this network is of.
    ///
    /// - Parameters:
    ///   - mean: of the base features.
    ///   - calibration: what tasks taught, in words that `calibration` gives back.
    /// - Throws: `UserError` as reading and writing do; `.badData` where the file was exchanged.
    public func describe(
        _ checkpoint: URL, mean: BaseMean? = nil, calibration: String? = nil
    ) throws {
        var additions: [String: String] = [:]
        additions[Checkpoint.meanKey] = try mean.map {
            String(decoding: try JSONFile.data($0), as: UTF8.self)
        }
        additions[Checkpoint.calibrationKey] = calibration
        guard !additions.isEmpty else { return }
        try Checkpoint.add(additions, to: checkpoint, of: sha256)
    }
}
