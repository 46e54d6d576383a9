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

/// Convolutions without bias. Activations keep whatever layout oneDNN prefers; weights are given
/// and returned row-major, (outputs, inputs, height, width), in single precision.
extension Device {
    /// The convolution of `x`, (images, inputs, height, width), computed in `precision`.
    ///
    /// - Returns: the output, and `x` as the convolution read it, for the weight gradient.
    public func convolution(
        _ x: Memory, weights: Memory, _ geometry: ConvolutionGeometry, precision: Precision,
        inference: Bool = false
    ) -> (output: Memory, input: Memory) {
        let shapes = ConvolutionShapes(x.shape, weights.shape, geometry)
        let primitive = convolutionForward(shapes, geometry, precision, inference: inference)
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
        let primitive = convolutionPrimitive(
            .convolutionBackwardData, shapes, geometry, precision
        ) { algorithm, any, attributes in
            var operation = dnnl_convolution_desc_t()
            var (source, weights, output) = (any.source, any.weights, any.output)
            let status = dnnl_convolution_backward_data_desc_init(
                &operation, algorithm, &source, &weights, &output, geometry.strides,
                geometry.paddings, geometry.paddings)
            guard status == dnnl_success else { return nil }
            let hint = self.convolutionForward(shapes, geometry, precision, inference: false)
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
        let primitive = convolutionPrimitive(
            .convolutionBackwardWeights, shapes, geometry, precision
        ) { algorithm, any, attributes in
            var operation = dnnl_convolution_desc_t()
            var (source, output) = (any.source, any.output)
            var weights = self.descriptor(shapes.weights, .f32)
            let status = dnnl_convolution_backward_weights_desc_init(
                &operation, algorithm, &source, &weights, nil, &output, geometry.strides,
                geometry.paddings, geometry.paddings)
            guard status == dnnl_success else { return nil }
            let hint = self.convolutionForward(shapes, geometry, precision, inference: false)
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
        _ shapes: ConvolutionShapes, _ geometry: ConvolutionGeometry, _ precision: Precision,
        inference: Bool
    ) -> Primitive {
        convolutionPrimitive(.convolution, shapes, geometry, precision, variant: inference ? 1 : 0)
        {
            algorithm, any, attributes in
            var operation = dnnl_convolution_desc_t()
            var (source, weights, output) = (any.source, any.weights, any.output)
            let status = dnnl_convolution_forward_desc_init(
                &operation, inference ? dnnl_forward_inference : dnnl_forward_training, algorithm,
                &source, &weights, nil, &output, geometry.strides, geometry.paddings,
                geometry.paddings)
            return status == dnnl_success ? self.plan(operation, attributes) : nil
        }
    }

    /// The primitive for a convolution: by Winograd's algorithm where that pays and oneDNN has it,
    /// else direct. (oneDNN's own choice takes Winograd for three input channels, where it is
    /// several times slower, and refuses it for large images, where it is twice as fast.)
    private func convolutionPrimitive(
        _ kind: Problem.Kind, _ shapes: ConvolutionShapes, _ geometry: ConvolutionGeometry,
        _ precision: Precision, variant: Int = 0,
        make: (dnnl_alg_kind_t, AnyLayouts, dnnl_primitive_attr_t?) -> dnnl_primitive_desc_t?
    ) -> Primitive {
        let any = AnyLayouts(
            source: descriptor(shapes.input, precision),
            weights: descriptor(shapes.weights, precision),
            output: descriptor(shapes.output, precision))
        let numbers =
            shapes.input + shapes.weights
            + [geometry.stride, geometry.padding, precision == .f32 ? 0 : 1, variant]
        return primitive(Problem(kind, layouts: [], numbers: numbers)) { attributes in
            if precision == .f32, usesWinograd, shapes.suitsWinograd(geometry),
                let winograd = make(dnnl_convolution_winograd, any, attributes)
            {
                return winograd
            }
            return make(dnnl_convolution_direct, any, attributes)
        }
    }
}

private struct AnyLayouts {
    let source, weights, output: dnnl_memory_desc_t
}

private struct ConvolutionShapes {
    let input, weights, output: [Int]

    init(_ input: [Int], _ weights: [Int], _ geometry: ConvolutionGeometry) {
        precondition(
            input.count == 4 && weights.count == 4 && input[1] == weights[1],
            "a convolution of \(input) needs weights for \(input) channels, not \(weights)")
        self.input = input
        self.weights = weights
        output = [
            input[0], weights[0], geometry.outputSize(input[2], kernel: weights[2]),
            geometry.outputSize(input[3], kernel: weights[3]),
        ]
    }

    func suitsWinograd(_ geometry: ConvolutionGeometry) -> Bool {
        weights[2] == 3 && weights[3] == 3 && geometry.stride == 1 && weights[1] >= 32
    }
}
