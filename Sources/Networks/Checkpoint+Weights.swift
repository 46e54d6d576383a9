import Files
import Foundation
import Layers

extension Checkpoint {
    /// What only training needs: the optimiser's state and the heads.
    private static let trainingOnly = ["optimizer."] + heads

    /// Writes the backbone's weights of a checkpoint to a file that is small enough to pass on: all
    /// that evaluation needs, under the names of a PyTorch state dict, with the header.
    ///
    /// - Parameter halved: whether kernels and matrices are rounded to half precision, 11 binary
    ///   digits, for a file of half the size.
    /// - Throws: `UserError.missingInput` or `.badData` for a checkpoint that is missing or
    ///   damaged, or whose numbers cannot be computed with, `.cannotCreate` or `.inputOutput` where
    ///   the file cannot be written.
    public static func exportWeights(
        of checkpoint: URL, to output: URL, halved: Bool = false
    ) throws {
        var file = try Safetensors(contentsOf: checkpoint)
        _ = try header(of: file)
        file.entries = file.entries.filter { entry in
            !trainingOnly.contains { entry.key.hasPrefix($0) }
        }
        guard !file.entries.isEmpty else {
            throw UserError(.badData, "The checkpoint \(checkpoint.path) has no backbone weights.")
        }
        let floats = file.entries.filter { [.f32, .f16, .bf16, .f64].contains($0.value.element) }
        for name in floats.keys.sorted() { _ = try soundFloats(name, of: file) }
        if halved {
            for (name, entry) in file.entries where entry.element == .f32 && entry.shape.count > 1 {
                try file.halve(name)
            }
        }
        try file.write(to: output)
    }

    /// Puts texts about the network into a checkpoint of ours, by their keys.
    ///
    /// - Parameter hash: the SHA-256 of the weights that they are about.
    /// - Throws: `UserError` as reading and writing do; `.badData` where the file was exchanged.
    static func add(_ texts: [String: String], to checkpoint: URL, of hash: String?) throws {
        var file = try Safetensors(contentsOf: checkpoint)
        guard file.sha256 == hash else {
            throw UserError(
                .badData, "The checkpoint \(checkpoint.path) was exchanged meanwhile. Try again.")
        }
        file.metadata.merge(texts) { $1 }
        try file.write(to: checkpoint)
    }

    /// Fills a store with the backbone's weights of a checkpoint, as another training starts from
    /// them; the heads stay as they are.
    ///
    /// - Throws: `UserError.badData` for weights that do not fit, `.usage` for those of another
    ///   backbone.
    public static func loadBackbone(
        from weights: StoredWeights, into store: ParameterStore, backbone: String
    ) throws {
        if weights.pretrained != nil || weights.header != nil {
            let possible = weights.pretrained?.backbones.first { "\($0)" == backbone }
            let made = try weights.backbone(possible)
            guard "\(made)" == backbone else {
                throw UserError(
                    .usage,
                    "\(weights.file.arrays.origin) holds weights of \(made), and \(backbone) is to "
                        + "be trained. Train \(made).", remedies: "backbone")
            }
        }
        var file = weights.arrays
        file.entries = file.entries.filter { entry in
            !heads.contains { entry.key.hasPrefix($0) }
        }
        try load(file, into: store, backbone: backbone, optional: heads)
    }
}
