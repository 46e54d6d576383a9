/// Winograd's algorithm F(side × side, 3×3) as matrices (the transformations of
/// `CLoops/WinogradTransforms.h`): an output is Aᵀ·[Σ (G·g·Gᵀ) ⊙ (Bᵀ·d·B)]·A of 3×3 kernels g and parts d of
/// the input, of side + 2 numbers in a direction.
package final class WinogradTile: Sendable {
    /// Outputs in a direction.
    package let side: Int
    /// Bᵀ, (points, input).
    package let input: [[Double]]
    /// G, (points, kernel).
    package let kernel: [[Double]]
    /// Aᵀ, (output, points).
    package let output: [[Double]]
    /// What takes input i and kernel number k to output r, with the sizes of all factors:
    /// Σₚ |Aᵣₚ|·|Bₚᵢ|·|Gₚₖ|, (output, input, kernel).
    let reach: [[[Double]]]

    /// Those that there are, the one that rounds least first.
    package static let all = [
        WinogradTile(4, [0, 0.625, -0.625, 1.5, -1.5]),
        WinogradTile(5, [0.25, -0.25, 0.875, -0.875, 1.75, -1.75]),
        WinogradTile(6, [0, 0.5, -0.5, 1, -1, 2, -2]),
    ]

    /// How often a number is rounded in transformations, at most: five times in each of two
    /// directions for the input, six for the kernel and for the result.
    static let transformations = 34

    /// The algorithm of Toom and Cook with these points and ∞.
    private init(_ side: Int, _ finite: [Double]) {
        self.side = side
        let points = finite.count + 1
        /// The factors of Π (t − x) over `roots`, from t⁰ on.
        func product(_ roots: [Double]) -> [Double] {
            var factors = [1.0]
            for x in roots {
                factors = (0...factors.count).map {
                    ($0 > 0 ? factors[$0 - 1] : 0) - ($0 < factors.count ? x * factors[$0] : 0)
                }
            }
            return factors + [Double](repeating: 0, count: points - factors.count)
        }
        func power(_ x: Double, _ exponent: Int) -> Double {
            (0..<exponent).reduce(1) { product, _ in product * x }
        }
        let input = finite.map { x in product(finite.filter { $0 != x }) } + [product(finite)]
        let kernel =
            finite.map { x -> [Double] in
                let distances = finite.reduce(1) { $1 == x ? $0 : $0 * (x - $1) }
                return [1, x, x * x].map { $0 / distances }
            } + [[0, 0, 1]]
        let output = (0..<side).map { r -> [Double] in
            finite.map { power($0, r) } + [r == side - 1 ? 1 : 0]
        }
        reach = output.map { a in
            (0..<points).map { i in
                (0..<3).map { k in
                    (0..<points).reduce(0) { $0 + abs(a[$1] * input[$1][i] * kernel[$1][k]) }
                }
            }
        }
        (self.input, self.kernel, self.output) = (input, kernel, output)
    }

    /// The points in a direction.
    var points: Int { side + 2 }

    /// How many cover a plane.
    func count(height: Int, width: Int) -> Int {
        (height + side - 1) / side * ((width + side - 1) / side)
    }

    /// The one that multiplies least for a plane; a larger one only where it saves a tenth, because
    /// it rounds more, or a quarter of the products of bfloat16 numbers.
    ///
    /// - Parameters:
    ///   - precision: of what is multiplied. Tiles of six would round bfloat16 numbers by 4.8 %
    ///     of the output's size, of five by 2.3 and of four by 1.1 % (`Benchmarks/peers/points.py`).
    ///   - even: whether windows of 2×2 must not lie across tiles.
    package static func best(
        height: Int, width: Int, _ precision: Precision, even: Bool = false
    ) -> WinogradTile {
        func products(_ tile: WinogradTile) -> Int {
            tile.points * tile.points * tile.count(height: height, width: width)
        }
        let others = all.dropFirst().filter {
            (precision == .f32 || $0.side < 6) && (!even || $0.side % 2 == 0)
        }
        let part = precision == .f32 ? 0.9 : 0.75
        return others.reduce(all[0]) {
            Double(products($1)) <= part * Double(products($0)) ? $1 : $0
        }
    }
}
