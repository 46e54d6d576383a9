import Kernels

/// Where tensors live and are computed (see `Kernels`).
public typealias Device = Kernels.Device
/// The number format of activations (see `Kernels`).
public typealias Precision = Kernels.Precision
/// The step and padding of a convolution (see `Kernels`).
public typealias ConvolutionGeometry = Kernels.ConvolutionGeometry

/// The zeros around an image that is convolved (see `Kernels`).
public typealias ConvolutionPadding = Kernels.ConvolutionPadding
/// A function of each number by itself (see `Kernels`).
public typealias Activation = Kernels.Activation

/// Where the time goes (see `Kernels`).
public typealias Timings = Kernels.Timings
/// What the machine can do at best (see `Kernels`).
public typealias Peaks = Kernels.Peaks

/// A value on a tape: numbers of a shape, and after a backward pass the gradient with respect to
/// them.
public final class Tensor {
    let memory: Memory
    /// Whether a backward pass computes this tensor's gradient.
    public let needsGradient: Bool
    var gradientMemory: Memory?
    /// Whether its numbers and gradients are kept in single precision but rounded to bfloat16's.
    let isRounded: Bool
    /// Whether it is no operation's result: its gradient adds up over passes.
    let isParameter: Bool

    init(
        _ memory: Memory, needsGradient: Bool, isRounded: Bool = false, isParameter: Bool = false
    ) {
        self.memory = memory
        self.needsGradient = needsGradient
        self.isRounded = isRounded
        self.isParameter = isParameter
    }

    /// A tensor of given numbers in row-major order; their count is the product of `shape`.
    ///
    /// With `needsGradient` it is a parameter: its gradient adds up over backward passes until
    /// `clearGradient()`.
    public convenience init(
        _ device: Device, _ values: [Float], shape: [Int], needsGradient: Bool = false
    ) {
        self.init(
            Memory(device, values, shape: shape), needsGradient: needsGradient,
            isParameter: needsGradient)
    }

    /// Where it lives.
    public var device: Device { memory.device }
    /// The extent of each axis.
    public var shape: [Int] { memory.shape }
    /// The product of `shape`.
    public var elementCount: Int { memory.elementCount }
    /// The number format of the values.
    public var precision: Precision { memory.precision }
    /// A row-major copy of the numbers.
    public func values() -> [Float] { memory.values() }
    /// Overwrites the numbers of a parameter, given in row-major order.
    public func assign(_ values: [Float]) { memory.assign(values) }
    /// The only number of a tensor of one element.
    public var scalar: Float { memory.values()[0] }

    /// A row-major copy of the gradient; nil where no backward pass reached this tensor.
    public func gradient() -> [Float]? { gradientMemory?.values() }
    /// Takes a gradient that was computed elsewhere, in row-major order, in place of its own.
    public func setGradient(_ values: [Float]) {
        gradientMemory = Memory(device, values, shape: shape)
    }
    /// Forgets the gradient, as before each optimiser step's passes.
    public func clearGradient() { gradientMemory = nil }
}
