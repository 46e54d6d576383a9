import Kernels
import Randomness
import Testing

/// Convolutions between depthwise ones, against their definition in double precision.
@Suite("Kernels of 1 × 1 between depthwise convolutions")
struct PointwiseTests {
    let device = Device(threads: 2)

    /// A convolution and batch normalisation with numbers of its own.
    private struct Map {
        let weights, scale, shift, mean, variance: [Float]
        let folded: FoldedConvolution

        init(
            _ device: Device, outputs: Int, inputs: Int, kernel: Int,
            _ geometry: ConvolutionGeometry,
            _ chance: inout Generator
        ) {
            func numbers(_ count: Int, _ change: (Float) -> Float = { $0 }) -> [Float] {
                (0..<count).map { _ in change(Float(chance.normal())) }
            }
            weights = numbers(outputs * inputs * kernel * kernel)
            scale = numbers(outputs)
            shift = numbers(outputs)
            mean = numbers(outputs)
            variance = numbers(outputs) { 0.5 + abs($0) }
            func memory(_ values: [Float]) -> Memory {
                Memory(device, values, shape: [values.count])
            }
            folded = FoldedConvolution(
                Memory(device, weights, shape: [outputs, inputs, kernel, kernel]), geometry,
                precision: .f32, scale: memory(scale), shift: memory(shift), mean: memory(mean),
                variance: memory(variance), epsilon: 1e-3, amongDepthwise: true)
        }

        func normalized(_ sum: Double, _ o: Int) -> Double {
            Double(scale[o]) * (sum - Double(mean[o])) / (Double(variance[o]) + 1e-3).squareRoot()
                + Double(shift[o])
        }
    }

    private func values(_ count: Int, _ chance: inout Generator) -> [Float] {
        (0..<count).map { _ in Float(chance.normal()) }
    }

    private func plain(_ activation: Activation, _ x: Double) -> Double {
        switch activation {
        case .relu6: min(max(x, 0), 6)
        case .hardSwish: x * min(max(x + 3, 0), 6) / 6
        case .rectifier: max(x, 0)
        default: x
        }
    }

    private func expect(_ found: [Float], _ expected: [Double]) {
        let size = expected.map(abs).max()!
        let worst = zip(found, expected).map { abs(Double($0) - $1) }.max()!
        #expect(worst < 1e-5 * size, "\(worst) of \(size)")
    }

    /// Channels that fill no block, fewer pixels than go at a time, and one more than a whole number
    /// of such.
    @Test(
        "The sum of a map of each pixel's channels and an addend, and its activation",
        arguments: [
            (shape: [2, 24, 7, 7], outputs: 40, activation: Activation.relu6),
            ([1, 7, 1, 3], 16, .hardSwish), ([3, 33, 5, 5], 9, .identity),
            ([1, 64, 20, 31], 24, .rectifier(slope: 0)),
        ], Instructions.available)
    func pointwise(
        _ job: (shape: [Int], outputs: Int, activation: Activation), _ set: Instructions
    ) {
        var chance = Generator(seed: 3)
        let (images, inputs, pixels) = (job.shape[0], job.shape[1], job.shape[2] * job.shape[3])
        let map = Map(
            device, outputs: job.outputs, inputs: inputs, kernel: 1,
            ConvolutionGeometry(stride: 1, padding: 0), &chance)
        let x = values(images * inputs * pixels, &chance)
        let added = values(images * job.outputs * pixels, &chance)
        let shape = [images, job.outputs, job.shape[2], job.shape[3]]
        let found = set.use {
            map.folded(
                Memory(device, x, shape: job.shape), adding: Memory(device, added, shape: shape),
                activation: job.activation
            ).values()
        }
        expect(
            found,
            added.indices.map { place in
                let (image, o) = (place / pixels / job.outputs, place / pixels % job.outputs)
                let sum = (0..<inputs).reduce(0.0) { sum, i in
                    let number = x[(image * inputs + i) * pixels + place % pixels]
                    return sum + Double(number) * Double(map.weights[o * inputs + i])
                }
                return plain(job.activation, map.normalized(sum, o) + Double(added[place]))
            })
    }

    /// Rows that go strip by strip, at both edges; zeros on one side only.
    @Test(
        "A map to many channels and a depthwise convolution of these, as one",
        .enabled(if: Instructions.available.contains(.narrow), "this CPU has no AVX2 with FMA"),
        arguments: [
            (shape: [2, 24, 9, 11], width: 40, kernel: 3, stride: 1, activation: Activation.relu6),
            ([1, 16, 70, 150], 32, 5, 2, .relu6),
            ([1, 8, 90, 130], 24, 3, 1, .rectifier(slope: 0)),
            ([1, 5, 3, 3], 16, 5, 2, .hardSwish), ([1, 16, 4, 4], 7, 7, 1, .identity),
        ], [true, false])
    func expansion(
        _ job: (shape: [Int], width: Int, kernel: Int, stride: Int, activation: Activation),
        _ isSame: Bool
    ) throws {
        var chance = Generator(seed: 4)
        let (images, inputs, height, side) = (
            job.shape[0], job.shape[1], job.shape[2], job.shape[3]
        )
        let map = Map(
            device, outputs: job.width, inputs: inputs, kernel: 1,
            ConvolutionGeometry(stride: 1, padding: 0), &chance)
        let geometry = ConvolutionGeometry(
            stride: job.stride, padding: isSame ? .same : .each(job.kernel / 2), groups: job.width)
        let depthwise = Map(
            device, outputs: job.width, inputs: 1, kernel: job.kernel, geometry, &chance)
        let x = values(images * inputs * height * side, &chance)
        let y = try #require(
            Instructions.narrow.use {
                map.folded(
                    Memory(device, x, shape: job.shape), job.activation, then: depthwise.folded,
                    job.activation)
            })
        func hidden(_ image: Int, _ c: Int, _ row: Int, _ column: Int) -> Double {
            let sum = (0..<inputs).reduce(0.0) { sum, i in
                let number = x[((image * inputs + i) * height + row) * side + column]
                return sum + Double(number) * Double(map.weights[c * inputs + i])
            }
            return plain(job.activation, map.normalized(sum, c))
        }
        func before(_ size: Int) -> Int {
            guard isSame else { return job.kernel / 2 }
            let outputs = (size + job.stride - 1) / job.stride
            return max(0, (outputs - 1) * job.stride + job.kernel - size) / 2
        }
        let (rows, columns) = (y.shape[2], y.shape[3])
        let found = y.values()
        // Every number of small ones, some of large ones.
        let places = stride(from: 0, to: found.count, by: max(1, found.count / 1999))
        expect(
            places.map { found[$0] },
            places.map { place in
                let (row, column) = (place / columns % rows, place % columns)
                let (image, c) = (
                    place / columns / rows / job.width, place / columns / rows % job.width
                )
                var sum = 0.0
                for a in 0..<job.kernel {
                    for b in 0..<job.kernel {
                        let (r, k) = (
                            row * job.stride + a - before(height),
                            column * job.stride + b - before(side)
                        )
                        guard (0..<height).contains(r), (0..<side).contains(k) else { continue }
                        let weight = depthwise.weights[(c * job.kernel + a) * job.kernel + b]
                        sum += hidden(image, c, r, k) * Double(weight)
                    }
                }
                return plain(job.activation, depthwise.normalized(sum, c))
            })
    }
}
