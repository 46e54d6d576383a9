import Datasets
import Features
import Files
import Foundation
import Networks

/// `fewshot export`: a run's backbone weights in one small file.
public struct Export {
    /// A run folder, or one safetensors file.
    public var checkpoint: URL
    /// The file to write.
    public var output: URL

    /// An export of a checkpoint to a file.
    public init(checkpoint: URL, output: URL) {
        self.checkpoint = checkpoint
        self.output = output
    }

    /// Writes the file.
    ///
    /// - Throws: `UserError` as of `Checkpoint.exportWeights`.
    public func run() throws {
        try Checkpoint.exportWeights(
            of: RunFolder.checkpoint(at: checkpoint), to: output)
    }
}

/// `fewshot features`: the features of a split's images in a file for any program.
public struct ExportFeatures {
    /// The images and the networks.
    public var origin: ImageFeatures
    /// Which classes.
    public var split: Split
    /// The file to write: .npz, .safetensors or .npy.
    public var output: URL

    /// The features of a split's images.
    public init(_ origin: ImageFeatures, split: Split, output: URL) {
        self.origin = origin
        self.split = split
        self.output = output
    }

    /// Computes the features, or takes them from the cache, and writes them.
    ///
    /// - Throws: `UserError` for whatever a person can mend.
    public func run(_ setting: Setting) throws {
        // Before the features, which take long.
        _ = try FeatureFile.Format(of: output)
        try OutputFolder.require(file: output)
        let material = try EvaluationMaterial(origin, split, setting)
        let table = try material.providers[0].table(split)
        try FeatureFile.write(table, to: output)
        setting.say(
            "\(counted(table.count, "image")), \(table.dimension) numbers each: \(output.relativePath)"
        )
        try setting.listLeftOut(beside: output)
    }
}
