import Tensors

/// A two-dimensional convolution without bias: every one here is followed by batch
/// normalisation, under which a bias has no effect and an exactly zero gradient.
public struct Convolution: Layer {
    let weights: Tensor
    let geometry: ConvolutionGeometry

    /// A square `kernel` over `inputs` channels.
    ///
    /// - Parameters:
    ///   - padding: half the kernel on each side unless given, which keeps the image size at
    ///     stride 1.
    ///   - groups: of channels that are convolved by themselves.
    public init(
        _ scope: Scope, inputs: Int, outputs: Int, kernel: Int, stride: Int = 1,
        padding: ConvolutionPadding? = nil, groups: Int = 1
    ) {
        weights = scope.parameter(
            "weight", [outputs, inputs / groups, kernel, kernel], .heNormal(groups: groups))
        geometry = ConvolutionGeometry(
            stride: stride, padding: padding ?? .each(kernel / 2), groups: groups)
    }

    /// (images, inputs, height, width) → (images, outputs, height/stride, width/stride).
    public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
        pass.tape.convolution(x, weights: weights, geometry, precision: pass.precision)
    }

    /// The sum of the convolution of `x` and `addend`; one operation in evaluation.
    public func callAsFunction(_ x: Tensor, adding addend: Tensor, in pass: Pass) -> Tensor {
        guard pass.folds else { return pass.tape.sum(self(x, in: pass), addend) }
        let folded = pass.folded(self) {
            FoldedConvolution(weights, geometry, precision: pass.precision)
        }
        return pass.tape.folded(
            folded, of: x, adding: addend, activation: .identity, pooling: false)
    }
}
