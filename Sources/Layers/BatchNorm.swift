import Tensors

/// Batch normalisation with running statistics, as PyTorch's `BatchNorm2d` (momentum 0.1).
public struct BatchNorm: Layer {
    let scale: Tensor
    let shift: Tensor
    let runningMean: Tensor
    let runningVariance: Tensor
    private let batches: Counter
    private let rectified: Bool
    let epsilon: Float
    static let momentum: Float = 0.1

    /// Normalisation of `channels` channels, with ReLU after it if `rectified`.
    ///
    /// - Parameter epsilon: added to variances; PyTorch's default unless given.
    public init(
        _ scope: Scope, channels: Int, rectified: Bool = false, epsilon: Float = 1e-5
    ) {
        scale = scope.parameter("weight", [channels], .constant(1))
        shift = scope.parameter("bias", [channels], .constant(0))
        runningMean = scope.statistic("running_mean", [channels], repeating: 0)
        runningVariance = scope.statistic("running_var", [channels], repeating: 1)
        batches = scope.counter("num_batches_tracked")
        self.rectified = rectified
        self.epsilon = epsilon
    }

    /// (images, channels, height, width) → the same shape.
    public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
        guard pass.isTraining else {
            return pass.tape.frozenBatchNormalization(
                x, scale: scale, shift: shift, mean: runningMean, variance: runningVariance,
                epsilon: epsilon, rectified: rectified)
        }
        return pass.tape.normalizedSum(
            [term(x)], slope: rectified ? 0 : 1, pooling: false, momentum: Self.momentum,
            epsilon: epsilon)
    }

    /// `x` under this normalisation, for a sum in training; counts the batch.
    func term(_ x: Tensor) -> NormalizedTerm {
        countBatch()
        return NormalizedTerm(x, norm)
    }

    /// Parameters and running statistics.
    var norm: NormalizedTerm.Norm {
        NormalizedTerm.Norm(
            scale: scale, shift: shift, runningMean: runningMean, runningVariance: runningVariance)
    }

    /// One batch more was normalised in training.
    func countBatch() { batches.value += 1 }
}
