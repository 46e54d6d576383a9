import COneDNN

/// The numbers that set up a two-dimensional convolution, equal in both directions.
public struct ConvolutionGeometry: Sendable, Hashable {
    /// The step of the kernel.
    public let stride: Int
    /// Zeros added on each side.
    public let padding: Int

    /// A convolution of the given step and zero padding.
    public init(stride: Int, padding: Int) {
        self.stride = stride
        self.padding = padding
    }

    /// The output extent of an axis of `size` under a kernel of `kernel`.
    public func outputSize(_ size: Int, kernel: Int) -> Int {
        (size + 2 * padding - kernel) / stride + 1
    }

    fileprivate var strides: [Int64] { [Int64(stride), Int64(stride)] }
    fileprivate var paddings: [Int64] { [Int64(padding), Int64(padding)] }
}

/// Convolutions without bias: by Winograd's algorithm where it fits, else by oneDNN's direct one.
/// Activations keep whatever layout that prefers; weights are given and returned row-major,
/// (outputs, inputs, height, width), in single precision.
extension Device {
    /// The convolution of `x`, (images, inputs, height, width), computed in `precision`.
    ///
    /// - Returns: the output, and `x` as the convolution read it, for the weight gradient.
    public func convolution(
        _ x: Memory, weights: Memory, _ geometry: ConvolutionGeometry, precision: Precision
    ) -> (output: Memory, input: Memory) {
        let shapes = ConvolutionShapes(x.shape, weights.shape, geometry)
        if let winograd = Winograd(self, shapes, geometry, precision) {
            return winograd.convolution(x, points: winograd.points(weights))
        }
        let primitive = convolutionForward(shapes, geometry, precision)
        let input = reordered(x, to: primitive.layout(dnnl_query_src_md))
        let packed = reordered(weights, to: primitive.layout(dnnl_query_weights_md))
        let output = Memory(self, primitive.layout(dnnl_query_dst_md))
        execute(
            primitive,
            [(DNNL_ARG_SRC, input), (DNNL_ARG_WEIGHTS_0, packed), (DNNL_ARG_DST, output)])
        return (output, input)
    }

    /// The gradient with respect to the input, of shape `inputShape`.
    public func convolutionBackwardData(
        _ gradient: Memory, weights: Memory, inputShape: [Int], _ geometry: ConvolutionGeometry,
        precision: Precision
    ) -> Memory {
        let shapes = ConvolutionShapes(inputShape, weights.shape, geometry)
        if let winograd = Winograd(self, shapes, geometry, precision) {
            return winograd.backwardData(
                gradient, points: winograd.points(weights, transposed: true))
        }
        let primitive = convolutionPrimitive(
            .convolutionBackwardData, shapes, geometry, precision
        ) { any, attributes in
            var operation = dnnl_convolution_desc_t()
            var (source, weights, output) = (any.source, any.weights, any.output)
            let status = dnnl_convolution_backward_data_desc_init(
                &operation, dnnl_convolution_direct, &source, &weights, &output, geometry.strides,
                geometry.paddings, geometry.paddings)
            guard status == dnnl_success else { return nil }
            let hint = self.convolutionForward(shapes, geometry, precision)
            return self.plan(operation, attributes, forward: hint.descriptor)
        }
        let gradient = reordered(gradient, to: primitive.layout(dnnl_query_diff_dst_md))
        let packed = reordered(weights, to: primitive.layout(dnnl_query_weights_md))
        let result = Memory(self, primitive.layout(dnnl_query_diff_src_md))
        execute(
            primitive,
            [
                (DNNL_ARG_DIFF_DST, gradient), (DNNL_ARG_WEIGHTS_0, packed),
                (DNNL_ARG_DIFF_SRC, result),
            ]
        )
        return result
    }

    /// The gradient with respect to the weights, row-major single precision, of `weightsShape`.
    public func convolutionBackwardWeights(
        _ gradient: Memory, input: Memory, weightsShape: [Int], _ geometry: ConvolutionGeometry,
        precision: Precision
    ) -> Memory {
        let shapes = ConvolutionShapes(input.shape, weightsShape, geometry)
        if let winograd = Winograd(self, shapes, geometry, precision) {
            return winograd.backwardWeights(gradient, input: input)
        }
        let primitive = convolutionPrimitive(
            .convolutionBackwardWeights, shapes, geometry, precision
        ) { any, attributes in
            var operation = dnnl_convolution_desc_t()
            var (source, output) = (any.source, any.output)
            var weights = self.descriptor(shapes.weights, .f32)
            let status = dnnl_convolution_backward_weights_desc_init(
                &operation, dnnl_convolution_direct, &source, &weights, nil, &output,
                geometry.strides,
                geometry.paddings, geometry.paddings)
            guard status == dnnl_success else { return nil }
            let hint = self.convolutionForward(shapes, geometry, precision)
            return self.plan(operation, attributes, forward: hint.descriptor)
        }
        let input = reordered(input, to: primitive.layout(dnnl_query_src_md))
        let gradient = reordered(gradient, to: primitive.layout(dnnl_query_diff_dst_md))
        let result = Memory(self, primitive.layout(dnnl_query_diff_weights_md))
        execute(
            primitive,
            [
                (DNNL_ARG_SRC, input), (DNNL_ARG_DIFF_DST, gradient),
                (DNNL_ARG_DIFF_WEIGHTS_0, result),
            ])
        return plain(result)
    }

