import Kernels

/// A convolution with batch normalisation folded into it (see `Kernels`).
public typealias FoldedConvolution = Kernels.FoldedConvolution

extension FoldedConvolution {
    /// A convolution followed by batch normalisation by given statistics.
    ///
    /// - Parameters:
    ///   - weights: (outputs, inputs / groups, kernel height, kernel width).
    ///   - scale, shift, mean, variance: batch normalisation's, (outputs) each.
    ///   - amongDepthwise: whether what comes before and behind it is depthwise.
    public convenience init(
        _ weights: Tensor, _ geometry: ConvolutionGeometry, precision: Precision, scale: Tensor,
        shift: Tensor, mean: Tensor, variance: Tensor, epsilon: Float, amongDepthwise: Bool
    ) {
        self.init(
            weights.memory, geometry, precision: precision, scale: scale.memory,
            shift: shift.memory, mean: mean.memory, variance: variance.memory, epsilon: epsilon,
            amongDepthwise: amongDepthwise)
    }

    /// A convolution without normalisation.
    public convenience init(
        _ weights: Tensor, _ geometry: ConvolutionGeometry, precision: Precision
    ) {
        self.init(weights.memory, geometry, precision: precision)
    }
}

/// A linear map with its weights laid out (see `Kernels`).
public typealias PackedLinear = Kernels.PackedLinear

extension PackedLinear {
    /// The map by `weights`, (outputs, inputs), and `bias`, (outputs), its results times `scale`.
    public convenience init(
        _ weights: Tensor, bias: Tensor?, scale: Tensor?, precision: Precision
    ) {
        self.init(
            weights.memory, bias: bias?.memory, scale: scale?.memory, precision: precision)
    }
}

/// Operations of inference only: they have no derivative.
extension Tape {
    /// The folded convolution of `x`, the sum with `addend`, `activation` and 2×2 max-pooling,
    /// in as few passes over memory as can be.
    ///
    /// - Parameters:
    ///   - x: (images, inputs, height, width).
    ///   - addend: (images, outputs, height/stride, width/stride).
    public func folded(
        _ convolution: FoldedConvolution, of x: Tensor, adding addend: Tensor?,
        activation: Activation, pooling: Bool
    ) -> Tensor {
        precondition(!isRecording, "folded convolutions are for inference")
        let output = convolution(
            x.memory, adding: addend?.memory, activation: activation, pooling: pooling)
        return Tensor(output, needsGradient: false)
    }

    /// A convolution and its activation, then a depthwise one and its own, as one operation; nil
    /// where that is not faster than one after the other.
    public func folded(
        _ convolution: FoldedConvolution, _ activation: Activation,
        then depthwise: FoldedConvolution, _ second: Activation, of x: Tensor
    ) -> Tensor? {
        precondition(!isRecording, "folded convolutions are for inference")
        return convolution(x.memory, activation, then: depthwise, second).map {
            Tensor($0, needsGradient: false)
        }
    }

    /// `activation` of the sum of `addend` and a linear map of each row of `x`, the last axis.
    ///
    /// - Parameter result: the precision of the result.
    public func packed(
        _ linear: PackedLinear, of x: Tensor, _ activation: Activation,
        adding addend: Tensor? = nil,
        as result: Precision = .f32
    ) -> Tensor {
        precondition(!isRecording, "packed weights are for inference")
        let output = linear(x.memory, activation, adding: addend?.memory, as: result)
        return Tensor(output, needsGradient: false)
    }
}
