/// What Winograd's algorithm F(4×4, 3×3) rounds in place of a convolution's terms (the
/// transformations of `CLoops/Winograd.h`, as matrices).
///
/// An output is Aᵀ·[Σ (G·g·Gᵀ) ⊙ (Bᵀ·d·B)]·A of 3×3 kernels g and 6×6 parts d of the input. What is
/// rounded on the way is no larger than the same with the sizes of all numbers, and in one direction
/// that takes input i and kernel number k to output r by Σₚ |Aᵣₚ|·|Bₚᵢ|·|Gₚₖ| (`reach`). Sums of
/// squares over the channels, or over all tiles, bound the sum of the products of sizes (Cauchy and
/// Schwarz) at the cost of the numbers alone.
package struct WinogradTile {
    /// How often a number is rounded in transformations: at most four times in each of two
    /// directions for the input, six for the kernel, four for the result.
    static let transformations = 28

    /// Bᵀ, (points, input).
    package static let input: [[Double]] = {
        let (a, b) = (0.625, 1.5)
        let (a2, b2) = (a * a, b * b)
        return [
            [a2 * b2, 0, -a2 - b2, 0, 1, 0],
            [0, -a * b2, -b2, a, 1, 0], [0, a * b2, -b2, -a, 1, 0],
            [0, -b * a2, -a2, b, 1, 0], [0, b * a2, -a2, -b, 1, 0],
            [0, a2 * b2, 0, -a2 - b2, 0, 1],
        ]
    }()

    /// G, (points, kernel).
    package static let kernel: [[Double]] = {
        let (a2, b2) = (0.625 * 0.625, 1.5 * 1.5)
        func row(_ x: Double, _ factor: Double) -> [Double] {
            [factor, factor * x, factor * x * x]
        }
        let (nearer, farther) = (1 / (2 * a2 * (a2 - b2)), 1 / (2 * b2 * (b2 - a2)))
        return [
            [1 / (a2 * b2), 0, 0], row(0.625, nearer), row(-0.625, nearer), row(1.5, farther),
            row(-1.5, farther), [0, 0, 1],
        ]
    }()

    /// Aᵀ, (output, points).
    package static let output: [[Double]] = (0..<4).map { power in
        func x(_ value: Double) -> Double { (0..<power).reduce(1) { x, _ in x * value } }
        return [power == 0 ? 1 : 0, x(0.625), x(-0.625), x(1.5), x(-1.5), power == 3 ? 1 : 0]
    }

    /// (output, input, kernel).
    private static let reach: [[[Double]]] = output.map { a in
        (0..<6).map { i in
            (0..<3).map { k in
                (0..<6).reduce(0) { $0 + abs(a[$1] * input[$1][i] * kernel[$1][k]) }
            }
        }
    }

    /// Sums of squares at the places of the input's part, (6, 6).
    private var parts = [Double](repeating: 0, count: 36)
    /// At those of the kernel, or of the output's gradient, (4, 4).
    private var factors = [Double](repeating: 0, count: 16)

    /// Adds the input that the 4×4 outputs around (row, column) are made of.
    @inline(__always)
    mutating func add(_ x: Numbers, _ plane: Int, _ row: Int, _ column: Int) {
        let (top, left) = (row / 4 * 4 - 1, column / 4 * 4 - 1)
        for i in max(0, -top)..<min(6, x.shape[2] - top) {
            let line = plane + x.step(2, top + i)
            for j in max(0, -left)..<min(6, x.shape[3] - left) {
                let value = Double(x[line + x.step(3, left + j)])
                parts[6 * i + j] += value * value
            }
        }
    }

    /// Adds a number of the kernel, at (row, column) in it.
    @inline(__always)
    mutating func add(factor: Float, _ row: Int, _ column: Int) {
        factors[4 * row + column] += Double(factor) * Double(factor)
    }

    /// Adds a tile of an output's gradient, from (row, column) on.
    mutating func add(factors gradient: Numbers, _ plane: Int, _ row: Int, _ column: Int) {
        for i in 0..<min(4, gradient.shape[2] - row) {
            let line = plane + gradient.step(2, row + i)
            for j in 0..<min(4, gradient.shape[3] - column) {
                add(factor: gradient[line + gradient.step(3, column + j)], i, j)
            }
        }
    }

    /// The sizes that are added up for the output, or the input's gradient, at (row, column).
    func sizeOfOutput(_ row: Int, _ column: Int) -> Double {
        size(3) { i, k in
            Self.reach[row % 4][i][k]
        } _: { j, l in
            Self.reach[column % 4][j][l]
        }
    }

    /// Those for the weights' gradient, at (row, column) of the kernel.
    func sizeOfKernel(_ row: Int, _ column: Int) -> Double {
        size(4) { i, r in
            Self.reach[r][i][row]
        } _: { j, s in
            Self.reach[s][j][column]
        }
    }

    /// Over parts (i, j) and factors (k, l), `count` in a direction.
    private func size(
        _ count: Int, _ down: (Int, Int) -> Double, _ across: (Int, Int) -> Double
    ) -> Double {
        var sum = 0.0
        for i in 0..<6 {
            for j in 0..<6 where parts[6 * i + j] > 0 {
                var inner = 0.0
                for k in 0..<count {
                    for l in 0..<count {
                        inner += down(i, k) * across(j, l) * factors[4 * k + l].squareRoot()
                    }
                }
                sum += inner * parts[6 * i + j].squareRoot()
            }
        }
        return sum
    }
}
