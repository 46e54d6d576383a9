import Kernels

/// Squeeze-and-excitation, and the two views of an image that ConvNeXt goes between.
extension Tape {
    /// Each channel of each image, (images, channels, height, width), times its own factor.
    ///
    /// - Parameter gates: (images, channels).
    public func gated(_ x: Tensor, by gates: Tensor) -> Tensor {
        record(device.gated(x.memory, by: gates.memory), from: [x, gates]) {
            [unowned self] gradient in
            accumulate(into: x) { device.gated(gradient, by: gates.memory) }
            accumulate(into: gates) { device.gatedBackward(gradient, x.memory) }
        }
    }

    /// min(max(x + 3, 0), 6)/6 of each number of a matrix.
    public func hardSigmoid(_ x: Tensor) -> Tensor {
        record(device.hardSigmoid(x.memory), from: [x]) { [unowned self] gradient in
            accumulate(into: x) { device.hardSigmoidBackward(gradient, x: x.memory) }
        }
    }

    /// `bias`, (columns), added to each row of `x`, the last axis.
    public func biased(_ x: Tensor, bias: Tensor) -> Tensor {
        record(device.addedToRows(x.memory, bias: bias.memory), from: [x, bias]) {
            [unowned self] gradient in
            accumulate(into: x) { gradient }
            accumulate(into: bias) { device.columnSums(gradient) }
        }
    }

    /// The pixels of images, (images, channels, height, width), as tokens: (images,
    /// height·width, channels).
    public func pixels(_ x: Tensor) -> Tensor {
        let shape = x.shape
        return record(device.pixels(x.memory), from: [x]) { [unowned self] gradient in
            accumulate(into: x) {
                device.image(gradient, height: shape[2], width: shape[3])
            }
        }
    }

    /// Tokens, (images, height·width, channels), as the pixels of images.
    public func image(_ x: Tensor, height: Int, width: Int) -> Tensor {
        record(device.image(x.memory, height: height, width: width), from: [x]) {
            [unowned self] gradient in
            accumulate(into: x) { device.pixels(gradient) }
        }
    }
}
