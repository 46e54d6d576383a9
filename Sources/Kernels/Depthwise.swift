import CLoops

/// Depthwise convolutions in single precision by our own loops: oneDNN's gradients of 5×5 and 7×7
/// kernels go the long way, and its choice of layouts costs reorders on either side.
struct Depthwise {
    let device: Device
    let shapes: ConvolutionShapes
    let geometry: ConvolutionGeometry

    /// Nil where the convolution is none.
    init?(
        _ device: Device, _ shapes: ConvolutionShapes, _ geometry: ConvolutionGeometry,
        _ precision: Precision
    ) {
        guard precision == .f32, geometry.groups > 1, geometry.groups == shapes.input[1],
            shapes.weights[0] == geometry.groups, shapes.weights[2] == shapes.weights[3],
            shapes.weights[2] <= 7, geometry.stride <= 8
        else { return nil }
        self.device = device
        self.shapes = shapes
        self.geometry = geometry
    }

    /// What follows the sums: a number for each channel, and limits.
    struct Ending {
        var bias: Memory?
        var low = -Float.infinity
        var high = Float.infinity

        fileprivate func plain(_ sum: Double, _ channel: Int) -> SelfTest.Ending {
            let bias = bias.map { Double($0.floats[channel]) } ?? 0
            return SelfTest.Ending(
                value: min(max(sum + bias, Double(low)), Double(high)), size: abs(sum) + abs(bias))
        }
    }

    /// Weights as panels, by whether channels are last: kept where they serve more than once.
    typealias Packed = [Bool: Buffer]

    /// Row-major weights, (channels, 1, side, side), as panels: (panels, taps, 16).
    func packed(_ weights: Memory, _ panels: ChannelPanels) -> Buffer {
        let taps = shapes.weights[2] * shapes.weights[3]
        let buffer = device.pool.take(panels.count * taps * 64)
        buffer.floats.update(repeating: 0, count: panels.count * taps * 16)
        panels.forEachLane { panel, lane, channel in
            for tap in 0..<taps {
                buffer.floats[(panel * taps + tap) * 16 + lane] =
                    weights.floats[channel * taps + tap]
            }
        }
        return buffer
    }

    /// What the loops are told where pixels are `step` floats apart.
    func loop(step: Int) -> CLoopsDepthwise {
        CLoopsDepthwise(
            height: shapes.input[2], width: shapes.input[3], step: step,
            outputHeight: shapes.output[2], outputWidth: shapes.output[3],
            outputStep: step, kernel: shapes.weights[2], stride: geometry.stride,
            above: Int(shapes.before[0]), left: Int(shapes.before[1]))
    }

    private func memory(_ shape: [Int], like panels: ChannelPanels) -> Memory {
        Memory(
            device, panels.isChannelsLast ? device.channelsLast(shape) : device.blocked(shape))
    }

    private func timed(_ name: String, _ memories: [Memory], _ body: () -> Void) {
        device.timed(
            Timings.Operation(name, shapes.description, by: "depthwise"),
            operations: shapes.operations,
            bytes: memories.reduce(0) { $0 + $1.layout.byteCount }, body)
    }

    /// The convolution of `x` and its ending, and `x` as it was read.
    func convolution(
        _ x: Memory, weights: Memory, keeping kept: inout Packed, ending: Ending = Ending()
    ) -> (output: Memory, input: Memory) {
        let (x, panels) = device.inPanels(x)
        let output = memory(shapes.output, like: panels)
        let results = ChannelPanels(output)!
        let w = kept[panels.isChannelsLast] ?? packed(weights, panels)
        kept[panels.isChannelsLast] = w
        let bias = ending.bias.map { bias in
            let buffer = device.pool.take(panels.count * 64)
            buffer.floats.update(repeating: 0, count: panels.count * 16)
            panels.forEachLane { buffer.floats[$0 * 16 + $1] = bias.floats[$2] }
            return buffer
        }
        let loop = loop(step: panels.step)
        let taps = loop.kernel * loop.kernel * 16
        timed("convolution", [x, output]) {
            overRows(panels, of: shapes.output[2]) { image, panel, rows in
                CLoops_depthwise(
                    x.floats + panels.offset(image: image, panel: panel), loop,
                    panels.panelChannels, rows.lowerBound, rows.upperBound,
                    w.floats + panel * taps, bias.map { $0.floats + panel * 16 }, ending.low,
                    ending.high, output.floats + results.offset(image: image, panel: panel))
            }
        }
        withExtendedLifetime((w, bias)) {}
        test(.convolution, output) {
            guard let x = Numbers(x), let found = Numbers(output) else { return nil }
            return SelfTest(terms: sums.taps, precision: .f32).difference(
                among: output.elementCount, found: found.number,
                sums: { [sums.output($0, x, weights).sum] },
                ending: { ending.plain($0[0], Numbers.indices($1, of: output.shape)[1]) })
        }
        return (output, x)
    }

