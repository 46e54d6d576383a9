import Tensors

/// Squeeze-and-excitation (Hu et al. 2018): each channel times a factor that a small perceptron
/// makes of all channels' means; with the hard sigmoid, as MobileNetV3 has it, under timm's names.
public struct SqueezeExcitation: Layer {
    private let reduction, expansion: (weights: Tensor, bias: Tensor)

    /// `channels` channels by way of `hidden` numbers.
    public init(_ scope: Scope, channels: Int, hidden: Int) {
        func layer(_ name: String, _ inputs: Int, _ outputs: Int) -> (Tensor, Tensor) {
            let scope = scope(name)
            return (
                scope.parameter("weight", [outputs, inputs, 1, 1], .uniform(inputs: inputs)),
                scope.parameter("bias", [outputs], .uniform(inputs: inputs))
            )
        }
        reduction = layer("conv_reduce", channels, hidden)
        expansion = layer("conv_expand", hidden, channels)
    }

    /// (images, channels, height, width) → the same shape.
    public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
        let tape = pass.tape
        func linear(_ x: Tensor, _ layer: (weights: Tensor, bias: Tensor)) -> Tensor {
            tape.linear(x, weights: tape.flattened(layer.weights), bias: layer.bias)
        }
        let hidden = tape.rectifier(linear(tape.globalAveragePooling(x), reduction))
        return tape.gated(x, by: tape.hardSigmoid(linear(hidden, expansion)))
    }
}
