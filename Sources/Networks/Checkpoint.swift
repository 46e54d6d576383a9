import Backbones
import Files
import Foundation
import Images
import Layers
import Randomness
import Recipes
import Tensors

/// What a checkpoint says of itself, as JSON in the file's metadata under "fewshot".
public struct CheckpointHeader: Codable, Sendable, Equatable {
    /// The backbone's name.
    public var backbone: String
    /// How it is trained.
    public var recipe: Recipe
    /// The base classes, in the order of the class head's scores.
    public var classes: [String]
    /// The seed of everything random.
    public var seed: UInt64
    /// The precision of activations.
    public var precision: String
    /// What pixels were normalised by.
    public var normalization: Normalization
    /// The fingerprint of the base images.
    public var data: String
    /// The SHA-256 of the checkpoint that training started from; nil for fresh weights.
    public var start: String?
    /// The classes that the start was trained on, as far as it says.
    public var startClasses: [String]?
    /// The images that the weights were trained on, those of the start too; nil in older checkpoints.
    public var images: TrainedImages?
    /// Where training stands.
    public var progress: TrainingProgress

    /// A header; all values as the properties say.
    public init(
        backbone: String, recipe: Recipe, classes: [String], seed: UInt64, precision: String,
        normalization: Normalization, data: String, progress: TrainingProgress
    ) {
        self.backbone = backbone
        self.recipe = recipe
        self.classes = classes
        self.seed = seed
        self.precision = precision
        self.normalization = normalization
        self.data = data
        self.progress = progress
    }
}

extension CheckpointHeader {
    /// What images the network was trained on, and takes.
    public var input: InputDescription {
        InputDescription(size: recipe.imageSize, normalization)
    }

    /// All classes that the weights were trained on, those of the start too.
    public var allClasses: [String] { classes + (startClasses ?? []) }

    /// Whether a network can be made from it.
    var isSound: Bool {
        let scales = normalization.mean + normalization.deviation
        return BackboneName(backbone) != nil && (try? recipe.validate()) != nil
            && !classes.isEmpty && normalization.mean.count == 3
            && normalization.deviation.count == 3
            && scales.allSatisfy(\.isFinite) && normalization.deviation.allSatisfy { $0 > 0 }
    }
}

/// Where training stands: everything that is not a weight. All randomness is derived from the
/// seed, the epoch and the step, so that these three are the generator's state.
public struct TrainingProgress: Codable, Sendable, Equatable {
    /// The start.
    public init() {}

    /// Finished epochs.
    public var epochs = 0
    /// Finished steps of the epoch after those.
    public var steps = 0
    /// What those steps came to.
    public var outcome = StepOutcome()
    /// Seconds that those steps took.
    public var seconds = 0.0
    /// The best validation score so far, and its epoch.
    public var best: Double?
    /// The epoch of the best score, counted from 1.
    public var bestEpoch: Int?
}

/// The weights of a network in a safetensors file, under the names of a PyTorch state dict.
public enum Checkpoint {
    static let key = "fewshot"
    /// What tasks taught about the network, in the metadata.
    static let calibrationKey = "fewshot.calibration"
    /// The mean of the base features, likewise.
    static let meanKey = "fewshot.base-mean"
    /// The prefixes of the training heads' names.
    public static let heads = TrainingHeads.names.map { $0 + "." }

    /// What a checkpoint says of itself; nil for files that fewshot did not write.
    ///
    /// - Throws: `UserError.badData` for a header that cannot be.
    public static func header(of file: Safetensors) throws -> CheckpointHeader? {
        guard let text = file.metadata[key] else { return nil }
        let data = Data(text.utf8)
        guard let header = try? JSONDecoder().decode(CheckpointHeader.self, from: data),
            header.isSound
        else {
            throw UserError(
                .badData,
                "The checkpoint \(file.origin) has a header that cannot be read. It is damaged, "
                    + "or was written by another version of fewshot.")
        }
        return header
    }

