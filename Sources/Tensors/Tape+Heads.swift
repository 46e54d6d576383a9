import Kernels

/// Operations on features and losses: row-major matrices in single precision.
extension Tape {
    /// x·weightsᵀ + bias of each row, the last axis.
    ///
    /// - Parameters:
    ///   - x: (…, inputs).
    ///   - weights: (outputs, inputs).
    ///   - bias: (outputs), or nil for none.
    public func linear(_ x: Tensor, weights: Tensor, bias: Tensor? = nil) -> Tensor {
        let rows = x.memory.asRows
        var output = device.matrixProduct(rows, weights.memory, transposingB: true)
        if let bias { output = device.addedToRows(output, bias: bias.memory) }
        let shape = Array(x.shape.dropLast()) + [weights.shape[0]]
        return record(output.reshaped(shape), from: [x, weights] + [bias].compactMap { $0 }) {
            [unowned self] gradient in
            let gradient = gradient.asRows
            accumulate(into: x) {
                device.matrixProduct(gradient, weights.memory).reshaped(x.shape)
            }
            accumulate(into: weights) {
                device.matrixProduct(gradient, rows, transposingA: true)
            }
            if let bias { accumulate(into: bias) { device.columnSums(gradient) } }
        }
    }

    /// x·weightsᵀ + bias for many small networks at once.
    ///
    /// - Parameters:
    ///   - x: (networks · rows, inputs), network after network.
    ///   - weights: (networks, outputs, inputs).
    ///   - bias: (networks, outputs).
    public func stackedLinear(_ x: Tensor, weights: Tensor, bias: Tensor) -> Tensor {
        let output = device.stackedLinear(x.memory, weights: weights.memory, bias: bias.memory)
        return record(output, from: [x, weights, bias]) { [unowned self] gradient in
            accumulate(into: x) {
                device.stackedLinearInputGradient(
                    gradient, x: x.memory, weights: weights.memory)
            }
            let own = device.stackedLinearParameterGradients(
                gradient, x: x.memory, weights: weights.memory)
            accumulate(into: weights) { own.weights }
            accumulate(into: bias) { own.bias }
        }
    }

    /// Each row of `x`, (rows, columns), divided by its length plus `epsilon`.
    public func normalizedRows(_ x: Tensor, epsilon: Float) -> Tensor {
        let (output, lengths) = device.normalizedRows(x.memory, epsilon: epsilon)
        return record(output, from: [x]) { [unowned self] gradient in
            accumulate(into: x) {
                device.normalizedRowsBackward(
                    gradient, x: x.memory, lengths: lengths, epsilon: epsilon)
            }
        }
    }

    /// Each row of `x`, (rows, columns), times its own factor, (rows).
    public func scaledRows(_ x: Tensor, by factors: Tensor) -> Tensor {
        let output = device.scaledRows(x.memory, by: factors.memory)
        return record(output, from: [x, factors]) { [unowned self] gradient in
            accumulate(into: x) { device.scaledRows(gradient, by: factors.memory) }
            accumulate(into: factors) { device.rowProducts(gradient, x.memory) }
        }
    }

    /// `x` times a number.
    public func scaled(_ x: Tensor, by factor: Float) -> Tensor {
        record(device.scaled(x.memory, by: factor), from: [x]) { [unowned self] gradient in
            accumulate(into: x) { device.scaled(gradient, by: factor) }
        }
    }

    /// The softmax cross entropy between logits and labels: a mean over rows unless told otherwise.
    ///
    /// - Parameters:
    ///   - logits: (rows, classes).
    ///   - labels: one class per row.
    ///   - weights: what each row's loss is multiplied by; nil for 1.
    ///   - divisor: what the sum over rows is divided by; nil for their number.
    /// - Returns: the loss, a tensor of one element, and how many rows have their largest logit
    ///   at their label.
    public func crossEntropy(
        _ logits: Tensor, labels: [Int], weights: [Float]? = nil, dividedBy divisor: Int? = nil
    ) -> (loss: Tensor, correct: Int) {
        let (loss, slope, predictions) = device.crossEntropy(
            logits.memory, labels: labels, weights: weights, dividedBy: divisor)
        let value = Memory(device, [Float(loss)], shape: [1])
        let correct = zip(predictions, labels).reduce(0) { $0 + ($1.0 == $1.1 ? 1 : 0) }
        let output = record(value, from: [logits]) { [unowned self] gradient in
            accumulate(into: logits) { device.scaled(slope, by: gradient.values()[0]) }
        }
        return (output, correct)
    }
}
