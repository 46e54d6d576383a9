import COneDNN
import CLoops

/// Batch normalisation, ReLU and 2×2 max-pooling in one: what a Conv-4 block does after its
/// convolution.
///
/// One after the other they pass over memory sixteen times there and back, and that, not
/// arithmetic, is what a Conv-4 step waits for. Together they pass over it seven times: only the
/// convolution's output is kept, and the rest is computed again from it.
extension Device {
    /// What the derivative needs of a fused block.
    public struct NormalizedPooling {
        /// (images, channels, height/2, width/2).
        public let output: Memory
        /// The batch's mean, (channels).
        public let mean: Memory
        /// The batch's biased variance, (channels).
        public let variance: Memory
        fileprivate let x: Memory
    }

    /// Whether `x` lies in memory as the fused loops need it: single precision, channels in
    /// blocks of 16.
    public func canFusePooling(_ x: Memory) -> Bool {
        let shape = x.shape
        guard x.precision == .f32, shape.count == 4, shape[1] % 16 == 0,
            min(shape[2], shape[3]) >= 2
        else { return false }
        return x.layout === layout(descriptor(shape, .f32, dnnl_nChw16c))
    }

    /// max(0, batch norm(x)) pooled, by the batch's own statistics.
    public func normalizedPooling(
        _ x: Memory, scale: Memory, shift: Memory, epsilon: Float
    ) -> NormalizedPooling {
        let planes = BlockedPlanes(x)
        let (mean, variance) = moments(x, planes)
        let result = NormalizedPooling(
            output: Memory(
                self,
                layout(
                    descriptor(
                        [x.shape[0], x.shape[1], x.shape[2] / 2, x.shape[3] / 2], .f32,
                        dnnl_nChw16c))), mean: mean, variance: variance, x: x)
        let (a, b) = affine(scale, shift, mean, variance, epsilon)
        parallel(planes.count) { range in
            for p in range {
                let c = planes.firstChannel(p)
                CLoops_pool(
                    x.floats + p * planes.size, planes.geometry, a.floats + c, b.floats + c,
                    result.output.floats + p * planes.pooledSize)
            }
        }
        return result
    }

    /// The gradients of `normalizedPooling`.
    public func normalizedPoolingBackward(
        _ gradient: Memory, _ pooled: NormalizedPooling, scale: Memory, shift: Memory,
        epsilon: Float
    ) -> (input: Memory, scale: Memory, shift: Memory) {
        let x = pooled.x
        let planes = BlockedPlanes(x)
        let g = reordered(gradient, to: pooled.output.layout)
        let (a, b) = affine(scale, shift, pooled.mean, pooled.variance, epsilon)
        let (sums, products) = reduce(planes) { p, c, sum, product in
            CLoops_pool_sums(
                x.floats + p * planes.size, g.floats + p * planes.pooledSize, planes.geometry,
                a.floats + c, b.floats + c, pooled.mean.floats + c, sum, product)
        }
        // With x̂ = (x − μ)/σ and m numbers per channel (Ioffe & Szegedy 2015, §3):
        // dx = γ/σ·(dz − Σdz/m − x̂·Σ(dz·x̂)/m).
        let channels = sums.count
        let m = Double(planes.perChannel)
        let (c, d) = (Memory(self, a.layout), Memory(self, a.layout))
        let (scaleGradient, shiftGradient) = (Memory(self, a.layout), Memory(self, a.layout))
        for i in 0..<channels {
            let deviation = (Double(pooled.variance.floats[i]) + Double(epsilon)).squareRoot()
            let alongScale = products[i] / deviation
            scaleGradient.floats[i] = Float(alongScale)
            shiftGradient.floats[i] = Float(sums[i])
            c.floats[i] = Float(Double(a.floats[i]) * alongScale / m / deviation)
            d.floats[i] = Float(Double(a.floats[i]) * sums[i] / m)
        }
        let result = Memory(self, x.layout)
        parallel(planes.count) { range in
            for p in range {
                let i = planes.firstChannel(p)
                CLoops_pool_backward(
                    x.floats + p * planes.size, g.floats + p * planes.pooledSize, planes.geometry,
                    a.floats + i, b.floats + i, pooled.mean.floats + i, c.floats + i, d.floats + i,
                    result.floats + p * planes.size)
            }
        }
        return (result, scaleGradient, shiftGradient)
    }

    /// a and b with a·x + b = γ·(x − μ)/σ + β.
    private func affine(
        _ scale: Memory, _ shift: Memory, _ mean: Memory, _ variance: Memory, _ epsilon: Float
    ) -> (Memory, Memory) {
        let (a, b) = (Memory(self, scale.layout), Memory(self, scale.layout))
        for i in 0..<scale.elementCount {
            a.floats[i] = scale.floats[i] / (variance.floats[i] + epsilon).squareRoot()
            b.floats[i] = shift.floats[i] - mean.floats[i] * a.floats[i]
        }
        return (a, b)
    }

    private func moments(_ x: Memory, _ planes: BlockedPlanes) -> (Memory, Memory) {
        // Sums about any value of the channel: about zero they would cancel where the mean is large.
        let channels = plainLayout([x.shape[1]])
        let (mean, variance) = (Memory(self, channels), Memory(self, channels))
        for i in 0..<x.shape[1] { mean.floats[i] = x.floats[i / 16 * planes.size + i % 16] }
        let (sums, squares) = reduce(planes) { p, c, sum, square in
            CLoops_moments(
                x.floats + p * planes.size, planes.geometry, mean.floats + c, sum, square)
        }
        let m = Double(planes.perChannel)
        for i in 0..<x.shape[1] {
            let offset = sums[i] / m
            mean.floats[i] += Float(offset)
            variance.floats[i] = Float(max(0, squares[i] / m - offset * offset))
        }
        return (mean, variance)
    }

    /// Two sums per channel over all planes, added up in the order of the planes, whatever the
    /// number of threads.
    private func reduce(
        _ planes: BlockedPlanes,
        _ body: (Int, Int, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>) -> Void
    ) -> ([Double], [Double]) {
        let partial = pool.take(planes.count * 32 * 8)
        let sums = partial.pointer.assumingMemoryBound(to: Double.self)
        parallel(planes.count) { range in
            for p in range {
                body(p, planes.firstChannel(p), sums + p * 32, sums + p * 32 + 16)
            }
        }
        var first = [Double](repeating: 0, count: planes.blocks * 16)
        var second = first
        for p in 0..<planes.count {
            let c = planes.firstChannel(p)
            for l in 0..<16 {
                first[c + l] += sums[p * 32 + l]
                second[c + l] += sums[p * 32 + 16 + l]
            }
        }
        return withExtendedLifetime(partial) { (first, second) }
    }
}

/// An array of nChw16c as planes of 16 channels.
private struct BlockedPlanes {
    let count, blocks, size, pooledSize, perChannel: Int
    let geometry: CLoopsPlane

    init(_ x: Memory) {
        let shape = x.shape
        blocks = shape[1] / 16
        count = shape[0] * blocks
        size = shape[2] * shape[3] * 16
        pooledSize = (shape[2] / 2) * (shape[3] / 2) * 16
        perChannel = shape[0] * shape[2] * shape[3]
        geometry = CLoopsPlane(height: shape[2], width: shape[3])
    }

    func firstChannel(_ plane: Int) -> Int { plane % blocks * 16 }
}
