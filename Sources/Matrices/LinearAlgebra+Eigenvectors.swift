import COpenBLAS

extension LinearAlgebra {
    /// The eigenvectors of a symmetric matrix, one after the other by rising eigenvalue, each of
    /// length one: (size × size). LAPACK's dsyev; a matrix of finite numbers always has them.
    public static func eigenvectors(of matrix: [Double], size: Int) -> [Double] {
        precondition(matrix.count == size * size)
        guard size > 0 else { return [] }
        useSingleThread()
        var vectors = matrix
        var values = [Double](repeating: 0, count: size)
        var (order, info, room) = (Int32(size), Int32(0), Int32(-1))
        var wanted = 0.0
        // The first call only asks for how much scratch memory is best.
        dsyev_("V", "U", &order, &vectors, &order, &values, &wanted, &room, &info)
        room = Int32(wanted)
        var scratch = [Double](repeating: 0, count: Int(room))
        dsyev_("V", "U", &order, &vectors, &order, &values, &scratch, &room, &info)
        precondition(info == 0, "dsyev found no eigenvectors (\(info)): are all numbers finite?")
        // Column by column in LAPACK's order is row by row in ours.
        return vectors
    }

    /// The eigenvalues of a symmetric matrix, the largest first. LAPACK's dsyev, without vectors.
    /// - Parameter matrix: (size, size), of finite numbers.
    public static func eigenvalues(of matrix: [Double], size: Int) -> [Double] {
        precondition(matrix.count == size * size)
        guard size > 0 else { return [] }
        useSingleThread()
        var matrix = matrix
        var values = [Double](repeating: 0, count: size)
        var (order, info, room) = (Int32(size), Int32(0), Int32(-1))
        var wanted = 0.0
        // The first call only asks for how much scratch memory is best.
        dsyev_("N", "U", &order, &matrix, &order, &values, &wanted, &room, &info)
        room = Int32(wanted)
        var scratch = [Double](repeating: 0, count: Int(room))
        dsyev_("N", "U", &order, &matrix, &order, &values, &scratch, &room, &info)
        precondition(info == 0, "dsyev found no eigenvalues (\(info)): are all numbers finite?")
        return values.reversed()
    }

    /// The `count` largest eigenvalues of a symmetric matrix, the largest first, and their
    /// eigenvectors, of length one and with the sign that makes the largest number positive.
    /// LAPACK's dsyevr, which spends on vectors only for those that are asked for.
    /// - Parameters:
    ///   - matrix: (size, size), of finite numbers.
    ///   - count: at most `size`.
    /// - Returns: (count) values and (count, size) vectors.
    public static func leadingEigenvectors(
        of matrix: [Double], size: Int, count: Int
    ) -> (values: [Double], vectors: [Double]) {
        precondition(matrix.count == size * size && (0...size).contains(count))
        guard count > 0 else { return ([], []) }
        useSingleThread()
        var matrix = matrix
        var values = [Double](repeating: 0, count: size)
        var vectors = [Double](repeating: 0, count: count * size)
        var support = [Int32](repeating: 0, count: 2 * count)
        var (order, found, info) = (Int32(size), Int32(0), Int32(0))
        var (first, last) = (Int32(size - count + 1), Int32(size))
        var (low, high, tolerance) = (0.0, 0.0, 0.0)
        func solve(_ scratch: inout [Double], _ integers: inout [Int32], _ asking: Bool) {
            var room = asking ? -1 : Int32(scratch.count)
            var integerRoom = asking ? -1 : Int32(integers.count)
            dsyevr_(
                "V", "I", "U", &order, &matrix, &order, &low, &high, &first, &last, &tolerance,
                &found, &values, &vectors, &order, &support, &scratch, &room, &integers,
                &integerRoom, &info)
        }
        var (scratch, integers) = ([0.0], [Int32(0)])
        solve(&scratch, &integers, true)
        scratch = [Double](repeating: 0, count: Int(scratch[0]))
        integers = [Int32](repeating: 0, count: Int(integers[0]))
        solve(&scratch, &integers, false)
        precondition(
            info == 0 && Int(found) == count,
            "dsyevr found no eigenvectors (\(info)): are all numbers finite?")
        // LAPACK's columns are our rows; its eigenvalues rise.
        return (
            values.prefix(count).reversed(),
            (0..<count).reversed().flatMap { k -> [Double] in
                let vector = vectors[(k * size)..<((k + 1) * size)]
                let largest = vector.max { abs($0) < abs($1) } ?? 0
                return largest < 0 ? vector.map { -$0 } : Array(vector)
            }
        )
    }
}
