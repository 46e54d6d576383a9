import CLoops
import Kernels
import TestSupport
import Testing

/// Winograd's algorithm against plain sums in double precision.
@Suite(
    "3×3 convolutions by Winograd's algorithm",
    .enabled(if: Device.hasOwnConvolutions, "this CPU has no AVX2 with FMA"))
struct WinogradTests {
    private struct Inputs {
        let device: Device
        let shape, weightsShape, outputShape: [Int]
        let x, weights, gradient: [Float]
        let geometry: ConvolutionGeometry
        let precision: Precision

        /// `sizes`: images, inputs, outputs, height, width. In bfloat16 images are such numbers.
        init(
            _ sizes: [Int], _ precision: Precision = .f32, stride: Int = 1, threads: Int = 1,
            winograd: Bool = true
        ) {
            func pixels(_ name: String, _ shape: [Int]) -> [Float] {
                Pattern.values(name, count: shape.reduce(1, *)).map {
                    precision == .f32 ? $0 : Float(bitPattern: $0.bitPattern & 0xffff_0000)
                }
            }
            self.precision = precision
            geometry = ConvolutionGeometry(stride: stride, padding: 1)
            device = Device(threads: threads, winograd: winograd)
            shape = [sizes[0], sizes[1], sizes[3], sizes[4]]
            weightsShape = [sizes[2], sizes[1], 3, 3]
            outputShape = [sizes[0], sizes[2]] + sizes[3...].map { ($0 - 1) / stride + 1 }
            x = pixels("x", shape)
            weights = Pattern.values("weights", count: weightsShape.reduce(1, *))
            gradient = pixels("gradient", outputShape)
        }

        func memory(_ values: [Float], _ shape: [Int]) -> Memory {
            Memory(device, values, shape: shape)
        }

        /// The output and the gradients of input and weights.
        func run() -> [[Float]] {
            let w = memory(weights, weightsShape)
            let (output, input) = device.convolution(
                memory(x, shape), weights: w, geometry, precision: precision)
            let g = memory(gradient, outputShape)
            let data = device.convolutionBackwardData(
                g, weights: w, inputShape: shape, geometry, precision: precision)
            let slope = device.convolutionBackwardWeights(
                g, input: input, weightsShape: weightsShape, geometry, precision: precision)
            return [output, data, slope].map { $0.values() }
        }

        /// The same, summed up by definition.
        func plain() -> [[Double]] {
            var output = [Double](repeating: 0, count: gradient.count)
            var data = [Double](repeating: 0, count: x.count)
            var slope = [Double](repeating: 0, count: weights.count)
            let (inputs, outputs) = (shape[1], weightsShape[0])
            /// Where a row or column of outputs meets one of inputs by a weight.
            func meetings(_ axis: Int, _ weight: Int) -> [(output: Int, input: Int)] {
                (0..<outputShape[axis]).map { ($0, $0 * geometry.stride + weight - 1) }
                    .filter { (0..<shape[axis]).contains($0.1) }
            }
            for n in 0..<shape[0] {
                for (o, i) in (0..<outputs).flatMap({ o in (0..<inputs).map { (o, $0) } }) {
                    for tap in 0..<9 {
                        let w = (o * inputs + i) * 9 + tap
                        for row in meetings(2, tap / 3) {
                            let y =
                                ((n * outputs + o) * outputShape[2] + row.output)
                                * outputShape[3]
                            let from = ((n * inputs + i) * shape[2] + row.input) * shape[3]
                            for column in meetings(3, tap % 3) {
                                let (y, from) = (y + column.output, from + column.input)
                                output[y] += Double(x[from]) * Double(weights[w])
                                data[from] += Double(gradient[y]) * Double(weights[w])
                                slope[w] += Double(gradient[y]) * Double(x[from])
                            }
                        }
                    }
                }
            }
            return [output, data, slope]
        }
    }

    private static let cases = sizes.map { ($0, 1) } + stridedSizes.map { ($0, 2) }

    private static let sizes = [
        [2, 16, 16, 4, 4], [1, 32, 48, 7, 10], [3, 48, 32, 5, 3], [1, 16, 32, 1, 2],
        [2, 64, 16, 13, 9], [2, 40, 45, 6, 5], [1, 9, 30, 5, 8], [2, 16, 32, 5, 5],
        [1, 32, 16, 10, 9], [3, 16, 16, 6, 6], [1, 16, 48, 21, 12],
        // Few tiles of many channels: two threads share the outputs, of either direction.
        [1, 16, 80, 5, 5], [2, 72, 16, 4, 3], [1, 96, 112, 8, 7],
    ]

