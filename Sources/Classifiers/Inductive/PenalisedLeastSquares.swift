import Matrices

/// min Σᵢ (Lᵢ·v − yᵢ)² + penalty · ‖v‖² over some of the images, where Lᵢ is an image in an
/// orthonormal basis of what all of them span: (LᵀL + penalty · 1)·v = Lᵀ·y.
///
/// This is the ridge regression of the images themselves, w = Qᵀ·v, at the cost of images³
/// whatever the dimension. The columns of L come by falling length, so the factorisation keeps the
/// digits of short directions beside long ones, and succeeds whatever the size of the features.
struct PenalisedLeastSquares {
    let basis: SupportBasis
    /// Positive.
    let penalty: Double
    /// The rows of L that take part, (images × rank) at most.
    private let rows: UnsafeMutableBufferPointer<Double>
    /// LᵀL + penalty · 1, (rank × rank).
    private let matrix: UnsafeMutableBufferPointer<Double>

    /// Numbers of `arena` that `init` takes, at most.
    static func memory(count: Int) -> Int { 2 * count * count }

    init(basis: SupportBasis, penalty: Double, arena: Arena<Double>) {
        self.basis = basis
        self.penalty = penalty
        rows = arena.zeros(basis.count * basis.rank)
        matrix = arena.zeros(basis.rank * basis.rank)
    }

    /// Solves for several y at once.
    /// - Parameters:
    ///   - images: those that take part.
    ///   - targets: y, (systems × images that take part).
    ///   - solutions: v, (systems × rank).
    /// - Returns: false where numbers overflow.
    func solve(
        images: some Collection<Int>, targets: UnsafeMutableBufferPointer<Double>, systems: Int,
        into solutions: UnsafeMutableBufferPointer<Double>
    ) -> Bool {
        let rank = basis.rank
        for (row, image) in images.enumerated() {
            for j in 0..<rank { rows[row * rank + j] = basis.factor[image * rank + j] }
        }
        LinearAlgebra.multiply(
            UnsafeBufferPointer(rows), UnsafeBufferPointer(rows), into: matrix, rows: rank,
            columns: rank, depth: images.count, transposeA: true)
        for j in 0..<rank { matrix[j * rank + j] += penalty }
        LinearAlgebra.multiply(
            UnsafeBufferPointer(targets), UnsafeBufferPointer(rows), into: solutions,
            rows: systems, columns: rank, depth: images.count)
        return LinearAlgebra.solve(matrix, solutions, order: rank, count: systems)
    }
}