    /// Puts the header into a file's metadata.
    public static func set(_ header: CheckpointHeader, in file: inout Safetensors) throws {
        file.metadata[key] = String(decoding: try JSONFile.data(header), as: UTF8.self)
        // So that other readers take it for what it is.
        file.metadata["format"] = "pt"
    }

    /// Adds a store's parameters, statistics and counters to a file.
    public static func save(_ store: ParameterStore, to file: inout Safetensors) {
        for (name, tensor) in store.parameters.merging(
            store.statistics, uniquingKeysWith: { a, _ in a })
        {
            file.set(name, floats: tensor.values(), shape: tensor.shape)
        }
        for (name, counter) in store.counters {
            file.set(name, integers: [Int64(counter.value)], shape: [])
        }
    }

    /// The first array of `file`, by name, that has a number which is not finite; nil if none has.
    public static func lostTensor(in file: Safetensors) -> String? {
        file.entries.filter { $0.value.element == .f32 }.sorted { $0.key < $1.key }
            .first { entry in
                entry.value.data.withUnsafeBytes { bytes in
                    bytes.bindMemory(to: Float.self).contains { !$0.isFinite }
                }
            }?.key
    }

    /// The numbers of a tensor, which can be computed with.
    ///
    /// - Throws: `UserError.badData` where they are not finite, or variances below zero; else as
    ///   `Safetensors.floats`.
    static func soundFloats(
        _ name: String, of file: Safetensors, shape: [Int]? = nil
    ) throws -> [Float] {
        let values = try file.floats(name, shape: shape)
        guard values.allSatisfy(\.isFinite) else {
            throw UserError(
                .badData,
                "In the checkpoint \(file.origin) the tensor \(name) has numbers that are not "
                    + "finite. Use an earlier checkpoint.")
        }
        guard !name.hasSuffix("running_var") || values.allSatisfy({ $0 >= 0 }) else {
            throw UserError(
                .badData,
                "The checkpoint \(file.origin) is damaged: \(name), which are variances, has "
                    + "numbers below zero.")
        }
        return values
    }

    /// The number that a counter has reached; errors as of `soundFloats`.
    private static func soundCount(_ name: String, of file: Safetensors) throws -> Int {
        let count = try file.integers(name, shape: [])[0]
        // More steps than any training takes, and far from where counting on would overflow.
        guard (0...1 << 40).contains(count) else {
            throw UserError(
                .badData,
                "The checkpoint \(file.origin) is damaged: its \(name) is \(count).")
        }
        return Int(count)
    }

    /// Fills a store from a file.
    ///
    /// - Parameter optional: prefixes of names that may be missing (heads, for features alone).
    /// - Throws: `UserError.badData` naming the tensors that are missing or of another shape.
    public static func load(
        _ file: Safetensors, into store: ParameterStore, backbone: String, optional: [String] = []
    ) throws {
        let fit = WeightsFit(file, store, optional: optional)
        guard fit.isWhole else {
            throw UserError(
                .badData,
                "The checkpoint \(file.origin) is not one of \(backbone): it "
                    + "\(fit.words(backbone: backbone)). Name its backbone.", remedies: "backbone")
        }
        try fill(store, from: file) { throw $0 }
    }

    /// Fills a store with what fits it of a file.
    ///
    /// - Parameter refusal: called with what is wrong with a tensor, which stays as it is; what it
    ///   throws ends the filling.
    static func fill(
        _ store: ParameterStore, from file: Safetensors, refusal: (any Error) throws -> Void
    ) rethrows {
        let tensors = store.parameters.merging(store.statistics, uniquingKeysWith: { a, _ in a })
        for (name, tensor) in tensors.sorted(by: { $0.key < $1.key })
        where file.entries[name]?.shape == tensor.shape {
            do {
                tensor.assign(try soundFloats(name, of: file, shape: tensor.shape))
            } catch {
                try refusal(error)
            }
        }
        for (name, counter) in store.counters.sorted(by: { $0.key < $1.key })
        where file.entries[name] != nil {
            do {
                counter.value = try soundCount(name, of: file)
            } catch {
                try refusal(error)
            }
        }
    }
}