    /// Of stride 2, where tiles of three outputs leave little empty.
    private static let stridedSizes = [
        [2, 16, 16, 21, 22], [1, 32, 48, 6, 11], [1, 40, 45, 27, 5], [1, 16, 48, 28, 21],
        [1, 9, 30, 5, 5], [2, 72, 16, 22, 17], [1, 16, 80, 5, 6], [1, 96, 112, 11, 12],
    ]

    /// The root mean square of the differences, in that of the expected numbers.
    private func error(_ found: [Float], _ expected: [Double]) -> Double {
        let squares = zip(found, expected).map { (Double($0) - $1) * (Double($0) - $1) }
        let sizes = expected.map { $0 * $0 }
        return (squares.reduce(0, +) / sizes.reduce(0, +)).squareRoot()
    }

    @Test(
        "the output and both gradients are the plain sums to single precision", arguments: cases,
        [1, 2])
    func equalsSums(_ kind: (sizes: [Int], stride: Int), _ threads: Int) {
        let inputs = Inputs(kind.sizes, stride: kind.stride, threads: threads)
        let plain = inputs.plain()
        for instructions in Instructions.available where instructions != .plain {
            inputs.device.timings = Timings()
            let results = instructions.use { inputs.run() }
            #expect(Self.algorithms(of: inputs.device) == ["Winograd"])
            for (name, (one, other)) in zip(["output", "dx", "dw"], zip(results, plain)) {
                // Tiles of six round four times as much as those of four.
                expectClose(
                    one, other, relative: 4e-5, absolute: 2e-4,
                    "\(name) of \(kind), \(instructions)")
            }
        }
    }

    /// By which the device's convolutions were computed.
    private static func algorithms(of device: Device) -> Set<String> {
        Set(
            device.timings!.totals.keys.filter { $0.name.hasPrefix("convolution") }
                .map(\.implementation))
    }

    @Test(
        "in bfloat16 they are the plain sums to a few hundredths of their size",
        .enabled(if: Device.hasWinogradOfBFloat16, "this CPU multiplies no bfloat16 numbers so"),
        arguments: cases, [1, 2])
    func equalsSumsInBFloat16(_ kind: (sizes: [Int], stride: Int), _ threads: Int) {
        let inputs = Inputs(kind.sizes, .bf16, stride: kind.stride, threads: threads)
        inputs.device.timings = Timings()
        let results = inputs.run()
        #expect(Self.algorithms(of: inputs.device) == ["Winograd"])
        for (name, (one, other)) in zip(["output", "dx", "dw"], zip(results, inputs.plain())) {
            // Tiles of four round by 1.1 % of the size, of five by 2.3, of stride 2 by 0.3
            // (Benchmarks/peers/points.py).
            let most = kind.stride == 1 ? 0.03 : 0.006
            #expect(error(one, other) < most, "\(name) of \(kind)")
            #expect(error(one, other) > 1e-4, "\(name) of \(kind) is not bfloat16")
        }
    }