    private var sums: ConvolutionSums {
        ConvolutionSums(shapes: shapes, geometry: geometry, precision: .f32)
    }

    /// Compares `output` with plain sums where `kind` is computed for the first time.
    private func test(_ kind: Problem.Kind, _ output: Memory, _ difference: () -> String?) {
        device.selfTest(
            Problem(
                kind, layouts: [output.layout],
                numbers: shapes.input + shapes.weights + geometry.numbers),
            Timings.Operation(kind.rawValue, shapes.description, by: "depthwise"), output: output,
            difference)
    }

    /// The gradient of the input.
    func backwardData(_ gradient: Memory, weights: Memory) -> Memory {
        let (g, panels) = device.inPanels(gradient)
        let result = memory(shapes.input, like: panels)
        let results = ChannelPanels(result)!
        let w = packed(weights, panels)
        let loop = loop(step: results.step)
        let taps = loop.kernel * loop.kernel * 16
        timed("convolution, backward data", [g, result]) {
            overRows(results, of: shapes.input[2]) { image, panel, rows in
                CLoops_depthwise_data(
                    g.floats + panels.offset(image: image, panel: panel), loop,
                    panels.panelChannels, rows.lowerBound, rows.upperBound,
                    w.floats + panel * taps,
                    result.floats + results.offset(image: image, panel: panel))
            }
        }
        withExtendedLifetime(w) {}
        test(.convolutionBackwardData, result) { sums.inputDifference(result, g, weights) }
        return result
    }

    /// The gradient of the weights, row-major.
    func backwardWeights(_ gradient: Memory, input: Memory) -> Memory {
        let (x, panels) = device.inPanels(input)
        let g = device.reordered(gradient, to: memory(shapes.output, like: panels).layout)
        let gradients = ChannelPanels(g)!
        let loop = loop(step: panels.step)
        let taps = loop.kernel * loop.kernel
        let totals = device.pool.take(panels.count * taps * 64)
        totals.floats.update(repeating: 0, count: panels.count * taps * 16)
        timed("convolution, backward weights", [x, g]) {
            device.parallel(panels.count) { range in
                for panel in range {
                    for image in 0..<panels.images {
                        CLoops_depthwise_weights(
                            x.floats + panels.offset(image: image, panel: panel),
                            g.floats + gradients.offset(image: image, panel: panel), loop,
                            panels.panelChannels, totals.floats + panel * taps * 16)
                    }
                }
            }
        }
        let result = Memory(device, device.plainLayout(shapes.weights))
        panels.forEachLane { panel, lane, channel in
            for tap in 0..<taps {
                result.floats[channel * taps + tap] =
                    totals.floats[(panel * taps + tap) * 16 + lane]
            }
        }
        withExtendedLifetime(totals) {}
        test(.convolutionBackwardWeights, result) { sums.weightDifference(result, x, g) }
        return result
    }

    /// Rows of a panel one after the other, so that each stays in the cache; where channels are
    /// last, strips of all panels, which share their memory.
    private func overRows(
        _ panels: ChannelPanels, of height: Int, _ body: (Int, Int, Range<Int>) -> Void
    ) {
        // About half of a core's second-level cache.
        let bytes = panels.height * panels.width * panels.step * 4
        let strips = panels.isChannelsLast ? min(height, bytes >> 20 + 1) : 1
        device.parallel(panels.images * strips * panels.count) { items in
            for item in items {
                let (strip, panel) = (item / panels.count, item % panels.count)
                let first = strip % strips * height / strips
                let last = (strip % strips + 1) * height / strips
                body(strip / strips, panel, first..<last)
            }
        }
    }
}
