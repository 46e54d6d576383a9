import Features
import Files
import Foundation

/// `fewshot features`: the features of a split's images in a file for any program.
public struct ExportFeatures {
    /// The folder of images.
    public var data: URL
    /// The file to write: .npz, .safetensors or .npy.
    public var output: URL
    /// The checkpoints and the split.
    public var source: Evaluate

    /// Features of a data set by the checkpoints of `source`.
    public init(data: URL, output: URL, source: Evaluate) {
        self.data = data
        self.output = output
        self.source = source
    }

    /// Computes the features, or takes them from the cache, and writes them.
    ///
    /// - Throws: `UserError` for whatever a person can mend.
    public func run(_ setting: Setting) throws {
        // Before the features, which take long.
        _ = try FeatureFile.Format(of: output)
        try OutputFolder.require(file: output)
        let material = try EvaluationMaterial(source, images: data, setting)
        let table = try material.providers[0].table(source.split)
        try FeatureFile.write(table, to: output)
        setting.say(
            "\(table.count) images, \(table.dimension) numbers each: \(output.relativePath)")
    }
}
