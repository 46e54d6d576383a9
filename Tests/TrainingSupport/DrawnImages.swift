import Backbones
import Datasets
import Drawings
import Files
import Foundation
import Images
import Kernels
import Networks
import Ranks
import Recipes
import Records
import Tensors
import TestSupport
import Training

/// A small drawn data set on disk for one test, gone with it.
public final class DrawnImages: Sendable {
    /// Where everything is.
    public let folder: TemporaryFolder
    /// The images.
    public let base: LabeledImages
    /// Their fingerprint.
    public let fingerprint: String

    /// `classes` base classes of `count` images each: with batches of 16, three steps an epoch
    /// unless told otherwise.
    public init(classes: Int = 4, count: Int = 12) throws {
        folder = try TemporaryFolder()
        let drawn = try DrawnDataset(
            base: classes, val: 0, novel: 0, imagesPerClass: count, size: 32, seed: 3)
        try drawn.draw(to: folder.file("data"))
        base = try Dataset.open(folder.file("data")).images(of: .base)
        fingerprint = base.scanned(threads: 1).fingerprint
    }

    /// A place for a checkpoint.
    public func checkpoint(_ name: String = "last") -> URL { folder.file("\(name).safetensors") }

    /// Training on all images on one thread of its own, unless told otherwise.
    public func training(
        _ recipe: Recipe, backbone: BackboneName = .conv4, data: String? = nil,
        normalization: Normalization = .imageNet, seed: UInt64 = 1,
        device: Device = Device(threads: 1), precision: Precision = .f32,
        ranks: Communicator? = nil
    ) throws -> Pretraining {
        try Pretraining(
            backbone, recipe: recipe, base: base, data: data ?? fingerprint,
            normalization: normalization, seed: seed, device: device, precision: precision,
            ranks: ranks)
    }

    /// The file that `training` saves.
    public func saved(_ training: Pretraining) throws -> Safetensors {
        let url = checkpoint(UUID().uuidString)
        try training.save(to: url)
        return try Safetensors(contentsOf: url)
    }
}

extension Recipe {
    /// A recipe on images of 16 pixels in batches of 16; two epochs unless told otherwise.
    public static func tiny(_ name: String, _ overrides: RecipeOverrides = .init()) throws -> Recipe
    {
        var overrides = overrides
        overrides.epochs = overrides.epochs ?? 2
        overrides.batchSize = overrides.batchSize ?? 16
        overrides.imageSize = overrides.imageSize ?? 16
        return try .named(name).overridden(by: overrides)
    }
}

extension Pretraining {
    /// Steps done since the very start.
    public var stepsDone: Int { progress.epochs * stepsPerEpoch + progress.steps }

    /// Trains on, to the end or until `last` steps are done; `save` is called at step `saving`.
    ///
    /// - Returns: the epochs that ended, without what the clock says of them.
    @discardableResult
    public func run(until last: Int = .max, saving: (step: Int, to: URL)? = nil) throws
        -> [EpochRecord]
    {
        var epochs: [EpochRecord] = []
        while !isFinished && stepsDone < last {
            let interruption = Interruption()
            let epoch = try trainEpoch(until: interruption) { _ in
                if let saving, stepsDone == saving.step { try save(to: saving.to) }
                if stepsDone >= last { interruption.ask() }
            }
            guard var epoch else { break }
            (epoch.imagesPerSecond, epoch.seconds) = (0, 0)
            epochs.append(epoch)
        }
        return epochs
    }
}

extension Safetensors {
    /// What a checkpoint says of itself.
    public func header() throws -> CheckpointHeader {
        try JSONDecoder().decode(CheckpointHeader.self, from: Data(text("fewshot").utf8))
    }

    /// The same checkpoint saying something else of itself.
    public func saying(_ change: (inout CheckpointHeader) -> Void) throws -> Safetensors {
        var (file, header) = (self, try header())
        change(&header)
        let json = try JSONEncoder().encode(header)
        file.metadata["fewshot"] = String(decoding: json, as: UTF8.self)
        return file
    }
}