    /// A kernel of a single 1 at (row, column) is the outer product of two columns of G.
    @Test(
        "the loops transform kernels by the tile's matrix",
        arguments: WinogradTile.all + [.strided, .turned])
    func kernels(_ tile: WinogradTile) {
        let tiles = CLoopsTiles(
            inputs: 16, outputs: 16, height: 4, width: 4, rows: 4, columns: 4, form: tile.form)
        let points = tile.factors
        for tap in 0..<9 {
            var weights = [Float](repeating: 0, count: 16 * 16 * 9)
            weights[tap] = 1
            let count = CLoops_winograd_points(tiles, 0)
            let apart = count / (points * points)
            let all = UnsafeMutableBufferPointer<Float>(
                start: UnsafeMutableRawPointer.allocate(byteCount: count * 4, alignment: 64)
                    .assumingMemoryBound(to: Float.self), count: count)
            defer { all.baseAddress!.deallocate() }
            CLoops_winograd_weights(weights, tiles, 0, 0, 1, all.baseAddress!)
            for point in 0..<points * points {
                let (row, column) = (point / points, point % points)
                let expected = tile.kernel[row][tap / 3] * tile.kernel[column][tap % 3]
                #expect(
                    abs(Double(all[point * apart]) - expected) <= 1e-6 * abs(expected),
                    "tap \(tap), point \(point)")
            }
        }
    }

    @Test("passes over the same weights lay them out once, and give the same numbers")
    func keptWeights() {
        for kernel in [3, 1] {
            let device = Device(threads: 2)
            let x = Memory(
                device, Pattern.values("x", count: 2 * 16 * 6 * 5), shape: [2, 16, 6, 5])
            let numbers = Pattern.values("w", count: 32 * 16 * kernel * kernel)
            let w = Memory(device, numbers, shape: [32, 16, kernel, kernel])
            let geometry = ConvolutionGeometry(stride: 1, padding: kernel / 2)
            func output() -> [Float] {
                device.convolution(x, weights: w, geometry, precision: .f32).output.values()
            }
            func calls() -> Int {
                device.timings!.totals.filter {
                    $0.key.name == "Winograd's weights"
                        || $0.key.name == "reorder" && $0.key.shapes.contains("32, 16")
                }.reduce(0) { $0 + $1.value.calls }
            }
            device.timings = Timings()
            let plain = output()
            device.keepingWeights {
                #expect(output() == plain && output() == plain)
                #expect(calls() == 2, "kernel \(kernel)")
            }
            // What changed since is seen.
            w.assign(numbers.map { 2 * $0 })
            #expect(output() == plain.map { 2 * $0 })
            #expect(calls() == 3, "kernel \(kernel)")
        }
    }

    @Test("they repeat bit for bit at a fixed number of threads", arguments: [1, 2, 3])
    func repeats(_ threads: Int) {
        let sizes = [3, 32, 32, 10, 11]
        for (precision, stride) in Self.precisions.flatMap({ [($0, 1), ($0, 2)] }) {
            let results = (0..<2).map { _ in
                Inputs(sizes, precision, stride: stride, threads: threads).run()
            }
            #expect(results[0] == results[1], "\(precision), stride \(stride)")
        }
    }

    /// Those that the algorithm is for on this CPU.
    private static let precisions: [Precision] =
        Device.hasWinogradOfBFloat16 ? [.f32, .bf16] : [.f32]

    @Test(
        "with normalisation, sum, rectifier and pooling they equal the direct algorithm's",
        arguments: [(Float(1), false), (0, false), (0.1, true), (0, true)], [false, true])
    func endings(_ ending: (slope: Float, pooling: Bool), _ adding: Bool) {
        for precision in Self.precisions {
            endings(ending, adding, precision, stride: 1)
            if !ending.pooling { endings(ending, adding, precision, stride: 2) }
        }
    }

    private func endings(
        _ ending: (slope: Float, pooling: Bool), _ adding: Bool, _ precision: Precision, stride: Int
    ) {
        let results = [true, false].map { winograd in
            let inputs = Inputs(
                [2, 32, 48] + (stride == 1 ? [9, 10] : [11, 12]), precision, stride: stride,
                winograd: winograd)
            func channels(_ name: String, offset: Float) -> Memory {
                inputs.memory(
                    Pattern.values(name, count: 48, scale: 0.4, offset: offset), [48])
            }
            let folded = FoldedConvolution(
                inputs.memory(inputs.weights, inputs.weightsShape), inputs.geometry,
                precision: precision, scale: channels("scale", offset: 0.1),
                shift: channels("shift", offset: 0), mean: channels("mean", offset: 0.2),
                variance: channels("variance", offset: 1), epsilon: 1e-5)
            let addend = inputs.memory(inputs.gradient, inputs.outputShape)
            inputs.device.timings = Timings()
            let result = folded(
                inputs.memory(inputs.x, inputs.shape), adding: adding ? addend : nil,
                activation: .rectifier(slope: ending.slope), pooling: ending.pooling)
            #expect((Self.algorithms(of: inputs.device) == ["Winograd"]) == winograd)
            return result
        }
        #expect(results[0].shape == results[1].shape)
        let size = ending.pooling ? [4, 5] : stride == 1 ? [9, 10] : [6, 6]
        #expect(results[0].shape[2...] == size[...])
        if precision == .bf16 {
            #expect(error(results[0].values(), results[1].values().map(Double.init)) < 0.03)
        } else {
            expectClose(results[0].values(), results[1].values(), relative: 4e-5, absolute: 4e-5)
        }
    }
}
