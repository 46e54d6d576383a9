import Tensors

/// A block of ConvNeXt: a depthwise 7×7 convolution, layer normalisation, a perceptron and layer
/// scale, added to what came in; on tokens that are the pixels of an image, under timm's names.
public struct ConvNeXtBlock: Layer {
    private let convolution: Convolution
    private let bias, factors: Tensor
    private let norm: LayerNorm
    private let perceptron: Perceptron

    /// A block of `width` channels.
    public init(_ scope: Scope, width: Int) {
        convolution = Convolution(
            scope("conv_dw"), inputs: width, outputs: width, kernel: 7, groups: width)
        bias = scope("conv_dw").parameter("bias", [width], .constant(0))
        norm = LayerNorm(scope("norm"), width: width, epsilon: 1e-6)
        perceptron = Perceptron(scope("mlp"), width: width, hidden: 4 * width, .gelu)
        factors = scope.parameter("gamma", [width], .constant(1e-6))
    }

    /// (images, width, height, width) with channels last → the same.
    public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
        let tape = pass.tape
        let tokens = tape.pixels(x)
        let mixed = tape.biased(tape.pixels(convolution(x, in: pass)), bias: bias)
        let y = perceptron(norm(mixed, in: pass), addedTo: tokens, scale: factors, in: pass)
        return tape.image(y, height: x.shape[2], width: x.shape[3])
    }
}

/// A linear map of each square of pixels, and layer normalisation of each pixel's channels before
/// it or after it: ConvNeXt's stem, and what is between its stages.
public struct ConvNeXtReduction: Layer {
    private let weights, bias: Tensor
    private let norm: LayerNorm
    private let size: Int
    private let normalizesFirst: Bool

    /// Squares of `size` pixels; normalisation is layer `norm` of the scope, the map the other one.
    public init(
        _ scope: Scope, inputs: Int, outputs: Int, size: Int, normalizesFirst: Bool
    ) {
        let (first, second) = (scope(0), scope(1))
        let map = normalizesFirst ? second : first
        let count = inputs * size * size
        weights = map.parameter("weight", [outputs, inputs, size, size], .uniform(inputs: count))
        bias = map.parameter("bias", [outputs], .constant(0))
        norm = LayerNorm(
            normalizesFirst ? first : second, width: normalizesFirst ? inputs : outputs,
            epsilon: 1e-6)
        self.size = size
        self.normalizesFirst = normalizesFirst
    }

    /// (images, inputs, height, width) → (images, outputs, height/size, width/size).
    public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
        let tape = pass.tape
        let sides = x.shape[2...].map { $0 }
        var x = x
        if normalizesFirst {
            x = tape.image(norm(tape.pixels(x), in: pass), height: sides[0], width: sides[1])
        }
        var y = tape.linear(
            tape.squares(x, size: size), weights: tape.flattened(weights), bias: bias)
        if !normalizesFirst { y = norm(y, in: pass) }
        return tape.image(y, height: sides[0] / size, width: sides[1] / size)
    }
}
