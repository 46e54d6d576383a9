import CLoops

/// 3×3 convolutions by Winograd's algorithm (Lavin & Gray 2016, arXiv 1509.09308): a quarter of the
/// multiplications and less, with stride 2 five of nine, and what follows a convolution in
/// inference done before its numbers leave the cache. Rounding is a few times that of the direct
/// sum; with stride 2 it is no more than that.
///
/// In bfloat16, images are, and so is what is multiplied; transformations and sums are in single
/// precision.
///
/// Tiles go through the three steps of the algorithm a few dozen at a time, so that what lies
/// between the steps stays in a thread's cache.
struct Winograd {
    let device: Device
    let shapes: ConvolutionShapes
    let precision: Precision
    /// Of the output, and of the input's gradient.
    let tile, turned: WinogradTile
    private let geometry: ConvolutionGeometry

    /// Nil where the algorithm, our loops or the processor do not fit; fewer channels would leave
    /// most of a block of 16 empty.
    init?(
        _ device: Device, _ shapes: ConvolutionShapes, _ geometry: ConvolutionGeometry,
        _ precision: Precision, pooling: Bool = false
    ) {
        guard device.usesWinograd, Device.hasOwnConvolutions,
            precision == .f32 || Device.hasWinogradOfBFloat16,
            shapes.weights[2...] == [3, 3], geometry.padding == .each(1), geometry.groups == 1,
            geometry.stride == 1 || geometry.stride == 2 && !pooling && Self.savesEnough(shapes),
            shapes.weights[0] > 8, shapes.weights[1] > 8
        else { return nil }
        self.device = device
        self.shapes = shapes
        self.precision = precision
        self.geometry = geometry
        if geometry.stride == 2 {
            (tile, turned) = (.strided, .turned)
        } else {
            tile = WinogradTile.best(
                height: shapes.input[2], width: shapes.input[3], precision, even: pooling)
            turned = tile
        }
    }

    /// Whether enough of the products of stride 2 are saved: tiles of three leave much of a small
    /// plane empty. Measured in single precision, 0.72 of them, for 11 × 11 outputs, took as long for
    /// the convolution and less for the weights' gradient; 0.6, for 21 × 21 and 42 × 42, four fifths
    /// and less. In bfloat16 the deepest such layers gain nothing on the whole
    /// (Reports/benchmarks/layers.md).
    private static func savesEnough(_ shapes: ConvolutionShapes) -> Bool {
        WinogradTile.strided.share(height: shapes.output[2], width: shapes.output[3]) < 0.75
    }

    /// Whether it is faster than the direct algorithm. Its weights are four to seven times as
    /// large: where they do not stay in a core's cache, they are read from far away for each batch,
    /// and a few outputs (of one photo of 14 × 14) do not make up for it. Measured: 512 channels at
    /// 7 × 7 took 3.2 ms for one photo, 0.7 directly; 256 at 14 × 14 took 0.84, 0.62 directly.
    var pays: Bool {
        let (images, height, width) = (shapes.output[0], shapes.output[2], shapes.output[3])
        return images * height * width >= 384 || shapes.weights[0] * shapes.weights[1] < 128 * 128
    }

    /// The tile of the convolution, or (`transposed`) of its input's gradient, and the shapes of
    /// the images that it reads and makes.
    private func direction(
        transposed: Bool
    ) -> (tile: WinogradTile, read: [Int], made: [Int]) {
        transposed ? (turned, shapes.output, shapes.input) : (tile, shapes.input, shapes.output)
    }

    private func tiles(transposed: Bool = false) -> CLoopsTiles {
        let (tile, read, made) = direction(transposed: transposed)
        return CLoopsTiles(
            inputs: read[1], outputs: made[1], height: read[2], width: read[3], rows: made[2],
            columns: made[3], form: tile.form)
    }

    private func shares(transposed: Bool = false, ofWeights: Bool = false) -> ThreadShares {
        let (tile, _, made) = direction(transposed: transposed)
        return ThreadShares(
            made[0] * tile.count(height: made[2], width: made[3]), tiles(transposed: transposed),
            threads: device.threads, ofWeights: ofWeights)
    }

    /// Calls `body` in each thread with its share and scratch memory.
    private func inShares(
        _ shares: ThreadShares, of tiles: CLoopsTiles,
        _ body: (
            _ worker: Int, _ share: CLoopsShare, _ scratch: UnsafeMutablePointer<Float>
        ) -> Void
    ) {
        let floats = CLoops_winograd_scratch(tiles, shares.room)
        let scratch = device.pool.take(device.threads * floats * 4)
        device.parallel(device.threads) { workers in
            for worker in workers {
                body(worker, shares.share(of: worker), scratch.floats + worker * floats)
            }
        }
        withExtendedLifetime(scratch) {}
    }

    private func blocks(_ channels: Int) -> Int { (channels + 15) / 16 }

    private func operation(_ name: String) -> Timings.Operation {
        Timings.Operation(name, shapes.description, by: "Winograd")
    }

    private func blocked(_ shape: [Int]) -> Layout {
        device.blockedLayout(shape, precision)
    }

