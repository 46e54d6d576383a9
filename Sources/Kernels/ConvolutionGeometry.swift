/// The zeros around an image that is convolved.
public enum ConvolutionPadding: Sendable, Hashable {
    /// So many on each side.
    case each(Int)
    /// TensorFlow's SAME: as many as leave ⌈size/stride⌉ outputs, an odd one on the right and
    /// below.
    case same
}

/// The numbers that set up a two-dimensional convolution, equal in both directions.
public struct ConvolutionGeometry: Sendable, Hashable {
    /// The step of the kernel.
    public let stride: Int
    /// Zeros added around the image.
    public let padding: ConvolutionPadding
    /// The groups of channels, each convolved by itself; as many as channels: depthwise.
    public let groups: Int

    /// A convolution of the given step and zero padding.
    public init(stride: Int, padding: ConvolutionPadding, groups: Int = 1) {
        self.stride = stride
        self.padding = padding
        self.groups = groups
    }

    /// A convolution of all channels with `padding` zeros on each side.
    public init(stride: Int, padding: Int) { self.init(stride: stride, padding: .each(padding)) }

    /// The output extent of an axis of `size` under a kernel of `kernel`.
    public func outputSize(_ size: Int, kernel: Int) -> Int {
        switch padding {
        case .each(let zeros): (size + 2 * zeros - kernel) / stride + 1
        case .same: (size + stride - 1) / stride
        }
    }

    /// The zeros before and after an axis of `size` under a kernel of `kernel`.
    func zeros(_ size: Int, kernel: Int) -> (before: Int, after: Int) {
        switch padding {
        case .each(let zeros): return (zeros, zeros)
        case .same:
            let needed = max(0, (outputSize(size, kernel: kernel) - 1) * stride + kernel - size)
            return (needed / 2, needed - needed / 2)
        }
    }

    /// What tells it from others.
    var numbers: [Int] {
        guard case .each(let zeros) = padding else { return [stride, -1, groups] }
        return [stride, zeros, groups]
    }

    /// That of the given numbers.
    init(_ numbers: ArraySlice<Int>) {
        let n = Array(numbers)
        self.init(stride: n[0], padding: n[1] < 0 ? .same : .each(n[1]), groups: n[2])
    }

    var strides: [Int64] { [Int64(stride), Int64(stride)] }
}

/// The shapes of a convolution's input, weights and output.
struct ConvolutionShapes {
    let input, weights, output: [Int]
    /// Zeros before and after rows and columns.
    let before, after: [Int64]
    private let geometry: ConvolutionGeometry

    init(_ input: [Int], _ weights: [Int], _ geometry: ConvolutionGeometry) {
        precondition(
            input.count == 4 && weights.count == 4 && input[1] == weights[1] * geometry.groups,
            "a convolution of \(input) needs weights for \(input) channels, not \(weights)")
        self.input = input
        self.weights = weights
        self.geometry = geometry
        let zeros = [2, 3].map { geometry.zeros(input[$0], kernel: weights[$0]) }
        before = zeros.map { Int64($0.before) }
        after = zeros.map { Int64($0.after) }
        output = [
            input[0], weights[0], geometry.outputSize(input[2], kernel: weights[2]),
            geometry.outputSize(input[3], kernel: weights[3]),
        ]
    }

    /// The weights' shape as oneDNN takes it: groups are an axis of their own.
    var kernel: [Int] {
        let groups = geometry.groups
        return groups == 1 ? weights : [groups, weights[0] / groups] + weights[1...]
    }

    /// Row-major weights in that shape.
    func grouped(_ weights: Memory) -> Memory {
        geometry.groups == 1 ? weights : weights.reshaped(kernel)
    }

    /// Multiplications and additions of the direct sum.
    var operations: Double {
        2 * Double(output.reduce(1, *)) * Double(weights[1...].reduce(1, *))
    }

    var description: String {
        "\(input) by \(weights)" + (geometry.stride == 1 ? "" : ", stride \(geometry.stride)")
            + (geometry.groups == 1 ? "" : ", \(geometry.groups) groups")
    }
}
