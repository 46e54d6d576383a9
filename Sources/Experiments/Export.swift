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
