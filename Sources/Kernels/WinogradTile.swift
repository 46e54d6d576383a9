import CLoops

/// Winograd's algorithm for side × side outputs as matrices (the transformations of
/// `CLoops/WinogradTransforms.h`): an output is Aᵀ·[Σ (G·g·Gᵀ) ⊙ (Bᵀ·d·B)]·A of 3×3 kernels g and
/// parts d of the input.
package final class WinogradTile: Sendable {
    /// What the loops call it.
    package let form: Int32
    /// Outputs in a direction.
    package let side: Int
    /// Inputs between one tile's first and the next one's, and before that which outputs begin at.
    let step, border: Int
    /// Different factors of a kernel in a direction.
    package let factors: Int
    /// Bᵀ, (points, input).
    package let input: [[Double]]
    /// G, (points, kernel).
    package let kernel: [[Double]]
    /// Aᵀ, (output, points).
    package let output: [[Double]]
    /// What takes input i and kernel number k to output r, with the sizes of all factors:
    /// Σₚ |Aᵣₚ|·|Bₚᵢ|·|Gₚₖ|, (output, input, kernel).
    let reach: [[[Double]]]

    /// Those of stride 1, the one that rounds least first.
    package static let all = [
        WinogradTile(4, [0, 0.625, -0.625, 1.5, -1.5]),
        WinogradTile(5, [0.25, -0.25, 0.875, -0.875, 1.75, -1.75]),
        WinogradTile(6, [0, 0.5, -0.5, 1, -1, 2, -2]),
    ]

    /// That of stride 2. The outer two weights meet every other input only: three outputs of two
    /// weights at four points, beside three products by the inner weight.
    package static let strided = WinogradTile(
        CLoopsStrided, step: 6, border: 1,
        input: outer.input.map { withZeros($0) } + (0..<3).map { unit(2 * $0 + 1, of: 7) },
        output: (0..<3).map { outer.output[$0] + unit($0, of: 3) })

    /// That of the gradient of its input, of which every other number is made by the inner weight.
    package static let turned = WinogradTile(
        CLoopsTurned, step: 3, border: 0,
        input: outer.input + (0..<3).map { unit($0, of: 4) },
        output: (0..<3).flatMap { [unit(4 + $0, of: 7), outer.output[$0] + [0, 0, 0]] })

    /// How often a number is rounded in transformations, at most: five times in each of two
    /// directions for the input, six for the kernel and for the result.
    static let transformations = 34

    /// Of stride 1, at these points and ∞.
    private convenience init(_ side: Int, _ finite: [Double]) {
        let (input, kernel, output) = Self.matrices(side, weights: 3, finite)
        self.init(
            Int32(side), step: side, border: 1, factors: side + 2, input: input, kernel: kernel,
            output: output)
    }

    /// Of stride 2.
    private convenience init(
        _ form: Int, step: Int, border: Int, input: [[Double]], output: [[Double]]
    ) {
        let kernel = Self.outer.kernel.map { [$0[0], 0, $0[1]] }
        self.init(
            Int32(form), step: step, border: border, factors: 5, input: input,
            kernel: kernel + [[Double]](repeating: [0, 1, 0], count: 3), output: output)
    }

    private init(
        _ form: Int32, step: Int, border: Int, factors: Int, input: [[Double]],
        kernel: [[Double]], output: [[Double]]
    ) {
        (self.form, side, self.step, self.border) = (form, output.count, step, border)
        (self.factors, self.input, self.kernel, self.output) = (factors, input, kernel, output)
        reach = output.map { a in
            input[0].indices.map { i in
                (0..<3).map { k in
                    input.indices.reduce(0) { $0 + abs(a[$1] * input[$1][i] * kernel[$1][k]) }
                }
            }
        }
    }

    /// Three outputs of two weights.
    private static let outer = matrices(3, weights: 2, [0, 1, -1])

    private static func unit(_ place: Int, of count: Int) -> [Double] {
        (0..<count).map { $0 == place ? 1 : 0 }
    }

    /// With a zero between each two.
    private static func withZeros(_ row: [Double]) -> [Double] {
        Array(row.map { [$0] }.joined(separator: [0]))
    }

    /// The algorithm of Toom and Cook with these points and ∞: Bᵀ, G and Aᵀ.
    private static func matrices(
        _ side: Int, weights: Int, _ finite: [Double]
    ) -> (input: [[Double]], kernel: [[Double]], output: [[Double]]) {
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
                return (0..<weights).map { power(x, $0) / distances }
            } + [unit(weights - 1, of: weights)]
        let output = (0..<side).map { r -> [Double] in
            finite.map { power($0, r) } + [r == side - 1 ? 1 : 0]
        }
        return (input, kernel, output)
    }

    /// The products in a direction.
    package var points: Int { input.count }
    /// The inputs of a tile in a direction.
    var span: Int { input[0].count }

    /// How many cover a plane of outputs.
    func count(height: Int, width: Int) -> Int {
        (height + side - 1) / side * ((width + side - 1) / side)
    }

    /// The products for a plane of outputs.
    private func products(height: Int, width: Int) -> Int {
        points * points * count(height: height, width: width)
    }

    /// Its products, as a part of those of the direct sum.
    func share(height: Int, width: Int) -> Double {
        Double(products(height: height, width: width)) / Double(9 * height * width)
    }

    /// The one that multiplies least for a plane; a larger one only where it saves a tenth, because
    /// it rounds more, or a quarter of the products of bfloat16 numbers.
    ///
    /// - Parameters:
    ///   - precision: of what is multiplied. Tiles of six would round bfloat16 numbers by 4.8 % of
    ///     the output's size, of five by 2.3 and of four by 1.1 % (`Benchmarks/peers/points.py`).
    ///   - even: whether windows of 2×2 must not lie across tiles.
    package static func best(
        height: Int, width: Int, _ precision: Precision, even: Bool = false
    ) -> WinogradTile {
        let others = all.dropFirst().filter {
            (precision == .f32 || $0.side < 6) && (!even || $0.side % 2 == 0)
        }
        let part = precision == .f32 ? 0.9 : 0.75
        func products(_ tile: WinogradTile) -> Double {
            Double(tile.products(height: height, width: width))
        }
        return others.reduce(all[0]) { products($1) <= part * products($0) ? $1 : $0 }
    }
}
