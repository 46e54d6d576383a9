import COpenBLAS

/// Small dense products for work that is parallel outside, over episodes: OpenBLAS on one thread,
/// and loops of our own for one vector against a few rows (`LinearAlgebra+Vectors`).
///
/// Every matrix is row-major and dense. A result does not depend on the thread that asks for it.
public enum LinearAlgebra {
    /// OpenBLAS stays on the caller's thread: its own threads would fight over the same cores, and
    /// their spinning starves oneDNN's (see ARCHITECTURE.md).
    private static let singleThread: Void = openblas_set_num_threads(1)

    /// Holds OpenBLAS to one thread, before its first use.
    static func useSingleThread() { _ = singleThread }

    /// The version of OpenBLAS in use ("0.3.21"), for run records.
    public static var libraryVersion: String {
        // "OpenBLAS 0.3.21 DYNAMIC_ARCH …"
        let words = String(cString: openblas_get_config()).split(separator: " ")
        return words.count > 1 ? String(words[1]) : "unknown"
    }

    /// The processor whose kernels OpenBLAS takes ("Haswell"): this one's, or what the variable
    /// OPENBLAS_CORETYPE says.
    public static var instructions: String { String(cString: openblas_get_corename()) }

    /// c = scale · op(a) · op(b) + keeping · c, in single or double precision.
    /// - Parameters:
    ///   - a: (rows, depth), or (depth, rows) where `transposeA`.
    ///   - b: (depth, columns), or (columns, depth) where `transposeB`.
    ///   - c: (rows, columns); where `keeping` is 0 it is only written.
    public static func multiply<Number: MatrixNumber>(
        _ a: UnsafeBufferPointer<Number>, _ b: UnsafeBufferPointer<Number>,
        into c: UnsafeMutableBufferPointer<Number>, rows: Int, columns: Int, depth: Int,
        transposeA: Bool = false, transposeB: Bool = false, scale: Number = 1, keeping: Number = 0
    ) {
        precondition(a.count >= rows * depth && b.count >= depth * columns)
        precondition(c.count >= rows * columns)
        guard rows > 0 && columns > 0 else { return }
        useSingleThread()
        Number.gemm(
            CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans,
            transposeB ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns), Int32(depth),
            scale, a.baseAddress, Int32(max(1, transposeA ? rows : depth)), b.baseAddress,
            Int32(max(1, transposeB ? depth : columns)), keeping, c.baseAddress, Int32(columns))
        guard keeping == 0 else { return }
        ProductTest.check(
            Number.self == Float.self ? 0 : 1, a, b, c, rows: rows, columns: columns, depth: depth,
            transposeA: transposeA, transposeB: transposeB, scale: scale)
    }

    /// The Gram matrix x · xᵀ, both halves filled.
    /// - Parameters:
    ///   - x: (count, dimension).
    ///   - gram: (count, count).
    public static func gram(
        of x: UnsafeBufferPointer<Double>, count: Int, dimension: Int,
        into gram: UnsafeMutableBufferPointer<Double>
    ) {
        precondition(x.count >= count * dimension && gram.count >= count * count)
        guard count > 0 else { return }
        useSingleThread()
        cblas_dsyrk(
            CblasRowMajor, CblasUpper, CblasNoTrans, Int32(count), Int32(dimension), 1,
            x.baseAddress, Int32(max(1, dimension)), 0, gram.baseAddress, Int32(count))
        for i in 0..<count {
            for j in 0..<i { gram[i * count + j] = gram[j * count + i] }
        }
        ProductTest.check(
            2, x, x, gram, rows: count, columns: count, depth: dimension, transposeA: false,
            transposeB: true, scale: 1)
    }

    /// Σ a·b.
    public static func dot(_ a: UnsafeBufferPointer<Double>, _ b: UnsafeBufferPointer<Double>)
        -> Double
    {
        precondition(a.count == b.count)
        let blocks = a.count - a.count % 8
        var lanes = SIMD8<Double>.zero
        for j in stride(from: 0, to: blocks, by: 8) {
            let x = UnsafeRawPointer(a.baseAddress! + j).loadUnaligned(as: SIMD8<Double>.self)
            let y = UnsafeRawPointer(b.baseAddress! + j).loadUnaligned(as: SIMD8<Double>.self)
            lanes += x * y
        }
        var sum = lanes.sum()
        for j in blocks..<a.count { sum += a[j] * b[j] }
        return sum
    }
}
