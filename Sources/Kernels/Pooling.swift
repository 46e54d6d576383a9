import COneDNN

/// How a window of numbers becomes one.
public enum PoolingKind: Sendable {
    /// The largest.
    case maximum
    /// The mean.
    case average

    fileprivate var algorithm: dnnl_alg_kind_t {
        self == .maximum ? dnnl_pooling_max : dnnl_pooling_avg_exclude_padding
    }
}

/// A pooling as it was run: what its gradient needs.
public struct Pooled {
    /// The result, (images, channels, pooled height, pooled width).
    public let output: Memory
    fileprivate let inputLayout: Layout
    fileprivate let workspace: Memory?
    fileprivate let window: PoolingWindow
}

private struct PoolingWindow {
    let kind: PoolingKind
    let kernel: [Int]
    let stride: [Int]
    let padding: [Int]

    var numbers: [Int] { (kind == .maximum ? [0] : [1]) + kernel + stride + padding }
    var zeros: [Int64] { padding.map(Int64.init) }
}

/// Pooling; where the windows do not divide the image, the rest is cut off.
extension Device {
    /// Pools `x`, (images, channels, height, width), over windows of `kernel` (height, width) that
    /// lie `stride` apart; `padding` at each side belongs to windows and counts for nothing.
    public func pooling(
        _ x: Memory, _ kind: PoolingKind, kernel: [Int], stride: [Int],
        padding: [Int] = [0, 0], training: Bool
    ) -> Pooled {
        let window = PoolingWindow(
            kind: kind, kernel: kernel, stride: stride, padding: padding)
        let primitive = poolingPrimitive(x.layout, window, training: training)
        let output = Memory(self, primitive.layout(dnnl_query_dst_md))
        var arguments = [(DNNL_ARG_SRC, x), (DNNL_ARG_DST, output)]
        var workspace: Memory?
        if training && kind == .maximum {
            let memory = Memory(self, primitive.layout(dnnl_query_workspace_md))
            arguments.append((DNNL_ARG_WORKSPACE, memory))
            workspace = memory
        }
        execute(primitive, arguments)
        return Pooled(output: output, inputLayout: x.layout, workspace: workspace, window: window)
    }

    /// The gradient with respect to the pooled input.
    public func poolingBackward(_ gradient: Memory, _ pooled: Pooled) -> Memory {
        let window = pooled.window
        let problem = Problem(
            .poolingBackward, layouts: [pooled.inputLayout, pooled.output.layout],
            numbers: window.numbers)
        let primitive = primitive(problem) { attributes in
            var operation = dnnl_pooling_desc_t()
            check(
                dnnl_pooling_backward_desc_init(
                    &operation, window.kind.algorithm, &pooled.inputLayout.descriptor,
                    &pooled.output.layout.descriptor, window.stride.map(Int64.init),
                    window.kernel.map(Int64.init), window.zeros, window.zeros),
                "describe pooling backward")
            let forward = self.poolingPrimitive(pooled.inputLayout, window, training: true)
            return self.plan(operation, attributes, forward: forward.descriptor)
        }
        let result = Memory(self, pooled.inputLayout)
        var arguments = [
            (DNNL_ARG_DIFF_DST, reordered(gradient, to: pooled.output.layout)),
            (DNNL_ARG_DIFF_SRC, result),
        ]
        if let workspace = pooled.workspace { arguments.append((DNNL_ARG_WORKSPACE, workspace)) }
        execute(primitive, arguments)
        return result
    }

    private func poolingPrimitive(
        _ input: Layout, _ window: PoolingWindow, training: Bool
    ) -> Primitive {
        let problem = Problem(
            .pooling, layouts: [input], numbers: window.numbers + [training ? 1 : 0])
        return primitive(problem) { attributes in
            var operation = dnnl_pooling_desc_t()
            let shape = input.shape
            let pooled = (0..<2).map { i -> Int in
                let padded = shape[i + 2] + 2 * window.padding[i]
                return (padded - window.kernel[i]) / window.stride[i] + 1
            }
            var output = self.descriptor([shape[0], shape[1]] + pooled, input.precision)
            check(
                dnnl_pooling_forward_desc_init(
                    &operation, training ? dnnl_forward_training : dnnl_forward_inference,
                    window.kind.algorithm, &input.descriptor, &output,
                    window.stride.map(Int64.init), window.kernel.map(Int64.init), window.zeros,
                    window.zeros),
                "describe pooling")
            return self.plan(operation, attributes)
        }
    }
}
