import Features
import Files
import Layers
import Randomness
import Tensors

/// The head of a checkpoint that scores the base classes which it was trained on.
public struct ClassHead {
    private let device: Device
    private let precision: Precision
    private let dimension: Int
    private let layer: any Layer

    /// The head of `weights` over a network's features; nil where they have none that fits.
    ///
    /// - Throws: `UserError.badData` for numbers that are not finite.
    init?(_ weights: StoredWeights, over network: Network) throws {
        guard let header = weights.header else { return nil }
        (device, precision) = (network.device, network.precision)
        dimension = network.featureCount
        let store = ParameterStore(device, generator: Generator(seed: 0))
        layer = TrainingHeads.classHead(
            header.recipe, features: dimension, classes: header.classes.count, store.root)
        let arrays = weights.arrays
        guard store.parameters.allSatisfy({ arrays.entries[$0]?.shape == $1.shape }) else {
            return nil
        }
        try Checkpoint.load(arrays, into: store, backbone: header.backbone)
    }

    /// The scores of features that this head's network computed: (images × classes).
    public func scores(of table: FeatureTable) -> [Float] {
        precondition(table.dimension == dimension, "the features are of another network")
        let features = Tensor(device, table.features, shape: [table.count, dimension])
        return layer(features, in: Pass(device, .evaluation, precision: precision)).values()
    }
}