    private func convolutionForward(
        _ shapes: ConvolutionShapes, _ geometry: ConvolutionGeometry, _ precision: Precision
    ) -> Primitive {
        convolutionPrimitive(.convolution, shapes, geometry, precision) { any, attributes in
            var operation = dnnl_convolution_desc_t()
            var (source, weights, output) = (any.source, any.weights, any.output)
            let status = dnnl_convolution_forward_desc_init(
                &operation, dnnl_forward_training, dnnl_convolution_direct, &source, &weights, nil,
                &output, geometry.strides, geometry.paddings, geometry.paddings)
            return status == dnnl_success ? self.plan(operation, attributes) : nil
        }
    }

    /// oneDNN's primitive for a direct convolution with bias and rectifier, for inference.
    func biasedConvolution(
        _ shapes: ConvolutionShapes, _ geometry: ConvolutionGeometry, _ precision: Precision,
        slope: Float
    ) -> Primitive {
        convolutionPrimitive(
            .convolutionInference, shapes, geometry, precision, variant: Int(slope.bitPattern)
        ) { any, attributes in
            if slope != 1 { self.appendRectifier(slope, to: attributes) }
            var operation = dnnl_convolution_desc_t()
            var (source, weights, output) = (any.source, any.weights, any.output)
            var bias = self.descriptor([shapes.weights[0]], .f32, dnnl_a)
            let status = dnnl_convolution_forward_desc_init(
                &operation, dnnl_forward_inference, dnnl_convolution_direct, &source, &weights,
                &bias, &output, geometry.strides, geometry.paddings, geometry.paddings)
            return status == dnnl_success ? self.plan(operation, attributes) : nil
        }
    }

    /// Lets a primitive end with max(x, slope·x).
    private func appendRectifier(_ slope: Float, to attributes: dnnl_primitive_attr_t?) {
        var operations: dnnl_post_ops_t?
        check(dnnl_post_ops_create(&operations), "create post-operations")
        defer { dnnl_post_ops_destroy(operations) }
        check(
            dnnl_post_ops_append_eltwise(operations, 1, dnnl_eltwise_relu, slope, 0),
            "append a rectifier")
        check(dnnl_primitive_attr_set_post_ops(attributes, operations), "set post-operations")
    }

    private func convolutionPrimitive(
        _ kind: Problem.Kind, _ shapes: ConvolutionShapes, _ geometry: ConvolutionGeometry,
        _ precision: Precision, variant: Int = 0,
        make: (AnyLayouts, dnnl_primitive_attr_t?) -> dnnl_primitive_desc_t?
    ) -> Primitive {
        let any = AnyLayouts(
            source: descriptor(shapes.input, precision),
            weights: descriptor(shapes.weights, precision),
            output: descriptor(shapes.output, precision))
        let numbers =
            shapes.input + shapes.weights
            + [geometry.stride, geometry.padding, precision == .f32 ? 0 : 1, variant]
        return primitive(Problem(kind, layouts: [], numbers: numbers)) { attributes in
            make(any, attributes)
        }
    }
}

private struct AnyLayouts {
    let source, weights, output: dnnl_memory_desc_t
}

/// The shapes of a convolution's input, weights and output.
struct ConvolutionShapes {
    let input, weights, output: [Int]
    private let stride: Int

    init(_ input: [Int], _ weights: [Int], _ geometry: ConvolutionGeometry) {
        precondition(
            input.count == 4 && weights.count == 4 && input[1] == weights[1],
            "a convolution of \(input) needs weights for \(input) channels, not \(weights)")
        self.input = input
        self.weights = weights
        stride = geometry.stride
        output = [
            input[0], weights[0], geometry.outputSize(input[2], kernel: weights[2]),
            geometry.outputSize(input[3], kernel: weights[3]),
        ]
    }

    /// Multiplications and additions of the direct sum.
    var operations: Double {
        2 * Double(output.reduce(1, *)) * Double(weights[1...].reduce(1, *))
    }

    var description: String {
        "\(input) by \(weights)" + (stride == 1 ? "" : ", stride \(stride)")
    }
}
