import Kernels

/// An array as it enters a normalised sum: under batch normalisation, or as it is.
public struct NormalizedTerm {
    let x: Tensor
    let norm: Norm?

    /// Batch normalisation's parameters and running statistics, (channels) each.
    public struct Norm {
        let scale, shift, runningMean, runningVariance: Tensor

        /// The given parameters and running statistics.
        public init(scale: Tensor, shift: Tensor, runningMean: Tensor, runningVariance: Tensor) {
            self.scale = scale
            self.shift = shift
            self.runningMean = runningMean
            self.runningVariance = runningVariance
        }
    }

    /// `x`, (images, channels, height, width), normalised by the batch's own statistics.
    public init(_ x: Tensor, _ norm: Norm) {
        self.x = x
        self.norm = norm
    }

    /// `x` as it is: a shortcut.
    public init(_ x: Tensor) {
        self.x = x
        norm = nil
    }

    fileprivate var leaves: [Tensor] { [x] + (norm.map { [$0.scale, $0.shift] } ?? []) }
}

extension Tape {
    /// What a block does after its convolutions: batch normalisation, the sum with a shortcut, a
    /// rectifier (slope 1 for none) and 2×2 max-pooling, in few passes over memory; one after the
    /// other where bfloat16 is emulated, which rounds between them.
    ///
    /// - Parameters:
    ///   - terms: one or two of one shape, the first of them normalised.
    ///   - momentum: of the running statistics, whose variance is unbiased, as PyTorch's.
    public func normalizedSum(
        _ terms: [NormalizedTerm], slope: Float, pooling: Bool, momentum: Float, epsilon: Float
    ) -> Tensor {
        precondition((1...2).contains(terms.count), "a normalised sum has one or two terms")
        if emulatesBFloat16 {
            return partByPart(
                terms, slope: slope, pooling: pooling, momentum: momentum, epsilon: epsilon)
        }
        let sum = device.normalizedSum(
            terms.map { term in
                guard let norm = term.norm else { return SumTerm(term.x.memory) }
                return SumTerm(
                    term.x.memory, scale: norm.scale.memory, shift: norm.shift.memory)
            }, slope: slope, pooling: pooling, epsilon: epsilon)
        for (term, moments) in zip(terms, sum.moments) {
            guard let norm = term.norm, let moments else { continue }
            updateRunning(
                norm.runningMean, norm.runningVariance, mean: moments.mean,
                variance: moments.variance, count: term.x.elementCount / term.x.shape[1],
                momentum: momentum)
        }
        return record(sum.output, from: terms.flatMap(\.leaves)) { [unowned self] gradient in
            for (term, gradients) in zip(terms, device.normalizedSumBackward(gradient, sum)) {
                accumulate(into: term.x) { gradients.input }
                guard let norm = term.norm else { continue }
                accumulate(into: norm.scale) { gradients.scale! }
                accumulate(into: norm.shift) { gradients.shift! }
            }
        }
    }

    private func partByPart(
        _ terms: [NormalizedTerm], slope: Float, pooling: Bool, momentum: Float, epsilon: Float
    ) -> Tensor {
        let parts = terms.map { term in
            guard let norm = term.norm else { return term.x }
            return batchNormalization(
                term.x, scale: norm.scale, shift: norm.shift, runningMean: norm.runningMean,
                runningVariance: norm.runningVariance, momentum: momentum, epsilon: epsilon)
        }
        var y = parts.dropFirst().reduce(parts[0], sum)
        if slope != 1 { y = rectifier(y, slope: slope) }
        return pooling ? maxPooling(y, size: 2) : y
    }

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
