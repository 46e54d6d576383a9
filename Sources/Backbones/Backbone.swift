import Layers
import Tensors

/// A network from images to features, in stages between which hidden states can be mixed.
public protocol Backbone {
    /// The stages, first to last. Mixing layer k is the input of stage k: 0 is the image itself.
    var stages: [any Layer] { get }
    /// The length of the feature vector for square images of `imageSize` pixels.
    func featureCount(imageSize: Int) -> Int
    /// The smallest image side that leaves something after the last pooling.
    static var smallestImage: Int { get }
}

extension Backbone {
    /// The layers at which hidden states are mixed unless a person says where: the inputs of all
    /// stages, as the authors of Manifold Mixup and of S2M2 have it.
    public var mixingLayers: Range<Int> { 0..<stages.count }
    /// The layer behind the last stage: the features, right under the heads, which the theorem of
    /// Manifold Mixup is about (Verma et al. 2019, §3.1).
    public var featureLayer: Int { stages.count }

    /// The features of `x`, with the hidden state at `layer` replaced by `change` of it.
    ///
    /// - Parameter x: (images, 3, height, width).
    /// - Returns: (images, features).
    public func features(
        _ x: Tensor, in pass: Pass, at layer: Int? = nil, change: (Tensor) -> Tensor = { $0 }
    ) -> Tensor {
        let features = stages.enumerated().reduce(x) { hidden, stage in
            stage.element(stage.offset == layer ? change(hidden) : hidden, in: pass)
        }
        return layer == featureLayer ? change(features) : features
    }
}
