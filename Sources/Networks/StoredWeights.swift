import Backbones
import Files
import Foundation
import Images
import Layers
import Randomness
import Tensors
import Weights

/// A file of weights: a checkpoint of ours, weights of others that are recognised by their tensors,
/// or tensors of which a person has to say the backbone.
public struct StoredWeights {
    /// Where and how the tensors lie in the file.
    public let file: WeightFile
    /// What a checkpoint of ours says of itself.
    public let header: CheckpointHeader?
    /// What weights of others are; nil for ours, and where they are nothing that is known.
    public let pretrained: PretrainedWeights?

    /// Reads the file at `url`.
    ///
    /// - Throws: `UserError.missingInput` or `.badData` for a file that is missing or damaged.
    public init(contentsOf url: URL) throws {
        file = try WeightFile(contentsOf: url)
        header = try Checkpoint.header(of: file.arrays)
        pretrained = header == nil ? PretrainedWeights(file, hash: file.sha256!) : nil
    }

    /// The pixels of a side that few-shot networks take, which nothing else says of tensors alone.
    private static let usualSize = 84

    /// The tensors of the backbone under our names; of others' files without their heads, and
    /// without how many batches they counted, which may be a number of any kind and nobody needs.
    var arrays: Safetensors {
        guard header == nil else { return file.arrays }
        var arrays = pretrained?.arrays ?? unwrapped
        arrays.entries = arrays.entries.filter { entry in
            !entry.key.hasSuffix("num_batches_tracked")
                && pretrained?.architecture.heads.contains { entry.key.hasPrefix($0) } != true
        }
        return arrays
    }

    /// The tensors of a file that is not known, without what PyTorch puts before all names of a
    /// network that several devices train.
    private var unwrapped: Safetensors {
        let wrapper = "module."
        var arrays = file.arrays
        guard arrays.entries.keys.allSatisfy({ $0.hasPrefix(wrapper) }) else { return arrays }
        arrays.entries = Dictionary(
            uniqueKeysWithValues: arrays.entries.map { name, entry in
                (String(name.dropFirst(wrapper.count)), entry)
            })
        return arrays
    }

    /// The backbone that they are of.
    ///
    /// - Parameters:
    ///   - chosen: what a person said; it decides.
    ///   - pooling: the way to features that a person said; the backbone's own unless given.
    /// - Throws: `UserError.usage` where the file does not say it, or it is none that is here, or
    ///   has no such way.
    public func backbone(
        _ chosen: BackboneName? = nil, pooling: String? = nil
    ) throws -> BackboneName {
        let whole = try named(chosen)
        guard let pooling else { return whole }
        guard let pooled = whole.pooled(by: pooling) else {
            let ways = whole.poolings
            throw UserError(
                setting: "pooling",
                "is \(pooling); \(whole) has "
                    + (ways.isEmpty ? "one way to features." : ways.joined(separator: ", ") + "."))
        }
        return pooled
    }

    private func named(_ chosen: BackboneName?) throws -> BackboneName {
        if let chosen { return chosen }
        if let name = header.flatMap({ BackboneName($0.backbone) }) { return name }
        if let pretrained {
            if let ambiguity = pretrained.ambiguity {
                throw UserError(
                    .usage,
                    "\(file.arrays.origin) holds \(pretrained.architecture.name): \(ambiguity). Say it.",
                    remedies: "backbone")
            }
            if let name = pretrained.backbones.first { return name }
            throw UserError(
                .badData,
                "\(file.arrays.origin) holds \(pretrained.architecture.name), and there is no such "
                    + "backbone here. There are \(BackboneName.choices.joined(separator: ", ")).")
        }
        throw UserError(
            .usage,
            "\(file.arrays.origin) does not say which backbone it is of. Name it: "
                + BackboneName.choices.joined(separator: ", ") + ".", remedies: "backbone")
    }

    /// What images the network takes, and how that is known.
    ///
    /// - Parameters:
    ///   - chosen: what a person said of them.
    ///   - size: the side that a person chose; nil for the usual one.
    ///   - backbone: what they are of, where their tensors fit several.
    /// - Throws: `UserError.usage` where neither the file nor a person says it.
    public func input(
        _ chosen: InputChoice? = nil, size: Int? = nil, of backbone: BackboneName
    ) throws -> KnownInput {
        if let header {
            var own = header.input
            if let size { own = InputDescription(size: size, own.normalization) }
            return KnownInput(own, basis: "its header")
        }
        guard let pretrained else {
            let usual = InputDescription(size: size ?? Self.usualSize, .imageNet)
            return KnownInput(
                try chosen?.applied(to: usual, usual: usual.view.size) ?? usual,
                basis: chosen == nil ? "the usual" : "the command")
        }
        let known = pretrained.input(of: backbone)
        let usual = pretrained.usualSize
        guard
            var description = try chosen?.applied(to: known?.description, usual: usual)
                ?? known?.description
        else {
            throw UserError(
                .usage,
                "\(file.arrays.origin) holds \(pretrained.architecture.name), of which there are "
                    + "weights for several kinds of pixels, and a wrong mean costs many points. Say "
                    + "what they were trained on, in words joined by commas: \(InputChoice.words).",
                remedies: "preprocessing")
        }
        if let size { description.view = description.view.scaled(to: size) }
        return KnownInput(description, basis: chosen == nil ? known!.basis : "the command")
    }

    /// How they fit a new network of `backbone`, as loading them would find; nothing is computed.
    public func fit(_ backbone: BackboneName, device: Device) -> WeightsFit {
        let store = ParameterStore(device, generator: Generator(seed: 0))
        _ = backbone.make(store.root, dropout: 0)
        var fit = WeightsFit(arrays, store, optional: Checkpoint.heads)
        Checkpoint.fill(store, from: arrays) {
            fit.unusable.append(($0 as? UserError)?.message ?? "\($0)")
        }
        return fit
    }
}

extension StoredWeights {
    /// One line about the file at `url` where others made its weights: which network it is, and which of
    /// several in it was taken; nil for ours.
    public func remark(on url: URL) -> String? {
        pretrained.map { "\(url.lastPathComponent): \($0.summary)" }
    }

    /// One line for people: what network it is, how it was trained, how many numbers it has.
    public var summary: String {
        if let pretrained { return pretrained.summary }
        guard let header else { return "\(file.arrays.entries.count) tensors" }
        let weights = file.arrays.entries.filter { name, entry in
            [.f32, .f16].contains(entry.element) && !name.contains("running_")
                && !(Checkpoint.heads + ["optimizer."]).contains { name.hasPrefix($0) }
        }
        let count = weights.values.reduce(0) { $0 + $1.shape.reduce(1, *) }
        let progress = header.progress
        return "\(header.backbone), \(String(format: "%.1f", Double(count) / 1e6)) M weights, "
            + "\(header.recipe.imageSize) px; trained by \(header.recipe.name) on "
            + "\(counted(header.classes.count, "class", "classes")) for "
            + counted(progress.epochs, "epoch")
            + (progress.best.map { String(format: ", best on val %.2f %%", 100 * $0) } ?? "")
    }
}
