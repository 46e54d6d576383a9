import CLoops

/// An array of nChw16c as planes of 16 channels.
struct BlockedPlanes {
    let count, blocks, size, perChannel: Int
    let geometry: CLoopsPlane

    init(_ x: Memory) {
        let shape = x.shape
        blocks = shape[1] / 16
        count = shape[0] * blocks
        size = shape[2] * shape[3] * 16
        perChannel = shape[0] * shape[2] * shape[3]
        geometry = CLoopsPlane(height: shape[2], width: shape[3])
    }

    func firstChannel(_ plane: Int) -> Int { plane % blocks * 16 }
}

extension Device {
    /// a and b with a·x + b = γ·(x − μ)/σ + β.
    func affine(
        _ scale: Memory, _ shift: Memory, _ mean: Memory, _ variance: Memory, _ epsilon: Float
    ) -> (Memory, Memory) {
        let (a, b) = (Memory(self, scale.layout), Memory(self, scale.layout))
        for i in 0..<scale.elementCount {
            a.floats[i] = scale.floats[i] / (variance.floats[i] + epsilon).squareRoot()
            b.floats[i] = shift.floats[i] - mean.floats[i] * a.floats[i]
        }
        return (a, b)
    }

    func moments(_ x: Memory, _ planes: BlockedPlanes) -> (mean: Memory, variance: Memory) {
        // Sums about any value of the channel: about zero they would cancel where the mean is large.
        let channels = plainLayout([x.shape[1]])
        let (mean, variance) = (Memory(self, channels), Memory(self, channels))
        for i in 0..<x.shape[1] { mean.floats[i] = x.floats[i / 16 * planes.size + i % 16] }
        let sums = reduce(
            planes, count: 2, Timings.Operation("moments", "\(x.shape)"), bytes: x.layout.byteCount
        ) { p, c, sums in
            CLoops_moments(
                x.floats + p * planes.size, planes.geometry, mean.floats + c, sums, sums + 16)
        }
        let m = Double(planes.perChannel)
        for i in 0..<x.shape[1] {
            let offset = sums[0][i] / m
            mean.floats[i] += Float(offset)
            variance.floats[i] = Float(max(0, sums[1][i] / m - offset * offset))
        }
        return (mean, variance)
    }

    /// `count` sums per channel over all planes, added up in the order of the planes, whatever the
    /// number of threads.
    func reduce(
        _ planes: BlockedPlanes, count: Int, _ operation: @autoclosure () -> Timings.Operation,
        bytes: Int, _ body: (Int, Int, UnsafeMutablePointer<Double>) -> Void
    ) -> [[Double]] {
        let partial = pool.take(planes.count * count * 16 * 8)
        let sums = partial.pointer.assumingMemoryBound(to: Double.self)
        timed(operation(), bytes: bytes) {
            parallel(planes.count) { range in
                for p in range { body(p, planes.firstChannel(p), sums + p * count * 16) }
            }
        }
        var totals = [[Double]](
            repeating: [Double](repeating: 0, count: planes.blocks * 16), count: count)
        for p in 0..<planes.count {
            let c = planes.firstChannel(p)
            for k in 0..<count {
                for l in 0..<16 { totals[k][c + l] += sums[(p * count + k) * 16 + l] }
            }
        }
        return withExtendedLifetime(partial) { totals }
    }
}
