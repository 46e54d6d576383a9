import Datasets
import Features
import Files
import Foundation
import Networks
import Records
import Reports

/// `fewshot export`: a run's backbone weights in one small file.
public struct Export {
    /// A run folder, or one safetensors file.
    public var checkpoint: URL
    /// The file to write.
    public var output: URL
    /// Where a model card goes; nil for none.
    public var card: URL?
    /// `results.json` of evaluations of the weights, for the card.
    public var results: [URL] = []
    /// The weights' licence, for the card.
    public var licence: String?
    /// Whether weights are rounded to half precision.
    public var halved = false
    /// Whether the files may take the place of others.
    public var overwrites = false
    /// A command that uses the file, for the card.
    public var usage = ""

    /// An export of a checkpoint to a file.
    public init(checkpoint: URL, output: URL) {
        self.checkpoint = checkpoint
        self.output = output
    }

    /// Writes the file, and the card.
    ///
    /// - Throws: `UserError` as of `Checkpoint.exportWeights`, and for results that are of other
    ///   weights.
    public func run() throws {
        let checkpoint = try RunFolder.checkpoint(at: checkpoint)
        guard card != nil || (results.isEmpty && licence == nil) else {
            throw UserError(
                setting: "card", "must be given: results and licence are for a model card.")
        }
        try requireNewFiles(beside: checkpoint)
        let text = try card.map { _ in try modelCard(of: checkpoint).markdown }
        try Checkpoint.exportWeights(of: checkpoint, to: output, halved: halved)
        if let card, let text { try AtomicFile.write(Data(text.utf8), to: card) }
    }

    /// Neither the weights' own file nor each other's place is taken, and no other file's unasked.
    private func requireNewFiles(beside checkpoint: URL) throws {
        guard !["pth", "pt", "bin"].contains(checkpoint.pathExtension) else {
            throw UserError(
                .usage,
                "\(checkpoint.path) is of another program; only checkpoints of fewshot are exported. "
                    + "It can be used as it is.")
        }
        let files = [output] + (card.map { [$0] } ?? [])
        for (index, file) in files.enumerated() {
            let others = ([checkpoint] + files.dropFirst(index + 1))
                .map(\.behindLinks)
            guard !others.contains(file.behindLinks) else {
                throw UserError(
                    .usage, "\(file.relativePath) is named twice. Give each file a name of its own."
                )
            }
            try OutputFolder.require(newFile: file, overwrites: overwrites)
        }
    }

    private func modelCard(of checkpoint: URL) throws -> ModelCard {
        let weights = try Fingerprint.withSHA256(of: checkpoint) {
            let file = try Safetensors(contentsOf: $0)
            return (
                header: try Checkpoint.header(of: file),
                isHalved: file.entries.values.contains { $0.element == .f16 }
            )
        }
        guard let header = weights.value.header else {
            throw UserError(
                .badData,
                "\(checkpoint.path) does not say how it was trained, which a model card is about. "
                    + "Export weights of fewshot pretrain.")
        }
        let evaluations = try results.map { file in
            let record = try JSONFile.read(EvaluationRecord.self, from: file)
            guard
                record.run.models.contains(where: {
                    $0.files.map(\.sha256) == [weights.sha256]
                })
            else {
                throw UserError(
                    .badData,
                    "The results in \(file.path) are of other weights than \(checkpoint.path). "
                        + "Evaluate these.")
            }
            return record
        }
        return ModelCard(
            name: output.deletingPathExtension().lastPathComponent,
            file: output.lastPathComponent, backbone: header.backbone,
            recipe: header.recipe.name, classes: header.classes.count,
            epochs: header.progress.epochs, sha256: weights.sha256,
            isRounded: halved || weights.value.isHalved,
            training: try RunFolder.record(ofCheckpoint: checkpoint, saying: header),
            evaluations: evaluations, licence: licence, usage: usage)
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
        if setting.sharing.isFirst {
            try OutputFolder.require(newFile: output, overwrites: setting.overwrites)
        }
        var origin = origin
        let parts = output.appendingPathExtension("parts")
        origin.parts = parts
        let isInParts = setting.sharing.part != nil || parts.exists
        let setting = isInParts ? setting.inOnePrecision : setting
        let material = try EvaluationMaterial(origin, split, setting)
        try material.requireSame(setting)
        if let part = setting.sharing.part {
            try material.providers[0].keepPart(split)
            return setting.say(
                "Part \(part) is in \(parts.relativePath). The same command without it puts them "
                    + "together, when all parts have ended.")
        }
        let table = try material.providers[0].table(split)
        guard setting.sharing.isFirst else { return }
        try FeatureFile.write(table, to: output)
        setting.sharing.removeUsedParts()
        setting.say(
            "\(counted(table.count, "image")), \(table.dimension) numbers each: \(output.relativePath)"
        )
        try setting.listLeftOut(beside: output)
    }
}
