import COneDNN

/// Convolutions without bias: by Winograd's algorithm where it fits, depthwise ones by loops of
/// our own, else by oneDNN's direct one.
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
            return winograd.convolution(
                x, weights: weights, points: winograd.points(weights))
        }
        if let depthwise = Depthwise(self, shapes, geometry, precision) {
            var packed: Depthwise.Packed = [:]
            return depthwise.convolution(x, weights: weights, keeping: &packed)
        }
        let primitive = convolutionForward(shapes, geometry, precision)
        let input = reordered(x, to: primitive.layout(dnnl_query_src_md))
        let packed = packed(weights, shapes, primitive.layout(dnnl_query_weights_md))
        let output = Memory(self, primitive.layout(dnnl_query_dst_md))
        execute(
            primitive,
            [(DNNL_ARG_SRC, input), (DNNL_ARG_WEIGHTS_0, packed), (DNNL_ARG_DST, output)])
        let sums = ConvolutionSums(shapes: shapes, geometry: geometry, precision: precision)
        selfTest(primitive, output) { sums.difference(output, input, weights) }
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
                gradient, weights: weights,
                points: winograd.points(weights, transposed: true))
        }
        if let depthwise = Depthwise(self, shapes, geometry, precision) {
            return depthwise.backwardData(gradient, weights: weights)
        }
        let primitive = convolutionPrimitive(
            .convolutionBackwardData, shapes, geometry, precision
        ) { any, attributes in
            var operation = dnnl_convolution_desc_t()
            var (source, weights, output) = (any.source, any.weights, any.output)
            let status = dnnl_convolution_backward_data_desc_init(
                &operation, dnnl_convolution_direct, &source, &weights, &output, geometry.strides,
                shapes.before, shapes.after)
            guard status == dnnl_success else { return nil }
            let hint = self.convolutionForward(shapes, geometry, precision)
            return self.plan(operation, attributes, forward: hint.descriptor)
        }
        let gradient = reordered(gradient, to: primitive.layout(dnnl_query_diff_dst_md))
        let packed = packed(weights, shapes, primitive.layout(dnnl_query_weights_md))
        let result = Memory(self, primitive.layout(dnnl_query_diff_src_md))
        execute(
            primitive,
            [
                (DNNL_ARG_DIFF_DST, gradient), (DNNL_ARG_WEIGHTS_0, packed),
                (DNNL_ARG_DIFF_SRC, result),
            ]
        )
        let sums = ConvolutionSums(shapes: shapes, geometry: geometry, precision: precision)
        selfTest(primitive, result) { sums.inputDifference(result, gradient, weights) }
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
        if let depthwise = Depthwise(self, shapes, geometry, precision) {
            return depthwise.backwardWeights(gradient, input: input)
        }
        let primitive = convolutionPrimitive(
            .convolutionBackwardWeights, shapes, geometry, precision
        ) { any, attributes in
            var operation = dnnl_convolution_desc_t()
            var (source, output) = (any.source, any.output)
            var weights = self.descriptor(shapes.kernel, .f32)
            let status = dnnl_convolution_backward_weights_desc_init(
                &operation, dnnl_convolution_direct, &source, &weights, nil, &output,
                geometry.strides,
                shapes.before, shapes.after)
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
        let sums = ConvolutionSums(shapes: shapes, geometry: geometry, precision: precision)
        selfTest(primitive, result) { sums.weightDifference(result, input, gradient) }
        return plain(result).reshaped(shapes.weights)
    }

    private func packed(_ weights: Memory, _ shapes: ConvolutionShapes, _ layout: Layout) -> Memory
    {
        kept(WeightForm(weights, layout), of: weights) {
            reordered(shapes.grouped(weights), to: layout)
        }
    }

    private func convolutionForward(
        _ shapes: ConvolutionShapes, _ geometry: ConvolutionGeometry, _ precision: Precision
    ) -> Primitive {
        convolutionPrimitive(.convolution, shapes, geometry, precision) { any, attributes in
            var operation = dnnl_convolution_desc_t()
            var (source, weights, output) = (any.source, any.weights, any.output)
            let status = dnnl_convolution_forward_desc_init(
                &operation, dnnl_forward_training, dnnl_convolution_direct, &source, &weights, nil,
                &output, geometry.strides, shapes.before, shapes.after)
            return status == dnnl_success ? self.plan(operation, attributes) : nil
        }
    }

    /// oneDNN's primitive for a direct convolution with bias and activation, for inference.
    func biasedConvolution(
        _ shapes: ConvolutionShapes, _ geometry: ConvolutionGeometry, _ precision: Precision,
        _ activation: Activation, adds: Bool = false
    ) -> Primitive {
        // Where the sum's other array lies is known when the convolution has chosen.
        let addend =
            adds
            ? biasedConvolution(shapes, geometry, precision, activation)
                .layout(dnnl_query_dst_md)
            : nil
        let images = tag(shapes, geometry, precision)
        return convolutionPrimitive(
            .convolutionInference, shapes, geometry, precision, images: images,
            variant: activation.numbers + [adds ? 1 : 0, Int(images.rawValue)]
        ) { any, attributes in
            if let addend {
                self.append(activation, adding: &addend.descriptor, to: attributes)
            } else {
                self.append(activation, to: attributes)
            }
            var operation = dnnl_convolution_desc_t()
            var (source, weights) = (any.source, any.weights)
            var output = addend?.descriptor ?? any.output
            var bias = self.descriptor([shapes.weights[0]], .f32, dnnl_a)
            let status = dnnl_convolution_forward_desc_init(
                &operation, dnnl_forward_inference, dnnl_convolution_direct, &source, &weights,
                &bias, &output, geometry.strides, shapes.before, shapes.after)
            return status == dnnl_success ? self.plan(operation, attributes) : nil
        }
    }

    /// How images lie that a convolution in inference reads and writes, where oneDNN is not left to
    /// choose.
    ///
    /// With AVX-512 it would choose channels last. Measured on 32 images, kernels of 1 × 1 are 10 to
    /// 20 % faster in blocks of 16, as Winograd's algorithm has them, and sums with an addend are
    /// part of them, for which oneDNN 2.6 has only slow loops with channels last.
    private func tag(
        _ shapes: ConvolutionShapes, _ geometry: ConvolutionGeometry, _ precision: Precision
    ) -> dnnl_format_tag_t {
        guard precision == .f32, geometry.groups == 1, Instructions.current.isWide,
            shapes.weights[0] % 16 == 0, shapes.weights[1] % 16 == 0,
            [1, 3].contains(shapes.weights[2])
        else { return dnnl_format_tag_any }
        return dnnl_nChw16c
    }

    private func convolutionPrimitive(
        _ kind: Problem.Kind, _ shapes: ConvolutionShapes, _ geometry: ConvolutionGeometry,
        _ precision: Precision, images: dnnl_format_tag_t = dnnl_format_tag_any,
        variant: [Int] = [],
        make: (AnyLayouts, dnnl_primitive_attr_t?) -> dnnl_primitive_desc_t?
    ) -> Primitive {
        let any = AnyLayouts(
            source: descriptor(shapes.input, precision, images),
            weights: descriptor(shapes.kernel, precision),
            output: descriptor(shapes.output, precision, images))
        let numbers =
            shapes.input + shapes.weights + geometry.numbers
            + [precision == .f32 ? 0 : 1] + variant
        return primitive(Problem(kind, layouts: [], numbers: numbers)) { attributes in
            make(any, attributes)
        }
    }
}

private struct AnyLayouts {
    let source, weights, output: dnnl_memory_desc_t
}