    /// Row-major weights at the algorithm's points; turned and transposed for the gradient of
    /// the input.
    func points(_ weights: Memory, transposed: Bool = false) -> Buffer {
        device.kept(WeightForm(weights, at: tile, precision, transposed: transposed), of: weights) {
            makePoints(weights, transposed: transposed)
        }
    }

    private func makePoints(_ weights: Memory, transposed: Bool) -> Buffer {
        let tiles = tiles(transposed: transposed)
        let bytes = CLoops_winograd_points(tiles, precision == .bf16 ? 1 : 0) * 4
        let buffer = device.pool.take(bytes)
        let make =
            precision == .bf16 ? CLoops_winograd_weights_halves : CLoops_winograd_weights
        device.timed(
            operation("Winograd's weights" + (transposed ? ", backward data" : "")),
            bytes: weights.layout.byteCount + bytes
        ) {
            device.parallel(blocks(tiles.outputs)) { blocks in
                make(
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
        precondition(!ending.pooling || tile.side % 2 == 0, "a window lies in one tile")
        let x = device.reordered(x, to: blocked(shapes.input))
        let output = run(x, points, ending)
        test(.convolution, pooling: ending.pooling, output) {
            sums(tile).difference(output, x, weights, ending)
        }
        return (output, x)
    }

    /// The gradient of the input.
    func backwardData(_ gradient: Memory, weights: Memory, points: Buffer) -> Memory {
        let gradient = device.reordered(gradient, to: blocked(shapes.output))
        let result = run(gradient, points, transposed: true)
        test(.convolutionBackwardData, result) {
            sums(turned).inputDifference(result, gradient, weights)
        }
        return result
    }

    private func sums(_ tile: WinogradTile) -> ConvolutionSums {
        ConvolutionSums(shapes: shapes, geometry: geometry, precision: precision, tile: tile)
    }

    /// Compares `output` with plain sums where `kind` is computed for the first time.
    private func test(
        _ kind: Problem.Kind, pooling: Bool = false, _ output: Memory,
        _ difference: () -> String?
    ) {
        device.selfTest(
            Device.winogradProblem(
                kind, shapes, stride: geometry.stride, precision, pooling: pooling),
            operation(kind.rawValue),
            output: output, difference)
    }

    private func run(
        _ x: Memory, _ points: Buffer, _ ending: ConvolutionEnding = .none, transposed: Bool = false
    ) -> Memory {
        var shape = direction(transposed: transposed).made
        if ending.pooling { shape = [shape[0], shape[1], shape[2] / 2, shape[3] / 2] }
        let addend = ending.addend.map { device.reordered($0, to: blocked(shapes.output)) }
        let result = Memory(device, blocked(shape))
        let (tiles, shares) = (tiles(transposed: transposed), shares(transposed: transposed))
        let end = CLoopsEnding(
            scale: ending.scale.map { UnsafePointer($0.floats) },
            shift: ending.shift.map { UnsafePointer($0.floats) },
            addend: addend.map { UnsafeRawPointer($0.buffer.pointer) }, slope: ending.slope,
            pooling: ending.pooling ? 1 : 0)
        device.timed(
            operation("convolution" + (transposed ? ", backward data" : "")),
            operations: shapes.operations, bytes: x.layout.byteCount + result.layout.byteCount
        ) {
            inShares(shares, of: tiles) { _, share, scratch in
                switch precision {
                case .f32:
                    CLoops_winograd(
                        x.floats, points.floats, tiles, share, shares.room, scratch, end,
                        result.floats)
                case .bf16:
                    CLoops_winograd_halves(
                        x.halves, points.floats, tiles, share, shares.room, scratch, end,
                        result.halves)
                }
            }
        }
        return withExtendedLifetime(addend) { result }
    }

    /// The gradient of the weights, row-major.
    func backwardWeights(_ gradient: Memory, input: Memory) -> Memory {
        let x = device.reordered(input, to: blocked(shapes.input))
        let g = device.reordered(gradient, to: blocked(shapes.output))
        let (tiles, shares) = (tiles(), shares(ofWeights: true))
        // Each thread's sums, or together theirs.
        let parts = shares.byOutputs ? 1 : device.threads
        let floats = CLoops_winograd_points(tiles, 0)
        let sums = device.pool.take(parts * floats * 4)
        let result = Memory(device, device.plainLayout(shapes.weights))
        device.timed(
            operation("convolution, backward weights"), operations: shapes.operations,
            bytes: x.layout.byteCount + g.layout.byteCount
        ) {
            inShares(shares, of: tiles) { worker, share, scratch in
                let sum = sums.floats + worker % parts * floats
                switch precision {
                case .f32:
                    CLoops_winograd_correlate(
                        x.floats, g.floats, tiles, share, shares.room, scratch, sum)
                case .bf16:
                    CLoops_winograd_correlate_halves(
                        x.halves, g.halves, tiles, share, shares.room, scratch, sum)
                }
            }
            device.parallel(blocks(tiles.outputs)) { blocks in
                CLoops_winograd_weight_gradient(
                    sums.floats, parts, tiles, blocks.lowerBound, blocks.upperBound, result.floats)
            }
        }
        withExtendedLifetime(sums) {}
        test(.convolutionBackwardWeights, result) { self.sums(tile).weightDifference(result, x, g) }
        return result
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
