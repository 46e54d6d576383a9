/// The numbers of a convolution and of its gradients by plain loops, one at a time: what the
/// self-test compares with.
struct ConvolutionSums {
    let shapes: ConvolutionShapes
    let geometry: ConvolutionGeometry
    let precision: Precision
    /// The tile of Winograd's algorithm where that is at work: what is rounded are then its numbers.
    var tile: WinogradTile?

    /// The inputs, and the outputs, that one group connects.
    var inputs: Int { shapes.weights[1] }
    var outputs: Int { shapes.weights[0] / geometry.groups }
    /// Winograd's algorithm rounds them at its points only.
    private var roundsWeights: Bool { precision == .bf16 && tile == nil }
    private var above: Int { Int(shapes.before[0]) }
    private var left: Int { Int(shapes.before[1]) }
    private var kernel: (rows: Int, columns: Int) { (shapes.weights[2], shapes.weights[3]) }
    var taps: Int { kernel.rows * kernel.columns }

    /// How often each of `terms` is rounded; where there is a tile, each of the numbers of so many tiles.
    func steps(_ terms: Int, tiles: Int) -> Int {
        tile == nil ? terms : tiles + WinogradTile.transformations
    }

    /// How far off the factors of each product are together, as a part of it: both are rounded to
    /// bfloat16 where the tiles' numbers are.
    var factorRounding: Double { tile != nil && precision == .bf16 ? 1.0 / 256 : 0 }

    /// What output `place` in row-major order is the sum of.
    func output(_ place: Int, _ x: Numbers, _ weights: Memory) -> Products {
        let at = Numbers.indices(place, of: shapes.output)
        let (top, start) = (at[2] * geometry.stride - above, at[3] * geometry.stride - left)
        let first = at[1] / outputs * inputs
        return Products(
            at: at, numbers: x,
            planes: (first..<first + inputs).map { x.step(0, at[0]) + x.step(1, $0) },
            weights: weights.floats, filters: (0..<inputs).map { (at[1] * inputs + $0) * taps },
            patch: patch(in: x, rows: { top + $0 }, columns: { start + $0 }),
            roundsWeights: roundsWeights)
    }

    /// What number `place` of the input's gradient in row-major order is the sum of.
    func inputGradient(_ place: Int, _ gradient: Numbers, _ weights: Memory) -> Products {
        let at = Numbers.indices(place, of: shapes.input)
        let group = at[1] / inputs
        let own = group * outputs..<(group + 1) * outputs
        return Products(
            at: at, numbers: gradient,
            planes: own.map { gradient.step(0, at[0]) + gradient.step(1, $0) },
            weights: weights.floats, filters: own.map { ($0 * inputs + at[1] % inputs) * taps },
            patch: patch(
                in: gradient, rows: { origin(at[2] + above - $0, gradient.shape[2]) },
                columns: { origin(at[3] + left - $0, gradient.shape[3]) }),
            isTurned: true, roundsWeights: roundsWeights)
    }

    /// The planes of each image that number `at` of the weights' gradient is made of.
    private func planes(_ at: [Int], _ x: Numbers, _ gradient: Numbers) -> [(Int, Int)] {
        (0..<shapes.output[0]).map { image in
            (
                x.step(0, image) + x.step(1, at[0] / outputs * inputs + at[1]),
                gradient.step(0, image) + gradient.step(1, at[0])
            )
        }
    }

    /// Number `place` of the weights' gradient in row-major order.
    func weightGradient(_ place: Int, _ x: Numbers, _ gradient: Numbers) -> SelfTest.Sum {
        let at = Numbers.indices(place, of: shapes.weights)
        func lines(_ axis: Int, _ start: Int) -> [(Int, Int)] {
            (0..<shapes.output[axis]).compactMap { index in
                let source = index * geometry.stride + start
                guard source >= 0, source < x.shape[axis] else { return nil }
                return (x.step(axis, source), gradient.step(axis, index))
            }
        }
        let (rows, columns) = (lines(2, at[2] - above), lines(3, at[3] - left))
        var sum = SelfTest.Sum()
        for plane in planes(at, x, gradient) {
            for row in rows {
                let line = (plane.0 + row.0, plane.1 + row.1)
                for column in columns {
                    sum.add(x[line.0 + column.0], gradient[line.1 + column.1])
                }
            }
        }
        return sum
    }

    /// The size of what Winograd's algorithm adds up for it.
    func weightGradientSize(
        _ tile: WinogradTile, _ place: Int, _ x: Numbers, _ gradient: Numbers
    ) -> Double {
        let at = Numbers.indices(place, of: shapes.weights)
        var sizes = TileSizes(tile)
        for plane in planes(at, x, gradient) {
            for row in stride(from: 0, to: shapes.output[2], by: tile.side) {
                for column in stride(from: 0, to: shapes.output[3], by: tile.side) {
                    sizes.add(x, plane.0, row, column)
                    sizes.add(factors: gradient, plane.1, row, column)
                }
            }
        }
        return sizes.ofKernel(at[2], at[3])
    }

    /// What the taps of a kernel add to a plane's place, and which taps they are; without those
    /// that fall outside.
    private func patch(
        in x: Numbers, rows: (Int) -> Int?, columns: (Int) -> Int?
    ) -> [(step: Int, tap: Int)] {
        (0..<taps).compactMap { tap in
            let (a, b) = tap.quotientAndRemainder(dividingBy: kernel.columns)
            guard let row = rows(a), (0..<x.shape[2]).contains(row),
                let column = columns(b), (0..<x.shape[3]).contains(column)
            else { return nil }
            return (x.step(2, row) + x.step(3, column), tap)
        }
    }

    /// The output's index whose patch begins at `start`; nil for none.
    @inline(__always)
    private func origin(_ start: Int, _ count: Int) -> Int? {
        guard start >= 0, start % geometry.stride == 0, start / geometry.stride < count else {
            return nil
        }
        return start / geometry.stride
    }
}

extension ConvolutionSums {
    /// The products with kernels that one number is the sum of.
    struct Products {
        /// Its indices.
        let at: [Int]
        let numbers: Numbers
        /// Where the planes lie whose parts are multiplied, and with which kernels.
        let planes: [Int]
        let weights: UnsafePointer<Float>
        let filters: [Int]
        /// What the taps of a kernel add to a plane's place.
        let patch: [(step: Int, tap: Int)]
        /// Whether a part meets the kernel turned by half a turn.
        var isTurned = false
        /// Whether the weights are multiplied as bfloat16 numbers.
        let roundsWeights: Bool

        var sum: SelfTest.Sum {
            var sum = SelfTest.Sum()
            for (plane, filter) in zip(planes, filters) {
                for (step, tap) in patch {
                    let weight = weights[filter + tap]
                    sum.add(
                        numbers[plane + step],
                        roundsWeights ? float(bfloat16(weight)) : weight)
                }
            }
            return sum
        }

        /// The size of what Winograd's algorithm adds up.
        func size(in tile: WinogradTile) -> Double {
            var sizes = TileSizes(tile)
            for (plane, filter) in zip(planes, filters) {
                sizes.add(numbers, plane, at[2], at[3])
                for tap in 0..<9 {
                    let place = isTurned ? 8 - tap : tap
                    sizes.add(factor: weights[filter + tap], place / 3, place % 3)
                }
            }
            return sizes.ofOutput(at[2], at[3])
        }
    }
}
