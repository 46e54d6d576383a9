/// What Winograd's algorithm rounds in place of a convolution's terms.
///
/// It is no larger than what the algorithm makes of the sizes of all numbers. Sums of squares over
/// the channels, or over all tiles, bound the sum of the products of sizes (Cauchy and Schwarz) at
/// the cost of the numbers alone.
struct TileSizes {
    private let tile: WinogradTile
    /// Sums of squares at the places of the input's part, (span, span).
    private var parts: [Double]
    /// At those of the kernel, or of the output's gradient, (side, side).
    private var factors: [Double]

    init(_ tile: WinogradTile) {
        self.tile = tile
        parts = [Double](repeating: 0, count: tile.span * tile.span)
        factors = [Double](repeating: 0, count: tile.side * tile.side)
    }

    /// Adds the input that the outputs of the tile around (row, column) are made of.
    @inline(__always)
    mutating func add(_ x: Numbers, _ plane: Int, _ row: Int, _ column: Int) {
        let span = tile.span
        func first(_ place: Int) -> Int { place / tile.side * tile.step - tile.border }
        let (top, left) = (first(row), first(column))
        for i in max(0, -top)..<min(span, x.shape[2] - top) {
            let line = plane + x.step(2, top + i)
            for j in max(0, -left)..<min(span, x.shape[3] - left) {
                let value = Double(x[line + x.step(3, left + j)])
                parts[span * i + j] += value * value
            }
        }
    }

    /// Adds a number of the kernel, at (row, column) in it.
    @inline(__always)
    mutating func add(factor: Float, _ row: Int, _ column: Int) {
        factors[tile.side * row + column] += Double(factor) * Double(factor)
    }

    /// Adds a tile of an output's gradient, from (row, column) on.
    mutating func add(factors gradient: Numbers, _ plane: Int, _ row: Int, _ column: Int) {
        for i in 0..<min(tile.side, gradient.shape[2] - row) {
            let line = plane + gradient.step(2, row + i)
            for j in 0..<min(tile.side, gradient.shape[3] - column) {
                add(factor: gradient[line + gradient.step(3, column + j)], i, j)
            }
        }
    }

    /// The sizes that are added up for the output, or the input's gradient, at (row, column).
    func ofOutput(_ row: Int, _ column: Int) -> Double {
        let (down, across) = (tile.reach[row % tile.side], tile.reach[column % tile.side])
        return size(3) {
            down[$0][$1]
        } _: {
            across[$0][$1]
        }
    }

    /// Those for the weights' gradient, at (row, column) of the kernel.
    func ofKernel(_ row: Int, _ column: Int) -> Double {
        size(tile.side) {
            tile.reach[$1][$0][row]
        } _: {
            tile.reach[$1][$0][column]
        }
    }

    /// Over parts (i, j) and factors (k, l), `count` in a direction.
    private func size(
        _ count: Int, _ down: (Int, Int) -> Double, _ across: (Int, Int) -> Double
    ) -> Double {
        let roots = factors.map { $0.squareRoot() }
        var sum = 0.0
        for i in 0..<tile.span {
            for j in 0..<tile.span where parts[tile.span * i + j] > 0 {
                var inner = 0.0
                for k in 0..<count {
                    for l in 0..<count {
                        inner += down(i, k) * across(j, l) * roots[tile.side * k + l]
                    }
                }
                sum += inner * parts[tile.span * i + j].squareRoot()
            }
        }
        return sum
    }
}
