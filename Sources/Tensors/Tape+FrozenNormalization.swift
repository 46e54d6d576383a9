import Kernels

extension Tape {
    /// Batch normalisation by given statistics, as evaluation does, with ReLU if `rectified`. The
    /// statistics stay as they are; scale, shift and `x` have a derivative where one is wanted.
    ///
    /// - Parameter x: (images, channels, height, width); all others are (channels).
    public func frozenBatchNormalization(
        _ x: Tensor, scale: Tensor, shift: Tensor, mean: Tensor, variance: Tensor, epsilon: Float,
        rectified: Bool = false
    ) -> Tensor {
        func normalized(
            _ x: Memory, _ scale: Memory, _ shift: Memory, _ mean: Memory, rectified: Bool = false
        ) -> Memory {
            device.batchNormalization(
                x, scale: scale, shift: shift, mean: mean, variance: variance.memory,
                epsilon: epsilon, rectified: rectified)
        }
        guard isRecording else {
            let output = normalized(
                x.memory, scale.memory, shift.memory, mean.memory, rectified: rectified)
            return record(output, from: []) { _ in }
        }
        func constant(_ value: Float) -> Memory {
            let channels = scale.shape[0]
            return Memory(
                device, [Float](repeating: value, count: channels), shape: [channels])
        }
        let output = record(
            normalized(x.memory, scale.memory, shift.memory, mean.memory), from: [x, scale, shift]
        ) { [unowned self] gradient in
            let (zeros, ones) = (constant(0), constant(1))
            // A straight line in x: its slope, scale / √(variance + ε), is that of any other point.
            accumulate(into: x) { normalized(gradient, scale.memory, zeros, zeros) }
            accumulate(into: shift) { device.columnSums(device.pixels(gradient)) }
            accumulate(into: scale) {
                let unscaled = normalized(x.memory, ones, zeros, mean.memory)
                return device.columnSums(device.gatedBackward(gradient, unscaled))
            }
        }
        return rectified ? rectifier(output) : output
    }
}
