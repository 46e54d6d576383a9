import Files
import Foundation
import Layers

extension Checkpoint {
    /// What only training needs: the optimiser's state and the heads.
    private static let trainingOnly = ["optimizer."] + heads

    /// Writes the backbone's weights of a checkpoint to a file that is small enough to pass on: all
    /// that evaluation needs, under the names of a PyTorch state dict, with the header.
    ///
    /// - Throws: `UserError.missingInput` or `.badData` for a checkpoint that is missing or
    ///   damaged, `.cannotCreate` or `.inputOutput` where the file cannot be written.
    public static func exportWeights(of checkpoint: URL, to output: URL) throws {
        var file = try Safetensors(contentsOf: checkpoint)
        _ = try header(of: file)
        file.entries = file.entries.filter { entry in
            !trainingOnly.contains { entry.key.hasPrefix($0) }
        }
        guard !file.entries.isEmpty else {
            throw UserError(.badData, "The checkpoint \(checkpoint.path) has no backbone weights.")
        }
        try file.write(to: output)
    }

    /// Fills a store with the backbone's weights of a checkpoint, as another training starts from
    /// them; the heads stay as they are.
    ///
    /// - Returns: what the checkpoint says of itself, and the SHA-256 of the bytes that were read.
    public static func loadBackbone(
        from url: URL, into store: ParameterStore, backbone: String
    ) throws -> (header: CheckpointHeader?, sha256: String) {
        let weights = try StoredWeights(contentsOf: url)
        let header = weights.header
        if weights.pretrained != nil, "\(try weights.backbone())" != backbone {
            throw UserError(
                .usage,
                "\(url.path) holds weights of \(try weights.backbone()), and \(backbone) is to be "
                    + "trained. Say --backbone \(try weights.backbone()).")
        }
        if let made = header?.backbone, made != backbone {
            throw UserError(
                .usage,
                "\(url.path) is a checkpoint of \(made), and \(backbone) is to be trained. Name the "
                    + "same --backbone.")
        }
        var file = weights.arrays
        file.entries = file.entries.filter { entry in
            !heads.contains { entry.key.hasPrefix($0) }
        }
        try load(file, into: store, backbone: backbone, optional: heads)
        return (header, weights.file.sha256!)
    }
}
