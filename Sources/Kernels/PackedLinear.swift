import COneDNN

/// A linear map of rows for inference: the weights are laid out once at most, and what follows the
/// products is done before they leave the cache.
///
/// Its weights may not change while it is in use. In single precision they then lie as the map has
/// them and not beside it, too.
public final class PackedLinear {
    private let device: Device
    private let precision: Precision
    /// (outputs, inputs), as the layer has them.
    private let weights: Memory
    /// (outputs), under layer scale if there is one.
    private let bias: Memory
    /// A factor for each output.
    private let scale: Memory?
    private var packed: [ObjectIdentifier: Memory] = [:]

    /// - Parameters:
    ///   - weights: (outputs, inputs), row-major.
    ///   - bias: (outputs), or nil for none.
    ///   - scale: a factor for each output: what layer scale does to the map's results.
    ///   - precision: of the products' factors.
    public init(_ weights: Memory, bias: Memory?, scale: Memory? = nil, precision: Precision) {
        device = weights.device
        self.precision = precision
        let outputs = weights.shape[0]
        let plainBias = bias ?? Memory(device, repeating: 0, shape: [outputs])
        self.weights = weights
        self.scale = scale
        let device = device
        self.bias = scale.map { device.scaledColumns(plainBias, by: $0) } ?? plainBias
    }

    /// The weights under layer scale: made where they are laid out or tested, and not kept.
    private var scaledWeights: Memory {
        guard let scale else { return weights }
        let scaled = Memory(device, weights.layout)
        let inputs = weights.shape[1]
        for o in 0..<weights.shape[0] {
            for i in o * inputs..<(o + 1) * inputs {
                scaled.floats[i] = weights.floats[i] * scale.floats[o]
            }
        }
        return scaled
    }

    /// `activation` of the sum of `addend` and the map of each row of `x`.
    ///
    /// - Parameters:
    ///   - x: (…, inputs).
    ///   - addend: (…, outputs), in single precision.
    ///   - result: the precision of the result.
    public func callAsFunction(
        _ x: Memory, _ activation: Activation = .identity, adding addend: Memory? = nil,
        as result: Precision = .f32
    ) -> Memory {
        let shape = Array(x.shape.dropLast()) + [weights.shape[0]]
        let rows = x.asRows
        let primitive = primitive(rows.shape[0], activation, addend != nil, result)
        let output = Memory(device, device.plainLayout([rows.shape[0], shape.last!], result))
        let source = device.reordered(rows, to: device.plainLayout(rows.shape, precision))
        let results = primitive.layout(dnnl_query_dst_md)
        var arguments = [
            (DNNL_ARG_SRC, Memory(viewing: source, as: primitive.layout(dnnl_query_src_md))),
            (DNNL_ARG_WEIGHTS_0, packedWeights(primitive.layout(dnnl_query_weights_md))),
            (DNNL_ARG_BIAS, bias), (DNNL_ARG_DST, Memory(viewing: output, as: results)),
        ]
        if let addend = addend?.asRows {
            let layout = result == .f32 ? results : addend.layout
            arguments.append((Device.addendArgument, Memory(viewing: addend, as: layout)))
        }
        device.execute(primitive, arguments)
        device.selfTest(primitive, output) {
            difference(output, source, activation, adding: addend?.asRows)
        }
        return output.viewed(as: shape)
    }

    /// Where the map differs from a plain loop, in words; nil where it does not.
    private func difference(
        _ output: Memory, _ x: Memory, _ activation: Activation, adding addend: Memory?
    ) -> String? {
        let (outputs, inputs) = (weights.shape[0], weights.shape[1])
        let (found, x, weights) = (Numbers(output)!, Numbers(x)!, scaledWeights.values())
        let rounds = precision == .bf16
        return SelfTest(terms: inputs, precision: output.precision).difference(
            among: output.elementCount, found: found.number,
            sums: { place in
                let (row, column) = (place / outputs * inputs, place % outputs * inputs)
                var sum = SelfTest.Sum()
                for i in 0..<inputs {
                    let weight = weights[column + i]
                    sum.add(x[row + i], rounds ? float(bfloat16(weight)) : weight)
                }
                return [sum]
            },
            ending: { sums, place in
                let added = [bias.floats[place % outputs], addend?.floats[place] ?? 0]
                return activation.ending(sums[0], adding: added.map(Double.init))
            })
    }

