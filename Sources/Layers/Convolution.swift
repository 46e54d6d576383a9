import Tensors

/// A two-dimensional convolution without bias: every one here is followed by batch
/// normalisation, under which a bias has no effect and an exactly zero gradient.
public struct Convolution: Layer {
    let weights: Tensor
    let geometry: ConvolutionGeometry

    /// A square `kernel` over `inputs` channels; the padding keeps the image size at stride 1.
    public init(_ scope: Scope, inputs: Int, outputs: Int, kernel: Int, stride: Int = 1) {
        weights = scope.parameter("weight", [outputs, inputs, kernel, kernel], .heNormal)
        geometry = ConvolutionGeometry(stride: stride, padding: kernel / 2)
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
        return pass.tape.folded(folded, of: x, adding: addend, slope: 1, pooling: false)
    }
}
