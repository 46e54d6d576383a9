import Features
import Layers
import Tensors

extension Network {
    /// The class head's scores of features that this network computed: (images × classes).
    public func classScores(of table: FeatureTable) -> [Float] {
        precondition(
            table.dimension == backbone.featureCount(imageSize: imageSize),
            "the features are of another network")
        let pass = Pass(device, .evaluation, precision: precision)
        let features = Tensor(
            device, table.features, shape: [table.count, table.dimension])
        guard let heads else { preconditionFailure("a network without heads scores no class") }
        return heads.classes(features, in: pass).values()
    }
}
