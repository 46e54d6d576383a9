import Backbones
import Files
import Layers
import Networks
import Randomness
import Recipes
import Tensors

extension RecipeOverrides {
    /// Does nothing where a backbone has what is changed of it: nobody is to take a rate that nothing
    /// goes by for the reason of a result.
    ///
    /// - Throws: `UserError.usage` for a dropout in blocks that have none.
    public func requireMeaning(to backbone: BackboneName) throws {
        guard dropout != nil, !backbone.hasDropout else { return }
        throw UserError(
            .usage,
            "The dropout does nothing: \(backbone) has none inside its blocks. Features can be dropped "
                + "of any backbone.", remedies: "feature-dropout")
    }
}

/// Whether a recipe can train a network: asked before anything is made or measured by it.
extension Recipe {
    /// - Parameter images: how many there are to train on.
    /// - Throws: `UserError.usage` for an image or batch size that does not fit.
    func require(fitting backbone: BackboneName, images: Int) throws {
        guard imageSize >= backbone.smallestImage else {
            throw UserError(
                setting: "image-size",
                "is \(imageSize); \(backbone) needs at least \(backbone.smallestImage) pixels.")
        }
        guard images >= batchSize else {
            throw UserError(
                setting: "batch-size",
                "is \(batchSize), but there are only \(images) base images. Use a smaller batch.")
        }
    }

    /// - Parameter count: of processes that share out the shards.
    /// - Throws: `UserError.usage` where they cannot do so evenly, naming the numbers that fit.
    func require(sharesFor count: Int) throws {
        guard (shards ?? 1) % count != 0 else { return }
        let fitting = possibleShards.filter { $0 % count == 0 }
        throw UserError(
            setting: "shards",
            "is \(shards ?? 1), and \(count) processes are to share them out. "
                + (fitting.isEmpty
                    ? "A batch of \(batchSize) can be cut into "
                        + "\(possibleShards.last!) at most: start so many processes, or use a larger "
                        + "batch."
                    : "Use \(fitting.map(String.init).joined(separator: " or "))."))
    }

    /// The layers at whose input a network mixes.
    ///
    /// - Throws: `UserError.usage` for layers that it does not have, or more frozen stages than it
    ///   has.
    func mixupLayers(of network: Network) throws -> [Int] {
        try mixupLayers(of: network.backbone, called: network.name)
    }

    /// Does nothing where a backbone has the layers and stages that are asked for, which is found by
    /// making one.
    ///
    /// - Throws: `UserError.usage` as `mixupLayers(of:)`.
    public func requireLayers(of name: BackboneName) throws {
        guard mixupLayers != nil || frozenStages != nil else { return }
        let store = ParameterStore(Device(threads: 1), generator: Generator(seed: 0))
        _ = try mixupLayers(of: name.make(store.root, dropout: 0), called: name)
    }

    private func mixupLayers(of backbone: any Backbone, called name: BackboneName) throws -> [Int] {
        let stages = backbone.stages.count
        if let frozen = frozenStages, frozen > stages {
            throw UserError(
                setting: "freeze", "is \(frozen), and \(name) has \(stages) stages.")
        }
        return try mixupLayers(
            of: Array(backbone.mixingLayers), andFeatures: backbone.featureLayer)
    }
}
