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
}
