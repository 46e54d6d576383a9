import COneDNN

/// Operations on each number by itself.
extension Device {
    /// max(x, slope·x): ReLU at slope 0, leaky ReLU above.
    public func rectifier(_ x: Memory, slope: Float) -> Memory {
        let primitive = rectifierPrimitive(x.layout, slope)
        let output = Memory(self, x.layout)
        execute(primitive, [(DNNL_ARG_SRC, x), (DNNL_ARG_DST, output)])
        return output
    }

    /// The gradient of `rectifier`, from its output: input and output have the same sign, so that
    /// the input need not be kept.
    public func rectifierBackward(_ gradient: Memory, output: Memory, slope: Float) -> Memory {
        let layout = output.layout
        let problem = Problem(
            .rectifierBackward, layouts: [layout], numbers: [Int(slope.bitPattern)])
        let primitive = primitive(problem) { attributes in
            var operation = dnnl_eltwise_desc_t()
            check(
                dnnl_eltwise_backward_desc_init(
                    &operation, dnnl_eltwise_relu_use_dst_for_bwd, &layout.descriptor,
                    &layout.descriptor, slope, 0), "describe a rectifier backward")
            let forward = self.rectifierPrimitive(layout, slope)
            return self.plan(operation, attributes, forward: forward.descriptor)
        }
        let result = Memory(self, layout)
        execute(
            primitive,
            [
                (DNNL_ARG_DST, output), (DNNL_ARG_DIFF_DST, reordered(gradient, to: layout)),
                (DNNL_ARG_DIFF_SRC, result),
            ])
        return result
    }

    /// The sum of two arrays of one shape, in the first one's layout.
    public func sum(_ a: Memory, _ b: Memory) -> Memory {
        precondition(a.shape == b.shape, "cannot add \(a.shape) and \(b.shape)")
        let layout = a.layout
        let primitive = primitive(Problem(.sum, layouts: [layout])) { attributes in
            var descriptor: dnnl_primitive_desc_t?
            check(
                dnnl_sum_primitive_desc_create(
                    &descriptor, &layout.descriptor, 2, [1, 1],
                    [layout.descriptor, layout.descriptor], attributes, engine), "plan a sum")
            return descriptor
        }
        let result = Memory(self, layout)
        execute(
            primitive,
            [
                (DNNL_ARG_MULTIPLE_SRC, a), (DNNL_ARG_MULTIPLE_SRC + 1, reordered(b, to: layout)),
                (DNNL_ARG_DST, result),
            ])
        return result
    }

    /// `activation` of the sum of two arrays of one shape, in the first one's layout.
    func sum(_ a: Memory, _ b: Memory, _ activation: Activation) -> Memory {
        if activation == .identity { return sum(a, b) }
        let layout = a.layout
        let problem = Problem(.sum, layouts: [layout], numbers: activation.numbers)
        let primitive = primitive(problem) { attributes in
            append(activation, to: attributes)
            var operation = dnnl_binary_desc_t()
            check(
                dnnl_binary_desc_init(
                    &operation, dnnl_binary_add, &layout.descriptor, &layout.descriptor,
                    &layout.descriptor), "describe a sum")
            return self.plan(operation, attributes)
        }
        let result = Memory(self, layout)
        execute(
            primitive,
            [
                (DNNL_ARG_SRC_0, a), (DNNL_ARG_SRC_1, reordered(b, to: layout)),
                (DNNL_ARG_DST, result),
            ])
        return result
    }

    /// `x` multiplied by `mask`, number by number, in `x`'s layout.
    public func product(_ x: Memory, _ mask: Memory) -> Memory {
        precondition(x.shape == mask.shape, "cannot multiply \(x.shape) and \(mask.shape)")
        let layout = x.layout
        let primitive = primitive(Problem(.product, layouts: [layout])) { attributes in
            var operation = dnnl_binary_desc_t()
            check(
                dnnl_binary_desc_init(
                    &operation, dnnl_binary_mul, &layout.descriptor, &layout.descriptor,
                    &layout.descriptor), "describe a product")
            return self.plan(operation, attributes)
        }
        let result = Memory(self, layout)
        execute(
            primitive,
            [
                (DNNL_ARG_SRC_0, x), (DNNL_ARG_SRC_1, reordered(mask, to: layout)),
                (DNNL_ARG_DST, result),
            ])
        return result
    }

    private func rectifierPrimitive(_ layout: Layout, _ slope: Float) -> Primitive {
        let problem = Problem(.rectifier, layouts: [layout], numbers: [Int(slope.bitPattern)])
        return primitive(problem) { attributes in
            var operation = dnnl_eltwise_desc_t()
            check(
                dnnl_eltwise_forward_desc_init(
                    &operation, dnnl_forward_training, dnnl_eltwise_relu_use_dst_for_bwd,
                    &layout.descriptor, slope, 0), "describe a rectifier")
            return self.plan(operation, attributes)
        }
    }
}
