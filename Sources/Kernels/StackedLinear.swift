import COneDNN

/// Linear maps of many small networks at once. Rows lie network after network, as many for each;
/// each group of rows meets the weights of its own network.
extension Device {
    /// x·weightsᵀ + bias, network by network.
    ///
    /// - Parameters:
    ///   - x: (networks · rows, inputs).
    ///   - weights: (networks, outputs, inputs).
    ///   - bias: (networks, outputs).
    /// - Returns: (networks · rows, outputs).
    public func stackedLinear(_ x: Memory, weights: Memory, bias: Memory) -> Memory {
        let stack = Stack(x, weights)
        let result = Memory(self, plainLayout([x.shape[0], stack.outputs]))
        eachNetwork(of: stack, "stacked linear map") { network in
            let own = result.floats + network * stack.rows * stack.outputs
            for row in 0..<stack.rows {
                (own + row * stack.outputs).update(
                    from: bias.floats + network * stack.outputs, count: stack.outputs)
            }
            multiply(
                x.floats + network * stack.rows * stack.inputs,
                weights.floats + network * stack.outputs * stack.inputs, into: own,
                (stack.rows, stack.inputs, stack.outputs), transposing: (false, true), keeping: 1)
        }
        return result
    }

    /// The gradient of `stackedLinear` with respect to `x`.
    public func stackedLinearInputGradient(_ gradient: Memory, x: Memory, weights: Memory) -> Memory
    {
        let stack = Stack(x, weights)
        let result = Memory(self, x.layout)
        eachNetwork(of: stack, "stacked linear map, backward") { network in
            multiply(
                gradient.floats + network * stack.rows * stack.outputs,
                weights.floats + network * stack.outputs * stack.inputs,
                into: result.floats + network * stack.rows * stack.inputs,
                (stack.rows, stack.outputs, stack.inputs), transposing: (false, false))
        }
        return result
    }

    /// The gradient of `stackedLinear` with respect to its weights and its bias.
    public func stackedLinearParameterGradients(
        _ gradient: Memory, x: Memory, weights: Memory
    ) -> (weights: Memory, bias: Memory) {
        let stack = Stack(x, weights)
        let ofWeights = Memory(self, weights.layout)
        let ofBias = Memory(self, repeating: 0, shape: [stack.networks, stack.outputs])
        eachNetwork(of: stack, "stacked linear map, backward") { network in
            let own = gradient.floats + network * stack.rows * stack.outputs
            multiply(
                own, x.floats + network * stack.rows * stack.inputs,
                into: ofWeights.floats + network * stack.outputs * stack.inputs,
                (stack.outputs, stack.rows, stack.inputs), transposing: (true, false))
            let sums = ofBias.floats + network * stack.outputs
            for row in 0..<stack.rows {
                for output in 0..<stack.outputs {
                    sums[output] += own[row * stack.outputs + output]
                }
            }
        }
        return (ofWeights, ofBias)
    }

    /// The extents of one product.
    private struct Stack {
        let networks, rows, inputs, outputs: Int

        init(_ x: Memory, _ weights: Memory) {
            precondition(x.isPlain && weights.isPlain, "a stack of products takes row-major memory")
            (networks, outputs, inputs) = (weights.shape[0], weights.shape[1], weights.shape[2])
            rows = x.shape[0] / networks
            precondition(
                x.shape == [networks * rows, inputs],
                "\(x.shape) are not rows of \(networks) networks with \(inputs) inputs")
        }
    }

    /// Networks side by side, each product on one thread: too small to share.
    private func eachNetwork(of stack: Stack, _ name: String, _ body: (Int) -> Void) {
        let (rows, inputs, outputs) = (stack.rows, stack.inputs, stack.outputs)
        timed(
            Timings.Operation(name, "\(stack.networks) × \(rows) × \(inputs) × \(outputs)"),
            operations: 2 * Double(stack.networks * rows * inputs * outputs),
            bytes: 4 * stack.networks * (rows * inputs + inputs * outputs + rows * outputs)
        ) {
            parallel(stack.networks) { networks in for network in networks { body(network) } }
        }
    }

    /// keeping·C + A·B of row-major matrices with extents m, k, n after transposing.
    private func multiply(
        _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into c: UnsafeMutablePointer<Float>,
        _ extents: (m: Int, k: Int, n: Int), transposing: (a: Bool, b: Bool), keeping: Float = 0
    ) {
        let (m, k, n) = extents
        check(
            dnnl_sgemm(
                letter(transposing.a), letter(transposing.b), Int64(m), Int64(n), Int64(k), 1, a,
                Int64(transposing.a ? m : k), b, Int64(transposing.b ? k : n), keeping, c, Int64(n)),
            "multiply matrices")
    }
}
