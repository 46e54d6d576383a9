import Tensors

/// max(x, slope·x): ReLU at slope 0, leaky ReLU above.
public struct Rectifier: Layer {
    let slope: Float

    /// A rectifier with the given slope below zero.
    public init(slope: Float = 0) { self.slope = slope }

    /// Any shape → the same shape.
    public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
        pass.tape.rectifier(x, slope: slope)
    }
}

/// The largest number of each `size` × `size` window.
public struct MaxPooling: Layer {
    let size, stride, padding: Int

    /// Pooling over windows of `size` × `size`, `stride` (unless given, `size`) apart, of images
    /// with `padding` more on each side.
    public init(size: Int, stride: Int? = nil, padding: Int = 0) {
        self.size = size
        self.stride = stride ?? size
        self.padding = padding
    }

    /// (images, channels, height, width) → (images, channels, height/stride, width/stride).
    public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
        pass.tape.maxPooling(x, size: size, stride: stride, padding: padding)
    }
}

/// The mean of each channel.
public struct GlobalAveragePooling: Layer {
    /// Averages over the whole image.
    public init() {}

    /// (images, channels, height, width) → (images, channels), single precision.
    public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
        pass.tape.globalAveragePooling(x)
    }
}

/// All of an image's numbers in one row.
public struct Flatten: Layer {
    /// Keeps the order (channels, height, width).
    public init() {}

    /// (images, channels, height, width) → (images, channels·height·width), single precision.
    public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor { pass.tape.flattened(x) }
}

/// Dropout (Srivastava et al. 2014); nothing in evaluation.
public struct Dropout: Layer {
    let rate: Float

    /// Each number is dropped with probability `rate`, in 0..<1.
    public init(rate: Float) { self.rate = rate }

    /// Any shape → the same shape.
    public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
        guard pass.isTraining, rate > 0 else { return x }
        return pass.tape.dropout(x, rate: rate, seed: pass.drawSeed())
    }
}
