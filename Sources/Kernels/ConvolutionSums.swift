/// The numbers of a convolution and of its gradients by plain loops, one at a time: what the
/// self-test compares with.
struct ConvolutionSums {
    let shapes: ConvolutionShapes
    let geometry: ConvolutionGeometry
    let precision: Precision
    /// Whether the tiles of Winograd's algorithm are at work: what is rounded are then its numbers
    /// (`WinogradTile`).
    var tiled = false

    /// The inputs, and the outputs, that one group connects.
    var inputs: Int { shapes.weights[1] }
    var outputs: Int { shapes.weights[0] / geometry.groups }
    private var above: Int { Int(shapes.before[0]) }
    private var left: Int { Int(shapes.before[1]) }
    private var kernel: (rows: Int, columns: Int) { (shapes.weights[2], shapes.weights[3]) }
    var taps: Int { kernel.rows * kernel.columns }

    /// How often each of `terms` is rounded; where `tiled`, each of the numbers of so many tiles.
    func steps(_ terms: Int, tiles: Int) -> Int {
        tiled ? tiles + WinogradTile.transformations : terms
    }

    /// Output `place` in row-major order.
    func output(_ place: Int, _ x: Numbers, _ weights: Memory) -> SelfTest.Sum {
        let at = Numbers.indices(place, of: shapes.output)
        var (sum, tile) = (SelfTest.Sum(), WinogradTile())
        for input in 0..<inputs {
            let plane = x.step(0, at[0]) + x.step(1, at[1] / outputs * inputs + input)
            let filter = (at[1] * inputs + input) * taps
            for a in 0..<kernel.rows {
                let row = at[2] * geometry.stride - above + a
                guard row >= 0, row < x.shape[2] else { continue }
                let line = plane + x.step(2, row)
                for b in 0..<kernel.columns {
                    let column = at[3] * geometry.stride - left + b
                    guard column >= 0, column < x.shape[3] else { continue }
                    sum.add(
                        x[line + x.step(3, column)],
                        weight(weights, filter + a * kernel.columns + b))
                }
            }
            guard tiled else { continue }
            tile.add(x, plane, at[2], at[3])
            for tap in 0..<taps { tile.add(factor: weights.floats[filter + tap], tap / 3, tap % 3) }
        }
        sum.inner = tile.sizeOfOutput(at[2], at[3])
        return sum
    }

    /// Number `place` of the input's gradient in row-major order.
    func inputGradient(_ place: Int, _ gradient: Numbers, _ weights: Memory) -> SelfTest.Sum {
        let at = Numbers.indices(place, of: shapes.input)
        var (sum, tile) = (SelfTest.Sum(), WinogradTile())
        let group = at[1] / inputs
        for output in group * outputs..<(group + 1) * outputs {
            let plane = gradient.step(0, at[0]) + gradient.step(1, output)
            let filter = (output * inputs + at[1] % inputs) * taps
            for a in 0..<kernel.rows {
                guard let row = origin(at[2] + above - a, gradient.shape[2]) else { continue }
                let line = plane + gradient.step(2, row)
                for b in 0..<kernel.columns {
                    guard let column = origin(at[3] + left - b, gradient.shape[3]) else { continue }
                    sum.add(
                        gradient[line + gradient.step(3, column)],
                        weight(weights, filter + a * kernel.columns + b))
                }
            }
            guard tiled else { continue }
            tile.add(gradient, plane, at[2], at[3])
            // The kernel is turned.
            for tap in 0..<taps {
                tile.add(factor: weights.floats[filter + tap], 2 - tap / 3, 2 - tap % 3)
            }
        }
        sum.inner = tile.sizeOfOutput(at[2], at[3])
        return sum
    }

    /// Number `place` of the weights' gradient in row-major order.
    func weightGradient(_ place: Int, _ x: Numbers, _ gradient: Numbers) -> SelfTest.Sum {
        let at = Numbers.indices(place, of: shapes.weights)
        var (sum, tile) = (SelfTest.Sum(), WinogradTile())
        for image in 0..<shapes.output[0] {
            let planes = (
                x.step(0, image) + x.step(1, at[0] / outputs * inputs + at[1]),
                gradient.step(0, image) + gradient.step(1, at[0])
            )
            for row in 0..<shapes.output[2] {
                let source = row * geometry.stride - above + at[2]
                guard source >= 0, source < x.shape[2] else { continue }
                let lines = (
                    planes.0 + x.step(2, source), planes.1 + gradient.step(2, row)
                )
                for column in 0..<shapes.output[3] {
                    let source = column * geometry.stride - left + at[3]
                    guard source >= 0, source < x.shape[3] else { continue }
                    sum.add(
                        x[lines.0 + x.step(3, source)], gradient[lines.1 + gradient.step(3, column)]
                    )
                }
            }
            guard tiled else { continue }
            for row in stride(from: 0, to: shapes.output[2], by: 4) {
                for column in stride(from: 0, to: shapes.output[3], by: 4) {
                    tile.add(x, planes.0, row, column)
                    tile.add(factors: gradient, planes.1, row, column)
                }
            }
        }
        sum.inner = tile.sizeOfKernel(at[2], at[3])
        return sum
    }

    /// The output's index whose patch begins at `start`; nil for none.
    @inline(__always)
    private func origin(_ start: Int, _ count: Int) -> Int? {
        guard start >= 0, start % geometry.stride == 0, start / geometry.stride < count else {
            return nil
        }
        return start / geometry.stride
    }

    @inline(__always)
    private func weight(_ weights: Memory, _ place: Int) -> Float {
        precision == .bf16 ? float(bfloat16(weights.floats[place])) : weights.floats[place]
    }
}
