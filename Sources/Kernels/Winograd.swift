import CLoops

/// 3×3 convolutions of stride 1 by Winograd's algorithm (Lavin & Gray 2016, arXiv 1509.09308), in
/// single precision: a quarter of the multiplications and less, and what follows a convolution in
/// inference done before its numbers leave the cache. Rounding is a few times that of the direct sum.
///
/// Tiles go through the three steps of the algorithm a few dozen at a time, so that what lies
/// between the steps stays in a thread's cache.
struct Winograd {
    let device: Device
    let shapes: ConvolutionShapes
    let tile: WinogradTile

    /// Nil where the algorithm, our loops or the processor do not fit; fewer channels would leave
    /// most of a block of 16 empty.
    init?(
        _ device: Device, _ shapes: ConvolutionShapes, _ geometry: ConvolutionGeometry,
        _ precision: Precision, pooling: Bool = false
    ) {
        guard device.usesWinograd, precision == .f32, Device.hasOwnConvolutions,
            shapes.weights[2...] == [3, 3], geometry.stride == 1, geometry.padding == .each(1),
            geometry.groups == 1, shapes.weights[0] > 8, shapes.weights[1] > 8
        else { return nil }
        self.device = device
        self.shapes = shapes
        tile = WinogradTile.best(height: shapes.input[2], width: shapes.input[3], even: pooling)
    }

    /// Tiles that one thread has in its cache at a time, in whole dozens: few where they alone
    /// fill it, more where the weights do, which are read again for each time. Measured.
    private var room: Int {
        let share = (tileCount + device.threads - 1) / device.threads
        let best = min(144, max(36, (shapes.weights[0] + shapes.weights[1]) / 9))
        return (min(best, share) + 11) / 12 * 12
    }

    /// Whether it is faster than the direct algorithm. Its weights are four times as large: where
    /// they do not stay in a core's cache, they are read from far away for each batch, and a few
    /// tiles (of one photo of 14 × 14 and less) do not make up for it. Measured: 512 channels at
    /// 7 × 7 took 3.2 ms for one photo, 0.7 directly; 256 at 14 × 14 took 0.84, 0.62 directly.
    var pays: Bool {
        tileCount >= 24 || shapes.weights[0] * shapes.weights[1] < 128 * 128
    }

    private func tiles(transposed: Bool = false) -> CLoopsTiles {
        let (outputs, inputs) = (shapes.weights[0], shapes.weights[1])
        return CLoopsTiles(
            inputs: transposed ? outputs : inputs, outputs: transposed ? inputs : outputs,
            height: shapes.input[2], width: shapes.input[3], side: Int32(tile.side))
    }

    private var tileCount: Int {
        shapes.input[0] * tile.count(height: shapes.input[2], width: shapes.input[3])
    }

    private var pointFloats: Int {
        tile.points * tile.points
            * (blocks(shapes.weights[0]) * blocks(shapes.weights[1]) * 256 + 16)
    }

    private func blocks(_ channels: Int) -> Int { (channels + 15) / 16 }

    private func operation(_ name: String) -> Timings.Operation {
        Timings.Operation(name, shapes.description, by: "Winograd")
    }

    private func blocked(_ shape: [Int]) -> Layout {
        device.blockedLayout(shape, .f32)
    }

    /// Row-major weights at the algorithm's points; turned and transposed for the gradient of
    /// the input.
    func points(_ weights: Memory, transposed: Bool = false) -> Buffer {
        device.kept(WeightForm(weights, at: tile, transposed: transposed), of: weights) {
            makePoints(weights, transposed: transposed)
        }
    }

    private func makePoints(_ weights: Memory, transposed: Bool) -> Buffer {
        let tiles = tiles(transposed: transposed)
        let buffer = device.pool.take(pointFloats * 4)
        device.timed(
            operation("Winograd's weights" + (transposed ? ", backward data" : "")),
            bytes: weights.layout.byteCount + pointFloats * 4
        ) {
            device.parallel(blocks(tiles.outputs)) { blocks in
                CLoops_winograd_weights(
                    weights.floats, tiles, transposed ? 1 : 0, blocks.lowerBound,
                    blocks.upperBound, buffer.floats)
            }
        }
        return buffer
    }

    /// The convolution of `x` by `weights`, whose `points` are known, and `x` as it was read.
    func convolution(
        _ x: Memory, weights: Memory, points: Buffer, ending: ConvolutionEnding = .none
    ) -> (output: Memory, input: Memory) {
        let x = device.reordered(x, to: blocked(shapes.input))
        let output = run(x, points, ending, into: shapes.output, transposed: false)
        test(.convolution, pooling: ending.pooling, output) {
            sums.difference(output, x, weights, ending)
        }
        return (output, x)
    }

