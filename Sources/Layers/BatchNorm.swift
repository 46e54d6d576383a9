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

/// Batch normalisation, ReLU and 2×2 max-pooling, as they follow each other in Conv-4: in training
/// one operation, which saves most of the time that its parts spend on memory.
public struct NormalizedPooling: Layer {
    private let norm: BatchNorm

    /// Normalisation and pooling of `channels` channels.
    public init(_ scope: Scope, channels: Int) {
        norm = BatchNorm(scope, channels: channels)
    }

    /// (images, channels, height, width) → (images, channels, height/2, width/2).
    public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
        guard pass.isTraining else {
            return pass.tape.maxPooling(pass.tape.rectifier(norm(x, in: pass)), size: 2)
        }
        norm.batches.value += 1
        return pass.tape.normalizedPooling(
            x, scale: norm.scale, shift: norm.shift, runningMean: norm.runningMean,
            runningVariance: norm.runningVariance, momentum: 0.1, epsilon: 1e-5)
    }
}
