#if canImport(Glibc)
    import Glibc
#endif

/// What sits on top of a backbone: small row-major matrices, computed in plain loops with double
/// accumulators.
extension Device {
    /// The softmax cross entropy of rows with their labels, and its gradient.
    ///
    /// - Parameters:
    ///   - logits: (rows, classes).
    ///   - weights: what each row's loss is multiplied by; nil for 1.
    ///   - divisor: what the sum over rows is divided by; nil for their number, which gives a mean.
    /// - Returns: the loss, its gradient with respect to the logits, (rows, classes), and the index
    ///   of each row's largest logit.
    public func crossEntropy(
        _ logits: Memory, labels: [Int], weights: [Float]? = nil, dividedBy divisor: Int? = nil
    ) -> (loss: Double, gradient: Memory, predictions: [Int]) {
        let (rows, classes) = (logits.shape[0], logits.shape[1])
        let divisor = divisor ?? rows
        precondition(logits.isPlain && labels.count == rows, "cross entropy needs a label per row")
        precondition(labels.allSatisfy((0..<classes).contains), "a label is not a class")
        precondition(weights == nil || weights!.count == rows, "a row has no weight")
        let gradient = Memory(self, logits.layout)
        var loss = 0.0
        var predictions = [Int](repeating: 0, count: rows)
        for i in 0..<rows {
            let (x, g) = (logits.floats + i * classes, gradient.floats + i * classes)
            var best = 0
            for j in 1..<max(1, classes) where x[j] > x[best] { best = j }
            predictions[i] = best
            let peak = x[best]
            var total = 0.0
            for j in 0..<classes {
                g[j] = exp(x[j] - peak)
                total += Double(g[j])
            }
            let weight = weights?[i] ?? 1
            loss += Double(weight) * (log(total) + Double(peak) - Double(x[labels[i]]))
            let scale = Float(Double(weight) / (total * Double(divisor)))
            for j in 0..<classes { g[j] *= scale }
            g[labels[i]] -= weight / Float(divisor)
        }
        return (loss / Double(divisor), gradient, predictions)
    }

    /// Each row divided by its length plus `epsilon`; a zero row stays zero.
    public func normalizedRows(_ x: Memory, epsilon: Float) -> (output: Memory, lengths: [Float]) {
        let (rows, columns) = (x.shape[0], x.shape[1])
        let result = Memory(self, x.layout)
        let lengths = [Float](unsafeUninitializedCapacity: rows) { lengths, count in
            parallel(rows) { rows in
                for i in rows {
                    let (x, r) = (x.floats + i * columns, result.floats + i * columns)
                    var square = 0.0
                    for j in 0..<columns { square += Double(x[j]) * Double(x[j]) }
                    lengths[i] = Float(square.squareRoot())
                    let scale = 1 / max(lengths[i] + epsilon, .leastNormalMagnitude)
                    for j in 0..<columns { r[j] = x[j] * scale }
                }
            }
            count = rows
        }
        return (result, lengths)
    }

    /// The gradient of `normalizedRows`: g/(‖x‖+ε) − x·(x·g)/(‖x‖·(‖x‖+ε)²).
    public func normalizedRowsBackward(
        _ gradient: Memory, x: Memory, lengths: [Float], epsilon: Float
    ) -> Memory {
        let columns = x.shape[1]
        let result = Memory(self, x.layout)
        parallel(lengths.count) { rows in
            for i in rows {
                let (x, g) = (x.floats + i * columns, gradient.floats + i * columns)
                let (r, length) = (result.floats + i * columns, lengths[i])
                let divisor = max(length + epsilon, .leastNormalMagnitude)
                var dot = 0.0
                for j in 0..<columns { dot += Double(x[j]) * Double(g[j]) }
                let along = length > 0 ? Float(dot) / (length * divisor * divisor) : 0
                for j in 0..<columns { r[j] = g[j] / divisor - x[j] * along }
            }
        }
        return result
    }

    /// Each row of `x`, (rows, columns), times its own factor, (rows).
    public func scaledRows(_ x: Memory, by factors: Memory) -> Memory {
        let columns = x.shape[1]
        let result = Memory(self, x.layout)
        parallel(x.shape[0]) { rows in
            for i in rows {
                let (x, r) = (x.floats + i * columns, result.floats + i * columns)
                let factor = factors.floats[i]
                for j in 0..<columns { r[j] = x[j] * factor }
            }
        }
        return result
    }

    /// The scalar product of each row of `a` with the same row of `b`: (rows).
    public func rowProducts(_ a: Memory, _ b: Memory) -> Memory {
        let columns = a.shape[1]
        let result = Memory(self, plainLayout([a.shape[0]]))
        parallel(a.shape[0]) { rows in
            for i in rows {
                let (a, b) = (a.floats + i * columns, b.floats + i * columns)
                var dot = 0.0
                for j in 0..<columns { dot += Double(a[j]) * Double(b[j]) }
                result.floats[i] = Float(dot)
            }
        }
        return result
    }

    /// `x` times a number.
    public func scaled(_ x: Memory, by factor: Float) -> Memory {
        let x = plain(x)
        let result = Memory(self, x.layout)
        let (from, to) = (x.floats, result.floats)
        for i in 0..<x.elementCount { to[i] = from[i] * factor }
        return withExtendedLifetime(x) { result }
    }
}