    /// The gradient of the input.
    func backwardData(_ gradient: Memory, weights: Memory, points: Buffer) -> Memory {
        let gradient = device.reordered(gradient, to: blocked(shapes.output))
        let result = run(gradient, points, .none, into: shapes.input, transposed: true)
        test(.convolutionBackwardData, result) { sums.inputDifference(result, gradient, weights) }
        return result
    }

    private var sums: ConvolutionSums {
        ConvolutionSums(
            shapes: shapes, geometry: ConvolutionGeometry(stride: 1, padding: 1), precision: .f32,
            tile: tile)
    }

    /// Compares `output` with plain sums where `kind` is computed for the first time.
    private func test(
        _ kind: Problem.Kind, pooling: Bool = false, _ output: Memory,
        _ difference: () -> String?
    ) {
        device.selfTest(
            Device.winogradProblem(kind, shapes, pooling: pooling), operation(kind.rawValue),
            output: output, difference)
    }

    private func run(
        _ x: Memory, _ points: Buffer, _ ending: ConvolutionEnding, into shape: [Int],
        transposed: Bool
    ) -> Memory {
        var shape = shape
        if ending.pooling { shape = [shape[0], shape[1], shape[2] / 2, shape[3] / 2] }
        let addend = ending.addend.map { device.reordered($0, to: blocked(shapes.output)) }
        let result = Memory(device, blocked(shape))
        let tiles = tiles(transposed: transposed)
        let floats = CLoops_winograd_scratch(tiles, room)
        let scratch = device.pool.take(device.threads * floats * 4)
        let end = CLoopsEnding(
            scale: ending.scale.map { UnsafePointer($0.floats) },
            shift: ending.shift.map { UnsafePointer($0.floats) },
            addend: addend.map { UnsafePointer($0.floats) }, slope: ending.slope,
            pooling: ending.pooling ? 1 : 0)
        device.timed(
            operation("convolution" + (transposed ? ", backward data" : "")),
            operations: shapes.operations, bytes: x.layout.byteCount + result.layout.byteCount
        ) {
            split { worker, range in
                CLoops_winograd(
                    x.floats, points.floats, tiles, range.lowerBound, range.upperBound, room,
                    scratch.floats + worker * floats, end, result.floats)
            }
        }
        return withExtendedLifetime((addend, scratch)) { result }
    }

    /// The gradient of the weights, row-major.
    func backwardWeights(_ gradient: Memory, input: Memory) -> Memory {
        let x = device.reordered(input, to: blocked(shapes.input))
        let g = device.reordered(gradient, to: blocked(shapes.output))
        let tiles = tiles()
        let floats = CLoops_winograd_scratch(tiles, room)
        let scratch = device.pool.take(device.threads * floats * 4)
        let parts = device.pool.take(device.threads * pointFloats * 4)
        let result = Memory(device, device.plainLayout(shapes.weights))
        device.timed(
            operation("convolution, backward weights"), operations: shapes.operations,
            bytes: x.layout.byteCount + g.layout.byteCount
        ) {
            split { worker, range in
                CLoops_winograd_correlate(
                    x.floats, g.floats, tiles, range.lowerBound, range.upperBound, room,
                    scratch.floats + worker * floats, parts.floats + worker * pointFloats)
            }
            device.parallel(blocks(tiles.outputs)) { blocks in
                CLoops_winograd_weight_gradient(
                    parts.floats, device.threads, tiles, blocks.lowerBound, blocks.upperBound,
                    result.floats)
            }
        }
        withExtendedLifetime((scratch, parts)) {}
        test(.convolutionBackwardWeights, result) { sums.weightDifference(result, x, g) }
        return result
    }

    /// Every thread's share of the tiles, in whole dozens.
    private func split(_ body: (Int, Range<Int>) -> Void) {
        let (dozens, workers) = ((tileCount + 11) / 12, device.threads)
        device.parallel(workers) { range in
            for worker in range {
                let start = min(tileCount, dozens * worker / workers * 12)
                let end = min(tileCount, dozens * (worker + 1) / workers * 12)
                body(worker, start..<end)
            }
        }
    }
}

/// What is done to a convolution's output before it is stored: batch normalisation by given
/// statistics as a factor and a summand for each channel, an addend, a rectifier, 2×2 max-pooling.
struct ConvolutionEnding {
    var scale, shift, addend: Memory?
    /// 1 for no rectifier.
    var slope: Float = 1
    var pooling = false

    static var none: ConvolutionEnding { ConvolutionEnding() }
}

extension Buffer {
    var floats: UnsafeMutablePointer<Float> { pointer.assumingMemoryBound(to: Float.self) }
    var bytes: UnsafeMutablePointer<UInt8> { pointer.assumingMemoryBound(to: UInt8.self) }
}
