import CLoops

/// Convolutions by kernels of 1 × 1 for inference, in single precision and blocks of 16 channels, by
/// our own loop. With AVX2 oneDNN 2.6 reaches half of the processor's speed in the narrow ones of
/// mobile networks, and this one three quarters.
struct Pointwise {
    let device: Device
    let shapes: ConvolutionShapes
    let activation: Activation

    /// Nil where the convolution is another, or the processor one for which nothing was measured.
    init?(
        _ device: Device, _ shapes: ConvolutionShapes, _ geometry: ConvolutionGeometry,
        _ precision: Precision, _ activation: Activation
    ) {
        guard Instructions.current == .narrow, precision == .f32, shapes.weights[2...] == [1, 1],
            geometry.stride == 1, geometry.groups == 1, shapes.output[2...] == shapes.input[2...],
            activation.limits != nil || activation == .hardSwish
        else { return nil }
        self.device = device
        self.shapes = shapes
        self.activation = activation
    }

    /// What a convolution adds up: weights as `packed` has them, and a number for each output, with
    /// zeros for those that fill up the last block.
    struct Terms {
        let weights: Buffer
        let bias: Memory
    }

    /// Row-major weights, (outputs, inputs, 1, 1), in blocks of 16 outputs: (blocks, inputs, 16).
    func packed(_ weights: Memory) -> Buffer {
        let (outputs, inputs) = (shapes.weights[0], shapes.weights[1])
        let buffer = device.pool.take(blocks * inputs * 64)
        let (rows, packed) = (weights.floats, buffer.floats)
        packed.update(repeating: 0, count: blocks * inputs * 16)
        for o in 0..<outputs {
            for i in 0..<inputs {
                packed[(o / 16 * inputs + i) * 16 + o % 16] = rows[o * inputs + i]
            }
        }
        return buffer
    }

    /// Blocks of 16 outputs.
    var blocks: Int { (shapes.weights[0] + 15) / 16 }
    /// Pixels of an image.
    private var pixels: Int { shapes.input[2] * shapes.input[3] }

    /// What the loop is told of a block of outputs, but for what else is added.
    func map(_ block: Int, _ terms: Terms) -> CLoopsPointwise {
        let (low, high) = activation.limits ?? (-.infinity, .infinity)
        return CLoopsPointwise(
            inputs: shapes.weights[1], step: pixels * 16,
            weights: terms.weights.floats + block * shapes.weights[1] * 16,
            bias: terms.bias.floats + block * 16, addend: nil, low: low, high: high,
            hardSwish: activation == .hardSwish ? 1 : 0)
    }

    /// The activation of the convolution of `x`, which lies in blocks, and its addends.
    ///
    /// - Parameter weights: row-major, which the numbers are tested by.
    func convolution(
        _ x: Memory, _ terms: Terms, adding addend: Memory?, testedBy weights: () -> Memory
    ) -> Memory {
        let output = Memory(device, device.blocked(shapes.output))
        let addend = addend.map { device.reordered($0, to: output.layout) }
        func operation() -> Timings.Operation {
            Timings.Operation("convolution", shapes.description, by: "pointwise")
        }
        let maps = (0..<blocks).map { map($0, terms) }
        let (from, to, added) = (x.floats, output.floats, addend?.floats)
        let inputBlocks = (shapes.weights[1] + 15) / 16
        device.timed(
            operation(), operations: shapes.operations,
            bytes: x.layout.byteCount + output.layout.byteCount
        ) {
            overChunks { image, chunk, block in
                let start = (image * blocks + block) * pixels * 16 + chunk.lowerBound * 16
                var map = maps[block]
                map.addend = added.map { UnsafePointer($0 + start) }
                CLoops_pointwise(
                    from + (image * inputBlocks * pixels + chunk.lowerBound) * 16, map,
                    chunk.count, to + start)
            }
        }
        let geometry = ConvolutionGeometry(stride: 1, padding: 0)
        let numbers = shapes.input + shapes.weights + geometry.numbers + activation.numbers
        device.selfTest(
            Problem(.convolutionInference, layouts: [output.layout], numbers: numbers + [1]),
            operation(), output: output
        ) {
            ConvolutionSums(shapes: shapes, geometry: geometry, precision: .f32).difference(
                output, x, weights(), ConvolutionEnding(shift: terms.bias, addend: addend),
                activation: activation)
        }
        return withExtendedLifetime((terms.weights, addend)) { output }
    }

    /// Pixels of an image that go through all blocks one after the other, while they and what they
    /// become stay in a core's cache.
    private func overChunks(_ body: (_ image: Int, _ chunk: Range<Int>, _ block: Int) -> Void) {
        let (pixels, blocks) = (pixels, blocks)
        let chunks = (pixels + 95) / 96
        device.parallel(shapes.input[0] * chunks * blocks) { items in
            for item in items {
                let (image, chunk) = (item / blocks / chunks, item / blocks % chunks)
                body(
                    image, chunk * pixels / chunks..<(chunk + 1) * pixels / chunks, item % blocks)
            }
        }
    }
}
