import COneDNN

/// A convolution and batch normalisation by given statistics as one, for inference: the weights
/// are laid out once, and the normalisation's factor and summand are the convolution's own.
///
/// It holds the weights of the moment when it was made.
public final class FoldedConvolution {
    let device: Device
    let geometry: ConvolutionGeometry
    let precision: Precision
    /// Row-major, as the convolution has them.
    let weights: Memory
    /// a and b of γ·(z − μ)/σ + β = a·z + b, (outputs) each.
    private let factor: Memory
    /// Whether it is between depthwise convolutions: then a kernel of 1 × 1 reads and writes blocks of
    /// 16 channels, as they do.
    private let isAmongDepthwise: Bool
    let summand: Memory
    /// Weights at the points of Winograd's algorithm, by the side of its tiles.
    private var points: [Int: Buffer] = [:]
    private var rows: Buffer?
    private var panels: Depthwise.Packed = [:]
    /// A depthwise kernel's weights under the factor.
    private lazy var scaled = weightsTimesFactor()
    private var packed: [ObjectIdentifier: Memory] = [:]

    /// - Parameters:
    ///   - weights: (outputs, inputs, kernel height, kernel width).
    ///   - scale, shift, mean, variance: batch normalisation's, (outputs) each.
    ///   - amongDepthwise: whether what comes before and behind it is depthwise.
    public init(
        _ weights: Memory, _ geometry: ConvolutionGeometry, precision: Precision, scale: Memory,
        shift: Memory, mean: Memory, variance: Memory, epsilon: Float, amongDepthwise: Bool = false
    ) {
        isAmongDepthwise = amongDepthwise
        device = weights.device
        self.geometry = geometry
        self.precision = precision
        self.weights = weights
        (factor, summand) = device.affine(scale, shift, mean, variance, epsilon)
    }

    /// A convolution without normalisation.
    public init(_ weights: Memory, _ geometry: ConvolutionGeometry, precision: Precision) {
        isAmongDepthwise = false
        device = weights.device
        self.geometry = geometry
        self.precision = precision
        self.weights = weights
        factor = device.channelNumbers(weights.shape[0]) { _ in 1 }
        summand = device.channelNumbers(weights.shape[0])
    }

    /// The normalised convolution of `x`, then the sum with `addend`, `activation`, and the largest
    /// of each 2×2 window if `pooling`: whatever of it can be done without another pass over memory
    /// is.
    ///
    /// - Parameters:
    ///   - x: (images, inputs, height, width).
    ///   - addend: of the convolution's output's shape.
    public func callAsFunction(
        _ x: Memory, adding addend: Memory? = nil, activation: Activation = .identity,
        pooling: Bool = false
    ) -> Memory {
        if pooling && addend == nil, let slope = activation.slope,
            device.canStem(x, weights: weights, geometry, precision: precision)
        {
            return device.stem(
                x, weights: weights, factor: factor, summand: summand, slope: slope)
        }
        let shapes = ConvolutionShapes(x.shape, weights.shape, geometry)
        if let slope = activation.slope,
            let winograd = Winograd(device, shapes, geometry, precision, pooling: pooling),
            winograd.pays
        {
            let side = winograd.tile.side
            let points = points[side] ?? winograd.points(weights)
            self.points[side] = points
            let ending = ConvolutionEnding(
                scale: factor, shift: summand, addend: addend, slope: slope, pooling: pooling)
            return winograd.convolution(
                x, weights: weights, points: points, ending: ending
            ).output
        }
        let y =
            depthwise(x, shapes, activation, adding: addend)
            ?? pointwise(x, shapes, activation, adding: addend)
            ?? direct(x, shapes, activation, adding: addend)
        guard pooling else { return y }
        return device.pooling(y, .maximum, kernel: [2, 2], stride: [2, 2], training: false).output
    }

    private func direct(
        _ x: Memory, _ shapes: ConvolutionShapes, _ activation: Activation, adding addend: Memory?
    ) -> Memory {
        let fills = shapes.weights[0] % 16 == 0
        let primitive = device.biasedConvolution(
            shapes, geometry, precision, activation, adds: addend != nil && fills)
        // oneDNN has only its slower ways to add where channels do not fill their blocks, and for
        // some shapes none but plain loops.
        if let addend, !fills || primitive.implementation.hasPrefix("ref") {
            let y = direct(x, shapes, .identity, adding: nil)
            return device.activation(device.sum(y, addend), activation)
        }
        let x = device.reordered(x, to: primitive.layout(dnnl_query_src_md))
        let output = Memory(device, primitive.layout(dnnl_query_dst_md))
        var arguments = [
            (DNNL_ARG_SRC, x),
            (DNNL_ARG_WEIGHTS_0, packed(primitive.layout(dnnl_query_weights_md))),
            (DNNL_ARG_BIAS, summand), (DNNL_ARG_DST, output),
        ]
        if let addend {
            arguments.append((Device.addendArgument, device.reordered(addend, to: output.layout)))
        }
        device.execute(primitive, arguments)
        let sums = ConvolutionSums(shapes: shapes, geometry: geometry, precision: precision)
        device.selfTest(primitive, output) {
            sums.difference(
                output, x, weightsTimesFactor(), ConvolutionEnding(shift: summand, addend: addend),
                activation: activation)
        }
        return output
    }

    private func depthwise(
        _ x: Memory, _ shapes: ConvolutionShapes, _ activation: Activation, adding addend: Memory?
    ) -> Memory? {
        guard let depthwise = Depthwise(device, shapes, geometry, precision) else { return nil }
        var ending = Depthwise.Ending(bias: summand)
        let limits = addend == nil ? activation.limits : nil
        if let limits { (ending.low, ending.high) = limits }
        let y = depthwise.convolution(
            x, weights: scaled, keeping: &panels, ending: ending
        ).output
        if limits != nil { return y }
        return device.activation(addend.map { device.sum(y, $0) } ?? y, activation)
    }

    /// The weights of a depthwise convolution for images in blocks.
    func panels(of depthwise: Depthwise) -> Buffer {
        let made =
            panels[false]
            ?? depthwise.packed(scaled, ChannelPanels(inBlocks: depthwise.shapes.input))
        panels[false] = made
        return made
    }

    private func pointwise(
        _ x: Memory, _ shapes: ConvolutionShapes, _ activation: Activation, adding addend: Memory?
    ) -> Memory? {
        guard isAmongDepthwise,
            let pointwise = Pointwise(device, shapes, geometry, precision, activation)
        else { return nil }
        return pointwise.convolution(
            device.reordered(x, to: device.blocked(x.shape)), terms(of: pointwise), adding: addend,
            testedBy: weightsTimesFactor)
    }

    /// Weights under the factor and the summand.
    func terms(of pointwise: Pointwise) -> Pointwise.Terms {
        let made = rows ?? pointwise.packed(weightsTimesFactor())
        rows = made
        return Pointwise.Terms(weights: made, bias: summand)
    }

    private func packed(_ layout: Layout) -> Memory {
        if let known = packed[ObjectIdentifier(layout)] { return known }
        let result = device.reordered(weightsTimesFactor().reshaped(layout.shape), to: layout)
        packed[ObjectIdentifier(layout)] = result
        return result
    }

    func weightsTimesFactor() -> Memory {
        let result = Memory(device, weights.layout)
        let outputs = factor.elementCount
        let size = weights.elementCount / outputs
        let (from, by, to) = (weights.floats, factor.floats, result.floats)
        for o in 0..<outputs {
            for i in o * size..<(o + 1) * size { to[i] = from[i] * by[o] }
        }
        return result
    }
}
