import COpenBLAS

extension LinearAlgebra {
    /// Solves a·x = b for a symmetric, positive-definite a, by its Cholesky factor.
    /// - Parameters:
    ///   - a: (order, order); overwritten.
    ///   - b: (count, order): each row is one right-hand side, overwritten by its x.
    /// - Returns: false where a is not positive-definite to rounding; then b is unchanged.
    public static func solve(
        _ a: UnsafeMutableBufferPointer<Double>, _ b: UnsafeMutableBufferPointer<Double>,
        order: Int, count: Int
    ) -> Bool {
        precondition(a.count >= order * order && b.count >= count * order)
        guard order > 0 && count > 0 else { return true }
        useSingleThread()
        // LAPACK's matrices stand column by column: a is its own transpose, and b's rows are
        // its columns.
        var (rank, systems, info) = (Int32(order), Int32(count), Int32(0))
        dposv_("U", &rank, &systems, a.baseAddress, &rank, b.baseAddress, &rank, &info)
        return info == 0
    }
}
