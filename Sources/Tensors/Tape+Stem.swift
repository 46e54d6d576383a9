import Kernels

extension Tape {
    /// A first block on images that need no gradient: a convolution, batch normalisation, a
    /// rectifier and 2×2 max-pooling as one; nil where it cannot be computed so.
    ///
    /// - Parameters:
    ///   - x: (images, channels, height, width), one to three channels.
    ///   - weights: (outputs, channels, 3, 3).
    public func stem(
        _ x: Tensor, weights: Tensor, _ geometry: ConvolutionGeometry, _ norm: NormalizedTerm.Norm,
        slope: Float, momentum: Float, epsilon: Float, precision: Precision
    ) -> Tensor? {
        guard !x.needsGradient, !emulatesBFloat16,
            device.canStem(x.memory, weights: weights.memory, geometry, precision: precision)
        else { return nil }
        let stem = device.stem(
            x.memory, weights: weights.memory, scale: norm.scale.memory, shift: norm.shift.memory,
            slope: slope, epsilon: epsilon)
        updateRunning(
            norm.runningMean, norm.runningVariance, mean: stem.moments.mean,
            variance: stem.moments.variance, count: x.elementCount / x.shape[1],
            momentum: momentum)
        return record(stem.output, from: [weights, norm.scale, norm.shift]) {
            [unowned self] gradient in
            let gradients = device.stemBackward(gradient, stem)
            accumulate(into: weights) { gradients.weights }
            accumulate(into: norm.scale) { gradients.scale }
            accumulate(into: norm.shift) { gradients.shift }
        }
    }
}
