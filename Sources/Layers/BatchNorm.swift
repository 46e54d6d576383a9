import Tensors

/// Batch normalisation with running statistics, as PyTorch's `BatchNorm2d` (momentum 0.1,
/// epsilon 1e-5).
public struct BatchNorm: Layer {
    let scale: Tensor
    let shift: Tensor
    let runningMean: Tensor
    let runningVariance: Tensor
    let batches: Counter

    /// Normalisation of `channels` channels.
    public init(_ scope: Scope, channels: Int) {
        scale = scope.parameter("weight", [channels], .constant(1))
        shift = scope.parameter("bias", [channels], .constant(0))
        runningMean = scope.statistic("running_mean", [channels], repeating: 0)
        runningVariance = scope.statistic("running_var", [channels], repeating: 1)
        batches = scope.counter("num_batches_tracked")
    }

    /// (images, channels, height, width) → the same shape.
    public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
        guard pass.isTraining else {
            return pass.tape.frozenBatchNormalization(
                x, scale: scale, shift: shift, mean: runningMean, variance: runningVariance,
                epsilon: 1e-5)
        }
        batches.value += 1
        return pass.tape.batchNormalization(
            x, scale: scale, shift: shift, runningMean: runningMean,
            runningVariance: runningVariance, momentum: 0.1, epsilon: 1e-5)
    }
}
