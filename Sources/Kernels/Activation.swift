import COneDNN

/// A function of each number by itself, between the layers of a network.
public enum Activation: Sendable, Hashable {
    /// x.
    case identity
    /// max(x, slope·x): ReLU at slope 0, leaky ReLU above.
    case rectifier(slope: Float)
    /// min(max(x, 0), 6).
    case relu6
    /// x·min(max(x + 3, 0), 6)/6 (Howard et al. 2019, "Searching for MobileNetV3", §5.2).
    case hardSwish
    /// x·Φ(x) with the normal distribution Φ (Hendrycks & Gimpel 2016).
    case gelu
    /// GELU with Φ by a hyperbolic tangent, §2 there.
    case tanhGELU
    /// x·σ(1.702·x), §2 there: CLIP's.
    case quickGELU

    /// The slope below zero of a rectifier, 1 for no change; nil for every other function.
    public var slope: Float? {
        switch self {
        case .identity: 1
        case .rectifier(let slope): slope
        default: nil
        }
    }

    /// The least and the greatest result of a function that is the number itself between them.
    var limits: (low: Float, high: Float)? {
        switch self {
        case .identity: (-.infinity, .infinity)
        case .rectifier(let slope): slope == 0 ? (0, .infinity) : nil
        case .relu6: (0, 6)
        default: nil
        }
    }

    /// oneDNN's algorithm and its numbers.
    private var eltwise: (algorithm: dnnl_alg_kind_t, alpha: Float, beta: Float) {
        switch self {
        case .identity: (dnnl_eltwise_linear, 1, 0)
        case .rectifier(let slope): (dnnl_eltwise_relu, slope, 0)
        case .relu6: (dnnl_eltwise_clip_v2, 0, 6)
        case .hardSwish: (dnnl_eltwise_hardswish, 0, 0)
        case .gelu: (dnnl_eltwise_gelu_erf, 0, 0)
        case .tanhGELU: (dnnl_eltwise_gelu_tanh, 0, 0)
        case .quickGELU: (dnnl_eltwise_swish, 1.702, 0)
        }
    }

    /// What tells it from others.
    var numbers: [Int] {
        let (algorithm, alpha, beta) = eltwise
        return [Int(algorithm.rawValue), Int(alpha.bitPattern), Int(beta.bitPattern)]
    }

    fileprivate func append(to operations: dnnl_post_ops_t?) {
        check(
            dnnl_post_ops_append_eltwise(
                operations, 1, eltwise.algorithm, eltwise.alpha, eltwise.beta),
            "append an activation")
    }

    fileprivate func describe(
        _ operation: inout dnnl_eltwise_desc_t, _ layout: Layout, backward: Bool
    ) {
        let (algorithm, alpha, beta) = eltwise
        let status =
            backward
            ? dnnl_eltwise_backward_desc_init(
                &operation, algorithm, &layout.descriptor, &layout.descriptor, alpha, beta)
            : dnnl_eltwise_forward_desc_init(
                &operation, dnnl_forward_training, algorithm, &layout.descriptor, alpha, beta)
        check(status, "describe an activation")
    }
}

extension Device {
    /// `activation` of each number of `x`.
    public func activation(_ x: Memory, _ activation: Activation) -> Memory {
        if activation == .identity { return x }
        let output = Memory(self, x.layout)
        let (from, to) = (inOneRow(x), inOneRow(output))
        execute(
            activationPrimitive(from.layout, activation),
            [(DNNL_ARG_SRC, from), (DNNL_ARG_DST, to)]
        )
        return output
    }

    /// The gradient of `activation` at `x`.
    public func activationBackward(
        _ gradient: Memory, x: Memory, _ activation: Activation
    ) -> Memory {
        let row = inOneRow(x)
        let layout = row.layout
        let problem = Problem(
            .activationBackward, layouts: [layout], numbers: activation.numbers)
        let primitive = primitive(problem) { attributes in
            var operation = dnnl_eltwise_desc_t()
            activation.describe(&operation, layout, backward: true)
            let forward = self.activationPrimitive(layout, activation)
            return self.plan(operation, attributes, forward: forward.descriptor)
        }
        let result = Memory(self, x.layout)
        execute(
            primitive,
            [
                (DNNL_ARG_SRC, row),
                (DNNL_ARG_DIFF_DST, inOneRow(reordered(gradient, to: x.layout))),
                (DNNL_ARG_DIFF_SRC, inOneRow(result)),
            ])
        return result
    }

    /// All numbers of `x` as they lie, those that fill up blocks too: oneDNN has only its reference
    /// loop for layouts with such, and each function here leaves a zero a zero.
    private func inOneRow(_ x: Memory) -> Memory {
        Memory(
            viewing: x, as: plainLayout([x.layout.byteCount / x.precision.bytes], x.precision))
    }

    /// Lets a primitive end with the sum with an array of `addend`, and then `activation`.
    func append(
        _ activation: Activation, adding addend: UnsafePointer<dnnl_memory_desc_t>? = nil,
        to attributes: dnnl_primitive_attr_t?
    ) {
        if activation == .identity && addend == nil { return }
        var operations: dnnl_post_ops_t?
        check(dnnl_post_ops_create(&operations), "create post-operations")
        defer { dnnl_post_ops_destroy(operations) }
        if let addend {
            check(
                dnnl_post_ops_append_binary(operations, dnnl_binary_add, addend), "append a sum")
        }
        if activation != .identity { activation.append(to: operations) }
        check(dnnl_primitive_attr_set_post_ops(attributes, operations), "set post-operations")
    }

    /// The argument for the array of `append(_:adding:to:)`.
    static var addendArgument: Int32 { DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | DNNL_ARG_SRC_1 }

    private func activationPrimitive(_ layout: Layout, _ activation: Activation) -> Primitive {
        let problem = Problem(.activation, layouts: [layout], numbers: activation.numbers)
        return primitive(problem) { attributes in
            var operation = dnnl_eltwise_desc_t()
            activation.describe(&operation, layout, backward: false)
            return self.plan(operation, attributes)
        }
    }
}
