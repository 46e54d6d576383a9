import Tensors

/// A function of a tensor with parameters of its own.
public protocol Layer {
    /// The layer's output for `x` in the given pass.
    func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor
}

/// Layers one after another.
public struct Sequential: Layer {
    /// The layers, first to last.
    public let layers: [any Layer]

    /// The given layers, first to last.
    public init(_ layers: [any Layer]) { self.layers = layers }

    /// The last layer's output.
    public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
        layers.reduce(x) { hidden, layer in layer(hidden, in: pass) }
    }
}
