import COneDNN

/// Products of row-major single-precision matrices.
extension Device {
    /// A·B, with either operand transposed on the way: (rows, columns).
    public func matrixProduct(
        _ a: Memory, _ b: Memory, transposingA transposeA: Bool = false,
        transposingB transposeB: Bool = false
    ) -> Memory {
        precondition(a.isPlain && b.isPlain, "a matrix product takes row-major matrices")
        let (m, k) = transposeA ? (a.shape[1], a.shape[0]) : (a.shape[0], a.shape[1])
        let (inner, n) = transposeB ? (b.shape[1], b.shape[0]) : (b.shape[0], b.shape[1])
        precondition(k == inner, "cannot multiply \(a.shape) and \(b.shape)")
        let result = Memory(self, plainLayout([m, n]))
        Self.useThreads(threads)
        let operation = Timings.Operation(
            "matrix product", "\(m) × \(k) × \(n)", by: "dnnl_sgemm")
        let status = timed(
            operation, operations: 2 * Double(m * n * k), bytes: 4 * (m * k + k * n + m * n)
        ) {
            dnnl_sgemm(
                letter(transposeA), letter(transposeB), Int64(m), Int64(n), Int64(k), 1, a.floats,
                Int64(a.shape[1]), b.floats, Int64(b.shape[1]), 0, result.floats, Int64(n))
        }
        check(status, "multiply matrices")
        let sides = [m, k, n, transposeA ? 1 : 0, transposeB ? 1 : 0]
        selfTest(Problem(.matrixProduct, layouts: [], numbers: sides), operation, output: result) {
            SelfTest(terms: k, precision: .f32).difference(
                among: m * n, found: { result.floats[$0] },
                sums: { place in
                    var sum = SelfTest.Sum()
                    for i in 0..<k {
                        sum.add(
                            a.floats[transposeA ? i * m + place / n : place / n * k + i],
                            b.floats[transposeB ? place % n * k + i : i * n + place % n])
                    }
                    return [sum]
                })
        }
        return result
    }
}

/// How BLAS says whether an operand is transposed.
func letter(_ transposed: Bool) -> CChar {
    CChar(bitPattern: UInt8(ascii: transposed ? "T" : "N"))
}