    private func packedWeights(_ layout: Layout) -> Memory {
        if let known = packed[ObjectIdentifier(layout)] { return known }
        let result = device.reordered(scaledWeights.reshaped(layout.shape), to: layout)
        packed[ObjectIdentifier(layout)] = result
        if scale == nil, precision == .f32 { weights.move(to: result) }
        return result
    }

    /// How the weights lie. In single precision oneDNN 2.6 would take blocks for its `brgemm`, which
    /// was measured to be a third slower than its product of plain matrices where there are more
    /// outputs than inputs; where there are fewer, that is fastest with the weights transposed.
    private var weightsTag: dnnl_format_tag_t {
        if precision == .bf16 { return dnnl_format_tag_any }
        return weights.shape[0] > weights.shape[1] ? dnnl_ab : dnnl_ba
    }

    private func primitive(
        _ rows: Int, _ activation: Activation, _ adds: Bool, _ result: Precision
    ) -> Primitive {
        let (outputs, inputs) = (weights.shape[0], weights.shape[1])
        let numbers =
            [
                rows, outputs, inputs, precision == .f32 ? 0 : 1, result == .f32 ? 0 : 1,
                adds ? 1 : 0,
            ]
            + activation.numbers
        return device.primitive(Problem(.linear, layouts: [], numbers: numbers)) { attributes in
            if let plan = convolution(rows, activation, adds, result, attributes) { return plan }
            var destination = device.descriptor([rows, outputs], result, dnnl_ab)
            var addend = device.descriptor([rows, outputs], .f32, dnnl_ab)
            if adds {
                device.append(activation, adding: &addend, to: attributes)
            } else {
                device.append(activation, to: attributes)
            }
            var source = device.descriptor([rows, inputs], precision, dnnl_ab)
            var weights = device.descriptor([outputs, inputs], precision, weightsTag)
            var bias = device.descriptor([outputs], .f32, dnnl_a)
            var operation = dnnl_inner_product_desc_t()
            let status = dnnl_inner_product_forward_desc_init(
                &operation, dnnl_forward_inference, &source, &weights, &bias, &destination)
            return status == dnnl_success ? device.plan(operation, attributes) : nil
        }
    }

    /// The map as a convolution of one image of rows × 1 pixels, channels last, by a kernel of 1 × 1:
    /// with AVX2 that is a product with weights laid out once, which oneDNN 2.6 has none of. It was
    /// measured to be 5 to 35 % faster. Nil elsewhere, and where oneDNN would take slower code.
    private func convolution(
        _ rows: Int, _ activation: Activation, _ adds: Bool, _ result: Precision,
        _ attributes: dnnl_primitive_attr_t?
    ) -> dnnl_primitive_desc_t? {
        guard Instructions.current == .narrow, precision == .f32, result == .f32 else { return nil }
        let (outputs, inputs) = (self.weights.shape[0], self.weights.shape[1])
        let geometry = ConvolutionGeometry(stride: 1, padding: 0)
        let shapes = ConvolutionShapes(
            [1, inputs, rows, 1], [outputs, inputs, 1, 1], geometry)
        var source = device.descriptor(shapes.input, .f32, dnnl_nhwc)
        var destination = device.descriptor(shapes.output, .f32, dnnl_nhwc)
        var weights = device.descriptor(shapes.weights, .f32)
        var bias = device.descriptor([outputs], .f32, dnnl_a)
        if adds {
            device.append(activation, adding: &destination, to: attributes)
        } else {
            device.append(activation, to: attributes)
        }
        var operation = dnnl_convolution_desc_t()
        let status = dnnl_convolution_forward_desc_init(
            &operation, dnnl_forward_inference, dnnl_convolution_direct, &source, &weights, &bias,
            &destination, geometry.strides, shapes.before, shapes.after)
        guard status == dnnl_success, let plan = device.plan(operation, attributes) else {
            return nil
        }
        if Primitive.implementation(of: plan).hasPrefix("jit_1x1") { return plan }
        dnnl_primitive_desc_destroy(plan)
        return nil
    }
}
