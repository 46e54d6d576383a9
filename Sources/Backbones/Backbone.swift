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
    /// The layers at which hidden states may be mixed.
    public var mixingLayers: Range<Int> { 0..<stages.count }

    /// The features of `x`, with the hidden state at `layer` replaced by `change` of it.
    ///
    /// - Parameters:
    ///   - x: (images, 3, height, width).
    ///   - frozen: how many first stages another pass computes, in which they stay as they are.
    /// - Returns: (images, features).
    public func features(
        _ x: Tensor, in pass: Pass, frozen: (stages: Int, pass: Pass)? = nil,
        at layer: Int? = nil, change: (Tensor) -> Tensor = { $0 }
    ) -> Tensor {
        stages.enumerated().reduce(x) { hidden, stage in
            let input = stage.offset == layer ? change(hidden) : hidden
            guard let frozen, stage.offset < frozen.stages else {
                return stage.element(input, in: pass)
            }
            defer { pass.grid = frozen.pass.grid }
            return stage.element(input, in: frozen.pass)
        }
    }
}
