import CVectors

#if canImport(Glibc)
    import Glibc
#endif

/// One vector against a few rows, few rows against many, and what makes a large table of rows quick
/// to read.
extension LinearAlgebra {
    /// ‖x − row‖² for each row, as a sum of squared differences: exact where vectors are equal,
    /// and without the cancellation of ‖x‖² − 2x·row + ‖row‖².
    /// - Parameters:
    ///   - x: (dimension).
    ///   - rows: (count, dimension).
    ///   - distances: (count).
    public static func squaredDistances(
        from x: UnsafeBufferPointer<Float>, to rows: UnsafeBufferPointer<Float>,
        into distances: UnsafeMutableBufferPointer<Float>
    ) {
        precondition(rows.count == distances.count * x.count)
        CVectors_squared_distances(
            x.baseAddress, rows.baseAddress, distances.count, x.count, distances.baseAddress)
    }

    /// x · row for each row.
    /// - Parameters:
    ///   - x: (dimension).
    ///   - rows: (count, dimension).
    ///   - products: (count).
    public static func products(
        of x: UnsafeBufferPointer<Float>, with rows: UnsafeBufferPointer<Float>,
        into products: UnsafeMutableBufferPointer<Float>
    ) {
        precondition(rows.count == products.count * x.count)
        CVectors_products(
            x.baseAddress, rows.baseAddress, products.count, x.count, products.baseAddress)
    }

    /// (x − center) · row for each row, without the cancellation of x · row − center · row.
    /// - Parameters:
    ///   - x: (dimension).
    ///   - center: (dimension).
    ///   - rows: (count, dimension).
    ///   - products: (count).
    public static func products(
        of x: UnsafeBufferPointer<Float>, minus center: UnsafeBufferPointer<Float>,
        with rows: UnsafeBufferPointer<Float>, into products: UnsafeMutableBufferPointer<Float>
    ) {
        precondition(rows.count == products.count * x.count && center.count == x.count)
        CVectors_centered_products(
            x.baseAddress, center.baseAddress, rows.baseAddress, products.count, x.count,
            products.baseAddress)
    }

    /// ‖x‖, summed in double precision.
    public static func norm(of x: UnsafeBufferPointer<Float>) -> Double {
        CVectors_square(x.baseAddress, x.count).squareRoot()
    }

    /// 1 / ‖x‖; 0 where x is zero, which has no direction.
    public static func inverseNorm(of x: UnsafeBufferPointer<Float>) -> Double {
        let norm = norm(of: x)
        return norm > 0 ? 1 / norm : 0
    }

    /// x = x / ‖x‖; one of zeros stays.
    public static func normalize(_ x: UnsafeMutableBufferPointer<Float>) {
        let norm = norm(of: UnsafeBufferPointer(x))
        if norm > 0 { scale(x, by: 1 / norm) }
    }

    /// The cosine of the angle between x and each row; 0 where one of them is zero.
    /// - Parameters:
    ///   - x: (dimension).
    ///   - rows: (count, dimension), each of length one or zero.
    ///   - cosines: (count).
    public static func cosines(
        of x: UnsafeBufferPointer<Float>, with rows: UnsafeBufferPointer<Float>,
        into cosines: UnsafeMutableBufferPointer<Float>
    ) {
        products(of: x, with: rows, into: cosines)
        let inverse = Float(inverseNorm(of: x))
        for row in cosines.indices { cosines[row] *= inverse }
    }

    /// c = a · b where a has few rows, as episodes have classes: OpenBLAS takes three times as long
    /// for five, most of it to arrange both matrices. The same on every processor.
    /// - Parameters:
    ///   - a: (rows, depth).
    ///   - b: (depth, columns).
    ///   - c: (rows, columns); only written.
    public static func multiply(
        few a: UnsafeBufferPointer<Float>, _ b: UnsafeBufferPointer<Float>,
        into c: UnsafeMutableBufferPointer<Float>, rows: Int, columns: Int, depth: Int
    ) {
        precondition(a.count >= rows * depth && b.count >= depth * columns)
        precondition(c.count >= rows * columns)
        CVectors_multiply(a.baseAddress, b.baseAddress, rows, columns, depth, c.baseAddress)
    }

    /// x = exp(x), each within two units in the last place from −87 to 88; beyond, as
    /// there. The same on every processor.
    public static func exponentials(_ x: UnsafeMutableBufferPointer<Float>) {
        CVectors_exponentials(x.baseAddress, x.count)
    }

    /// sums += weight · x, both (dimension).
    public static func add(
        _ x: UnsafeBufferPointer<Float>, times weight: Double = 1,
        to sums: UnsafeMutableBufferPointer<Double>
    ) {
        precondition(sums.count == x.count)
        CVectors_add(x.baseAddress, weight, x.count, sums.baseAddress)
    }

    /// differences = x − center, all (dimension).
    public static func subtract(
        _ center: UnsafeBufferPointer<Double>, from x: UnsafeBufferPointer<Float>,
        into differences: UnsafeMutableBufferPointer<Double>
    ) {
        precondition(center.count == x.count && differences.count == x.count)
        CVectors_subtract(x.baseAddress, center.baseAddress, x.count, differences.baseAddress)
    }

    /// x = weight · x, (dimension).
    public static func scale(_ x: UnsafeMutableBufferPointer<Float>, by weight: Double) {
        CVectors_scale(x.baseAddress, weight, x.count)
    }

    /// x -= center, both (dimension); or the direction of that, of length one, where there is any.
    public static func subtract(
        _ center: UnsafeBufferPointer<Float>, from x: UnsafeMutableBufferPointer<Float>,
        normalizing: Bool = false
    ) {
        precondition(center.count == x.count)
        let square = CVectors_move(x.baseAddress, center.baseAddress, x.count)
        if normalizing, square > 0 { scale(x, by: 1 / square.squareRoot()) }
    }

    /// The rows of a table, one after the other.
    /// - Parameters:
    ///   - table: (any, dimension).
    ///   - gathered: (rows, dimension).
    public static func gather(
        _ rows: [Int], of table: UnsafeBufferPointer<Float>, dimension: Int,
        into gathered: UnsafeMutableBufferPointer<Float>
    ) {
        precondition(gathered.count == rows.count * dimension)
        precondition(rows.allSatisfy { $0 >= 0 && ($0 + 1) * dimension <= table.count })
        CVectors_gather(table.baseAddress, rows, rows.count, dimension, gathered.baseAddress)
    }

    /// Says which vector is needed after the next: that one's distances or products are computed while
    /// this one is on its way from memory.
    public static func announce(_ x: Span<Float>) {
        x.withUnsafeBufferPointer { CVectors_announce($0.baseAddress, $0.count) }
    }

    /// Asks the system to keep a large array on huge pages: rows read here and there otherwise wait
    /// for a page's address as long as for its numbers. Where the system cannot, nothing happens.
    public static func useHugePages(for numbers: UnsafeBufferPointer<Float>) {
        let page = 2 << 20
        let start = UInt(bitPattern: numbers.baseAddress)
        let first = (start + UInt(page) - 1) / UInt(page) * UInt(page)
        let end =
            (start + UInt(numbers.count * MemoryLayout<Float>.stride)) / UInt(page) * UInt(page)
        guard first < end, let pointer = UnsafeMutableRawPointer(bitPattern: first) else { return }
        // MADV_COLLAPSE, of Linux 6.1, gathers pages that are in use already.
        madvise(pointer, Int(end - first), 25)
    }
}
