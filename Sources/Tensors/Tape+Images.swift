import Kernels

/// Operations on activations: (images, channels, height, width) in the backbone's precision.
extension Tape {
    /// A two-dimensional convolution without bias.
    ///
    /// - Parameters:
    ///   - x: (images, inputs, height, width).
    ///   - weights: (outputs, inputs / groups, kernel height, kernel width), single precision.
    ///   - precision: that of the computation and the output.
    public func convolution(
        _ x: Tensor, weights: Tensor, _ geometry: ConvolutionGeometry, precision: Precision
    ) -> Tensor {
        let precision = emulatesBFloat16 ? .f32 : precision
        func asMultiplied(_ tensor: Tensor) -> Memory {
            emulatesBFloat16 && !tensor.isRounded
                ? device.roundedToBFloat16(tensor.memory) : tensor.memory
        }
        let factor = asMultiplied(weights)
        let (output, input) = device.convolution(
            asMultiplied(x), weights: factor, geometry, precision: precision)
        return record(output, from: [x, weights]) { [unowned self] gradient in
            accumulate(into: weights) {
                device.convolutionBackwardWeights(
                    gradient, input: input, weightsShape: weights.shape, geometry,
                    precision: precision)
            }
            accumulate(into: x) {
                device.convolutionBackwardData(
                    gradient, weights: factor, inputShape: x.shape, geometry, precision: precision)
            }
        }
    }

    /// Batch normalisation by the batch's own statistics; the running ones move towards them by
    /// `momentum`, the variance unbiased, as PyTorch does.
    ///
    /// - Parameter x: (images, channels, height, width); all others are (channels).
    public func batchNormalization(
        _ x: Tensor, scale: Tensor, shift: Tensor, runningMean: Tensor, runningVariance: Tensor,
        momentum: Float, epsilon: Float
    ) -> Tensor {
        let normalized = device.batchNormalization(
            x.memory, scale: scale.memory, shift: shift.memory, epsilon: epsilon)
        let moments = normalized.moments[0]!
        updateRunning(
            runningMean, runningVariance, mean: moments.mean, variance: moments.variance,
            count: x.elementCount / x.shape[1], momentum: momentum)
        return record(normalized.output, from: [x, scale, shift]) { [unowned self] gradient in
            let gradients = device.normalizedSumBackward(gradient, normalized)[0]
            accumulate(into: x) { gradients.input }
            accumulate(into: scale) { gradients.scale! }
            accumulate(into: shift) { gradients.shift! }
        }
    }

    /// Moves running statistics towards a batch's, the variance unbiased, as PyTorch does.
    func updateRunning(
        _ runningMean: Tensor, _ runningVariance: Tensor, mean: Memory, variance: Memory,
        count: Int, momentum: Float
    ) {
        device.updateRunning(runningMean.memory, batch: mean, momentum: momentum)
        device.updateRunning(
            runningVariance.memory, batch: variance, momentum: momentum,
            factor: Float(count) / Float(max(1, count - 1)))
    }

    /// max(x, slope·x): ReLU at slope 0, leaky ReLU above.
    public func rectifier(_ x: Tensor, slope: Float = 0) -> Tensor {
        let output = device.rectifier(x.memory, slope: slope)
        return record(output, from: [x]) { [unowned self] gradient in
            accumulate(into: x) { device.rectifierBackward(gradient, output: output, slope: slope) }
        }
    }

    /// `activation` of each number.
    public func activation(_ x: Tensor, _ activation: Activation) -> Tensor {
        if case .rectifier(let slope) = activation { return rectifier(x, slope: slope) }
        if activation == .identity { return x }
        return record(device.activation(x.memory, activation), from: [x]) {
            [unowned self] gradient in
            accumulate(into: x) {
                device.activationBackward(gradient, x: x.memory, activation)
            }
        }
    }

    /// The sum of two tensors of one shape.
    public func sum(_ a: Tensor, _ b: Tensor) -> Tensor {
        record(device.sum(a.memory, b.memory), from: [a, b]) { [unowned self] gradient in
            accumulate(into: a) { gradient }
            accumulate(into: b) { gradient }
        }
    }

    /// The largest number of each window of `size` × `size`, `stride` (unless given, `size`) apart;
    /// the rest of a side that they do not divide is cut off.
    ///
    /// - Parameter padding: added on each side, smaller than every number.
    public func maxPooling(
        _ x: Tensor, size: Int, stride: Int? = nil, padding: Int = 0
    ) -> Tensor {
        let stride = stride ?? size
        let pooled = device.pooling(
            x.memory, .maximum, kernel: [size, size], stride: [stride, stride],
            padding: .init(repeating: padding, count: 4), training: isRecording)
        return record(pooled.output, from: [x]) { [unowned self] gradient in
            accumulate(into: x) { device.poolingBackward(gradient, pooled) }
        }
    }

    /// The mean of each channel: (images, channels), single precision.
    public func globalAveragePooling(_ x: Tensor) -> Tensor {
        let window = Array(x.shape[2...])
        let pooled = device.pooling(
            x.memory, .average, kernel: window, stride: window, training: isRecording)
        let averaged = record(pooled.output, from: [x]) { [unowned self] gradient in
            accumulate(into: x) { device.poolingBackward(gradient, pooled) }
        }
        return flattened(averaged)
    }

    /// (images, channels, height, width) → (images, channels·height·width), single precision, in
    /// that order.
    public func flattened(_ x: Tensor) -> Tensor {
        let shape = x.shape
        let flat = device.plain(x.memory).reshaped([shape[0], shape[1...].reduce(1, *)])
        return record(flat, from: [x]) { [unowned self] gradient in
            accumulate(into: x) { device.plain(gradient).reshaped(shape) }
        }
    }

    /// Dropout: each number set to zero with probability `rate`, the rest scaled up in return.
    public func dropout(_ x: Tensor, rate: Float, seed: UInt64) -> Tensor {
        let mask = device.dropoutMask(like: x.memory, rate: rate, seed: seed)
        return record(device.product(x.memory, mask), from: [x]) { [unowned self] gradient in
            accumulate(into: x) { device.product(gradient, mask) }
        }
    }
}
