import CLoops

extension FoldedConvolution {
    /// This convolution of `x` and its `activation`, then a `depthwise` one and its own, as one
    /// operation: what lies between them is several times as large as what goes in, and never
    /// leaves a core's cache. Nil where our loops are not made for it.
    ///
    /// - Parameter x: (images, inputs, height, width).
    public func callAsFunction(
        _ x: Memory, _ activation: Activation, then depthwise: FoldedConvolution,
        _ second: Activation
    ) -> Memory? {
        let shapes = ConvolutionShapes(x.shape, weights.shape, geometry)
        let next = ConvolutionShapes(shapes.output, depthwise.weights.shape, depthwise.geometry)
        guard let pointwise = Pointwise(device, shapes, geometry, precision, activation),
            let kernels = Depthwise(device, next, depthwise.geometry, depthwise.precision)
        else { return nil }
        let x = device.reordered(x, to: device.blocked(x.shape))
        let (low, high) = second.limits ?? (-.infinity, .infinity)
        let expansion = Expansion(
            pointwise: pointwise, terms: terms(of: pointwise), depthwise: kernels,
            taps: depthwise.panels(of: kernels),
            ending: Depthwise.Ending(bias: depthwise.summand, low: low, high: high))
        let y = expansion(x)
        expansion.test(y) {
            let hidden = pointwise.convolution(
                x, expansion.terms, adding: nil, testedBy: weightsTimesFactor)
            return depthwise(
                hidden, activation: second.limits == nil ? .identity : second)
        }
        return second.limits == nil ? device.activation(y, second) : y
    }
}

/// A convolution to many channels and a depthwise one of these, block by block of channels and strip
/// by strip of rows.
private struct Expansion {
    let pointwise: Pointwise
    let terms: Pointwise.Terms
    let depthwise: Depthwise
    let taps: Buffer
    let ending: Depthwise.Ending

    /// Floats of what lies between the two that are kept at a time: a quarter of a core's
    /// second-level cache.
    private static let room = 1 << 15

    private var device: Device { pointwise.device }
    private var operation: Timings.Operation {
        Timings.Operation(
            "convolution and depthwise",
            "\(pointwise.shapes.description), \(depthwise.shapes.description)", by: "pointwise")
    }
    private var height: Int { depthwise.shapes.input[2] }
    /// Floats of a row between the two.
    private var row: Int { depthwise.shapes.input[3] * 16 }

    /// - Parameter x: in blocks, as the result.
    func callAsFunction(_ x: Memory) -> Memory {
        let output = Memory(device, device.blocked(depthwise.shapes.output))
        let (from, to) = (ChannelPanels(x)!, ChannelPanels(output)!)
        let strips = strips
        let kept = strips.map(\.inputs.count).max()! * row
        let scratch = device.pool.take(device.threads * kept * 4)
        let count = from.images * strips.count * to.count
        let maps = (0..<to.count).map { pointwise.map($0, terms) }
        let loop = depthwise.loop(step: 16)
        let (pixels, results, hidden) = (x.floats, output.floats, scratch.floats)
        let (taps, bias, row) = (taps.floats, ending.bias!.floats, row)
        device.timed(
            operation, operations: pointwise.shapes.operations + depthwise.shapes.operations,
            bytes: x.layout.byteCount + output.layout.byteCount
        ) {
            device.parallel(device.threads) { workers in
                for worker in workers {
                    let hidden = hidden + worker * kept
                    for item in count * worker / device.threads..<count * (worker + 1)
                        / device.threads
                    {
                        let (place, block) = item.quotientAndRemainder(dividingBy: to.count)
                        let (image, number) = place.quotientAndRemainder(dividingBy: strips.count)
                        let (outputs, inputs) = strips[number]
                        CLoops_pointwise(
                            pixels + from.offset(image: image, panel: 0)
                                + inputs.lowerBound * row,
                            maps[block], inputs.count * row / 16, hidden)
                        CLoops_depthwise(
                            hidden - inputs.lowerBound * row, loop, 16, outputs.lowerBound,
                            outputs.upperBound, taps + block * loop.kernel * loop.kernel * 16,
                            bias + block * 16, ending.low, ending.high,
                            results + to.offset(image: image, panel: block))
                    }
                }
            }
        }
        return withExtendedLifetime((scratch, terms.weights, self.taps)) { output }
    }

    /// Rows of the result that are computed at a time, and the rows between the two that they are
    /// made of.
    private var strips: [(outputs: Range<Int>, inputs: Range<Int>)] {
        let (rows, loop) = (depthwise.shapes.output[2], depthwise.loop(step: 16))
        let fitting = max(1, (Self.room / row - loop.kernel) / loop.stride + 1)
        let count = (rows + fitting - 1) / fitting
        return (0..<count).map { number in
            let outputs = number * rows / count..<(number + 1) * rows / count
            let first = min(height, max(0, outputs.lowerBound * loop.stride - loop.above))
            let last = (outputs.upperBound - 1) * loop.stride - loop.above + loop.kernel
            return (outputs, first..<max(first, min(height, last)))
        }
    }

    /// Compares the result with that of one convolution after the other, whose sums are the same,
    /// where such a shape is computed for the first time.
    func test(_ output: Memory, apart: () -> Memory) {
        let numbers = pointwise.shapes.input + pointwise.shapes.weights + depthwise.shapes.weights
        let more = depthwise.geometry.numbers + pointwise.activation.numbers
        device.selfTest(
            Problem(.expansion, layouts: [output.layout], numbers: numbers + more), operation,
            output: output
        ) {
            let (found, expected) = (output.values(), apart().values())
            for (i, (a, b)) in zip(found, expected).enumerated() where a != b && b.isFinite {
                return "\(a) where one after the other gives \(b), in place \(i)"
            }
            return nil
        }
    }
}
