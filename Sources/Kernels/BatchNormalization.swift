/// Batch normalisation over all axes but the second (Ioffe & Szegedy 2015), a normalised sum of one
/// term; statistics, scale and shift in single precision whatever the activations' precision.
extension Device {
    /// Normalises `x`, (images, channels, height, width), by the batch's own statistics.
    ///
    /// - Returns: the output, and what the gradients need: the batch's mean and (biased) variance
    ///   are in its `moments`.
    public func batchNormalization(
        _ x: Memory, scale: Memory, shift: Memory, epsilon: Float
    ) -> NormalizedSum {
        normalizedSum(
            [SumTerm(x, scale: scale, shift: shift)], slope: 1, pooling: false, epsilon: epsilon)
    }

    /// Normalises `x` by given statistics, as evaluation does; with ReLU after it if `rectified`.
    public func batchNormalization(
        _ x: Memory, scale: Memory, shift: Memory, mean: Memory, variance: Memory, epsilon: Float,
        rectified: Bool
    ) -> Memory {
        normalizedSum(
            [SumTerm(x, scale: scale, shift: shift)], moments: [(mean, variance)],
            slope: rectified ? 0 : 1, pooling: false, epsilon: epsilon
        ).output
    }
}
