import CLoops

/// What squeeze-and-excitation does to activations (Hu et al. 2018, "Squeeze-and-Excitation
/// Networks").
extension Device {
    /// Each channel of each image times its own factor.
    ///
    /// - Parameters:
    ///   - x: (images, channels, height, width).
    ///   - gates: (images, channels).
    public func gated(_ x: Memory, by gates: Memory) -> Memory {
        let (x, panels) = inPanels(x)
        let result = Memory(self, x.layout)
        let padded = padded(gates, panels)
        timed(Timings.Operation("gate", "\(x.shape)"), bytes: 2 * x.layout.byteCount) {
            overColumns(panels) { start, rows, columns, gate in
                CLoops_scale_columns(
                    x.floats + start, rows, columns, padded.floats + gate, result.floats + start)
            }
        }
        return withExtendedLifetime(padded) { result }
    }

    /// The gradient of `gated` with respect to the gates: (images, channels).
    public func gatedBackward(_ gradient: Memory, _ x: Memory) -> Memory {
        let (x, panels) = inPanels(x)
        let g = reordered(gradient, to: x.layout)
        let stride = panels.isChannelsLast ? panels.channels : panels.count * 16
        let sums = pool.take(panels.images * stride * 4)
        sums.floats.update(repeating: 0, count: panels.images * stride)
        timed(Timings.Operation("gate, backward", "\(x.shape)"), bytes: 2 * x.layout.byteCount) {
            overColumns(panels) { start, rows, columns, gate in
                CLoops_column_products(
                    g.floats + start, x.floats + start, rows, columns, sums.floats + gate)
            }
        }
        let result = Memory(self, plainLayout([panels.images, panels.channels]))
        for image in 0..<panels.images {
            (result.floats + image * panels.channels).update(
                from: sums.floats + image * stride, count: panels.channels)
        }
        return withExtendedLifetime(sums) { result }
    }

    /// min(max(x + 3, 0), 6)/6 of each number of a matrix (Howard et al. 2019, "Searching for
    /// MobileNetV3", §5.2).
    public func hardSigmoid(_ x: Memory) -> Memory {
        let result = Memory(self, x.layout)
        for i in 0..<x.elementCount {
            result.floats[i] = min(max(x.floats[i] / 6 + 0.5, 0), 1)
        }
        return result
    }

    /// The gradient of `hardSigmoid` at `x`.
    public func hardSigmoidBackward(_ gradient: Memory, x: Memory) -> Memory {
        let result = Memory(self, x.layout)
        for i in 0..<x.elementCount {
            result.floats[i] = abs(x.floats[i]) < 3 ? gradient.floats[i] / 6 : 0
        }
        return result
    }

    /// Row-major gates with as many numbers for each image as its panels have channels.
    private func padded(_ gates: Memory, _ panels: ChannelPanels) -> Buffer {
        let stride = panels.isChannelsLast ? panels.channels : panels.count * 16
        let buffer = pool.take(panels.images * stride * 4)
        buffer.floats.update(repeating: 0, count: panels.images * stride)
        for image in 0..<panels.images {
            (buffer.floats + image * stride).update(
                from: gates.floats + image * panels.channels, count: panels.channels)
        }
        return buffer
    }

    /// Images or their blocks as matrices of pixels and channels: where one starts, its rows and
    /// columns, and where its gates start.
    private func overColumns(_ panels: ChannelPanels, _ body: (Int, Int, Int, Int) -> Void) {
        let pixels = panels.height * panels.width
        let parts = panels.isChannelsLast ? 1 : panels.count
        parallel(panels.images * parts) { items in
            for item in items {
                body(
                    panels.offset(image: item / parts, panel: item % parts), pixels, panels.step,
                    item * panels.step)
            }
        }
    }
}
