import COneDNN

/// Batch normalisation over all axes but the second (Ioffe & Szegedy 2015); statistics, scale and
/// shift in single precision whatever the activations' precision.
extension Device {
    /// Normalises `x`, (images, channels, height, width), by the batch's own statistics.
    ///
    /// - Returns: the output and the batch's mean and (biased) variance, each (channels).
    public func batchNormalization(
        _ x: Memory, scale: Memory, shift: Memory, epsilon: Float
    ) -> (output: Memory, mean: Memory, variance: Memory) {
        let primitive = batchNormalizationPrimitive(x.layout, epsilon, dnnl_forward_training, 0)
        let channels = plainLayout([x.shape[1]])
        let output = Memory(self, x.layout)
        let mean = Memory(self, channels)
        let variance = Memory(self, channels)
        execute(
            primitive,
            [
                (DNNL_ARG_SRC, x), (DNNL_ARG_SCALE, scale), (DNNL_ARG_SHIFT, shift),
                (DNNL_ARG_DST, output), (DNNL_ARG_MEAN, mean), (DNNL_ARG_VARIANCE, variance),
            ])
        return (output, mean, variance)
    }

    /// Normalises `x` by given statistics, as evaluation does; with ReLU after it if `rectified`.
    public func batchNormalization(
        _ x: Memory, scale: Memory, shift: Memory, mean: Memory, variance: Memory, epsilon: Float,
        rectified: Bool
    ) -> Memory {
        let primitive = batchNormalizationPrimitive(
            x.layout, epsilon, dnnl_forward_inference,
            dnnl_use_global_stats.rawValue | (rectified ? dnnl_fuse_norm_relu.rawValue : 0))
        let output = Memory(self, x.layout)
        execute(
            primitive,
            [
                (DNNL_ARG_SRC, x), (DNNL_ARG_SCALE, scale), (DNNL_ARG_SHIFT, shift),
                (DNNL_ARG_DST, output), (DNNL_ARG_MEAN, mean), (DNNL_ARG_VARIANCE, variance),
            ])
        return output
    }

    /// The gradients of batch normalisation by the batch's own statistics.
    public func batchNormalizationBackward(
        _ gradient: Memory, x: Memory, scale: Memory, shift: Memory, mean: Memory,
        variance: Memory, epsilon: Float
    ) -> (input: Memory, scale: Memory, shift: Memory) {
        let flags = dnnl_use_scale.rawValue | dnnl_use_shift.rawValue
        let problem = Problem(
            .batchNormalizationBackward, layouts: [x.layout], numbers: [Int(epsilon.bitPattern)])
        let primitive = primitive(problem) { attributes in
            var operation = dnnl_batch_normalization_desc_t()
            check(
                dnnl_batch_normalization_backward_desc_init(
                    &operation, dnnl_backward, &x.layout.descriptor, &x.layout.descriptor, epsilon,
                    flags), "describe batch normalisation backward")
            let forward = self.batchNormalizationPrimitive(
                x.layout, epsilon, dnnl_forward_training, 0)
            return self.plan(operation, attributes, forward: forward.descriptor)
        }
        let channels = plainLayout([x.shape[1]])
        let inputGradient = Memory(self, x.layout)
        let scaleGradient = Memory(self, channels)
        let shiftGradient = Memory(self, channels)
        execute(
            primitive,
            [
                (DNNL_ARG_SRC, x), (DNNL_ARG_MEAN, mean), (DNNL_ARG_VARIANCE, variance),
                (DNNL_ARG_DIFF_DST, reordered(gradient, to: x.layout)), (DNNL_ARG_SCALE, scale),
                (DNNL_ARG_SHIFT, shift), (DNNL_ARG_DIFF_SRC, inputGradient),
                (DNNL_ARG_DIFF_SCALE, scaleGradient), (DNNL_ARG_DIFF_SHIFT, shiftGradient),
            ])
        return (inputGradient, scaleGradient, shiftGradient)
    }

    private func batchNormalizationPrimitive(
        _ layout: Layout, _ epsilon: Float, _ direction: dnnl_prop_kind_t, _ flags: UInt32
    ) -> Primitive {
        let flags = flags | dnnl_use_scale.rawValue | dnnl_use_shift.rawValue
        let problem = Problem(
            .batchNormalization, layouts: [layout],
            numbers: [Int(epsilon.bitPattern), Int(direction.rawValue), Int(flags)])
        return primitive(problem) { attributes in
            var operation = dnnl_batch_normalization_desc_t()
            check(
                dnnl_batch_normalization_forward_desc_init(
                    &operation, direction, &layout.descriptor, epsilon, flags),
                "describe batch normalisation")
            return self.plan(operation, attributes)
        }
    }
}
