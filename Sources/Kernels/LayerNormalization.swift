import CLoops

/// Layer normalisation (Ba et al. 2016) as it was computed: what its derivative needs.
public struct LayerNormalized {
    /// Of the input's shape.
    public let output: Memory
    /// Each row's mean and one over its deviation, (rows, 2); nil where nobody derives.
    fileprivate let moments: Memory?
}

/// Operations on rows, the last axis of row-major single-precision arrays: what the layers of a
/// transformer do besides products of matrices.
extension Device {
    /// Each row of `x` less its mean, over its deviation, times `scale` plus `shift`.
    ///
    /// - Parameters:
    ///   - x: (…, columns).
    ///   - scale, shift: (columns).
    public func layerNormalization(
        _ x: Memory, scale: Memory, shift: Memory, epsilon: Float, training: Bool
    ) -> LayerNormalized {
        let output = Memory(self, x.layout)
        let moments = training ? Memory(self, plainLayout([x.rowCount, 2])) : nil
        overRows(of: x, "layer normalisation", arrays: 2) { rows, start in
            CLoops_layer_norm(
                x.floats + start, rows.count, x.columns, scale.floats, shift.floats, epsilon,
                output.floats + start, moments.map { $0.floats + 2 * rows.lowerBound })
        }
        return LayerNormalized(output: output, moments: moments)
    }

    /// The gradients of layer normalisation in training.
    public func layerNormalizationBackward(
        _ gradient: Memory, x: Memory, scale: Memory, _ normalized: LayerNormalized
    ) -> (input: Memory, scale: Memory, shift: Memory) {
        guard let moments = normalized.moments else {
            fatalError("A layer normalisation of inference has no derivative.")
        }
        let input = Memory(self, x.layout)
        let sums = columnParts(of: x, "layer normalisation, backward", arrays: 3, sums: 2) {
            rows, start, sums in
            CLoops_layer_norm_backward(
                gradient.floats + start, x.floats + start, rows.count, x.columns, scale.floats,
                moments.floats + 2 * rows.lowerBound, input.floats + start, sums[0], sums[1])
        }
        return (input, sums[0], sums[1])
    }

    /// x + factors·y, with a factor for each column: a residual under layer scale.
    public func sum(_ x: Memory, _ y: Memory, scaledBy factors: Memory) -> Memory {
        precondition(x.shape == y.shape, "cannot add \(x.shape) and \(y.shape)")
        let result = Memory(self, x.layout)
        overRows(of: x, "scaled sum", arrays: 3) { rows, start in
            CLoops_add_scaled(
                x.floats + start, rows.count, y.floats + start, factors.floats, x.columns,
                result.floats + start)
        }
        return result
    }

    /// Each column of `x`, (…, columns), times its own factor, (columns).
    public func scaledColumns(_ x: Memory, by factors: Memory) -> Memory {
        let result = Memory(self, x.layout)
        overRows(of: x, "scaling", arrays: 2) { rows, start in
            CLoops_scale_columns(
                x.floats + start, rows.count, x.columns, factors.floats, result.floats + start)
        }
        return result
    }

    /// The sum over rows of a·b, (…, columns): (columns).
    public func columnProducts(_ a: Memory, _ b: Memory) -> Memory {
        columnParts(of: a, "sums of products", arrays: 2, sums: 1) { rows, start, sums in
            CLoops_column_products(
                a.floats + start, b.floats + start, rows.count, a.columns, sums[0])
        }[0]
    }

    /// The sum over rows of `x`, (…, columns): (columns).
    public func columnSums(_ x: Memory) -> Memory {
        columnParts(of: x, "sums", arrays: 1, sums: 1) { rows, start, sums in
            CLoops_column_sums(x.floats + start, rows.count, x.columns, sums[0])
        }[0]
    }

    /// `bias`, (columns), added to each row of `x`, (…, columns).
    public func addedToRows(_ x: Memory, bias: Memory) -> Memory {
        let result = Memory(self, x.layout)
        overRows(of: x, "bias", arrays: 2) { rows, start in
            CLoops_add_to_rows(
                x.floats + start, rows.count, x.columns, bias.floats, result.floats + start)
        }
        return result
    }

    /// Runs `body` on the threads' shares of the rows, with where they start.
    func overRows(
        of x: Memory, _ name: String, arrays: Int, _ body: (Range<Int>, Int) -> Void
    ) {
        precondition(x.isPlain, "rows are of row-major arrays")
        let columns = x.columns
        timed(Timings.Operation(name, "\(x.shape)"), bytes: arrays * x.layout.byteCount) {
            parallel(x.rowCount, minimum: max(1, 8192 / max(1, columns))) { rows in
                body(rows, rows.lowerBound * columns)
            }
        }
    }

    /// Sums over rows, each thread's of its share first, then those of all: (columns) each.
    private func columnParts(
        of x: Memory, _ name: String, arrays: Int, sums count: Int,
        _ body: (Range<Int>, Int, [UnsafeMutablePointer<Float>]) -> Void
    ) -> [Memory] {
        precondition(x.isPlain, "rows are of row-major arrays")
        let (rows, columns) = (x.rowCount, x.columns)
        let parts = (0..<threads * count).map { _ in
            Memory(self, repeating: 0, shape: [columns])
        }
        timed(Timings.Operation(name, "\(x.shape)"), bytes: arrays * x.layout.byteCount) {
            parallel(threads) { workers in
                for worker in workers {
                    let share = rows * worker / threads..<rows * (worker + 1) / threads
                    let sums = (0..<count).map { parts[worker * count + $0].floats }
                    body(share, share.lowerBound * columns, sums)
                }
            }
        }
        for worker in 1..<max(1, threads) {
            for i in 0..<count {
                let (sum, part) = (parts[i].floats, parts[worker * count + i].floats)
                for j in 0..<columns { sum[j] += part[j] }
            }
        }
        return Array(parts[..<count])
    }
}

extension Memory {
    /// The extent of the last axis.
    var columns: Int { shape.last ?? 1 }
    /// The product of all others.
    var rowCount: Int { elementCount / max(1, columns) }
    /// The same numbers as a matrix of rows.
    public var asRows: Memory { shape.count == 2 ? self : viewed(as: [rowCount, columns]) }
}
