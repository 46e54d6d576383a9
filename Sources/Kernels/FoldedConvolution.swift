import COneDNN

/// A convolution and batch normalisation by given statistics as one, for inference: the weights
/// are laid out once, and the normalisation's factor and summand are the convolution's own.
///
/// It holds the weights of the moment when it was made.
public final class FoldedConvolution {
    private let device: Device
    private let geometry: ConvolutionGeometry
    private let precision: Precision
    /// Row-major, as the convolution has them.
    private let weights: Memory
    /// a and b of γ·(z − μ)/σ + β = a·z + b, (outputs) each.
    private let factor, summand: Memory
    private var points: Buffer?
    private var panels: Depthwise.Packed = [:]
    /// A depthwise kernel's weights under the factor.
    private var scaled: Memory?
    private var packed: [ObjectIdentifier: Memory] = [:]

    /// - Parameters:
    ///   - weights: (outputs, inputs, kernel height, kernel width).
    ///   - scale, shift, mean, variance: batch normalisation's, (outputs) each.
    public init(
        _ weights: Memory, _ geometry: ConvolutionGeometry, precision: Precision, scale: Memory,
        shift: Memory, mean: Memory, variance: Memory, epsilon: Float
    ) {
        device = weights.device
        self.geometry = geometry
        self.precision = precision
        self.weights = weights
        (factor, summand) = device.affine(scale, shift, mean, variance, epsilon)
    }

    /// A convolution without normalisation.
    public init(_ weights: Memory, _ geometry: ConvolutionGeometry, precision: Precision) {
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
            let winograd = Winograd(device, shapes, geometry, precision), winograd.pays
        {
            let points = points ?? winograd.points(weights)
            self.points = points
            let ending = ConvolutionEnding(
                scale: factor, shift: summand, addend: addend, slope: slope, pooling: pooling)
            return winograd.convolution(
                x, weights: weights, points: points, ending: ending
            ).output
        }
        let y =
            depthwise(x, shapes, activation, adding: addend)
            ?? direct(x, shapes, activation, adding: addend)
        guard pooling else { return y }
        return device.pooling(y, .maximum, kernel: [2, 2], stride: [2, 2], training: false).output
    }

    private func direct(
        _ x: Memory, _ shapes: ConvolutionShapes, _ activation: Activation, adding addend: Memory?
    ) -> Memory {
        let fills = shapes.weights[0] % 16 == 0
        let primitive = device.biasedConvolution(
            shapes, geometry, precision, activation, of: x.layout, adds: addend != nil && fills)
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
        let scaled = scaled ?? weightsTimesFactor()
        self.scaled = scaled
        var ending = Depthwise.Ending(bias: summand)
        let limits = addend == nil ? activation.limits : nil
        if let limits { (ending.low, ending.high) = limits }
        let y = depthwise.convolution(
            device.inPanelsOfInference(x), weights: scaled, keeping: &panels, ending: ending
        ).output
        if limits != nil { return y }
        return device.activation(addend.map { device.sum(y, $0) } ?? y, activation)
    }

    private func packed(_ layout: Layout) -> Memory {
        if let known = packed[ObjectIdentifier(layout)] { return known }
        let result = device.reordered(weightsTimesFactor().reshaped(layout.shape), to: layout)
        packed[ObjectIdentifier(layout)] = result
        return result
    }

    private func weightsTimesFactor() -> Memory {
        let result = Memory(device, weights.layout)
        let outputs = factor.elementCount
        let size = weights.elementCount / outputs
        for o in 0..<outputs {
            for i in o * size..<(o + 1) * size {
                result.floats[i] = weights.floats[i] * factor.floats[o]
            }
        }
        return result
    }
}
