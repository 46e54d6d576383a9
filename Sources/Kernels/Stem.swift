import CLoops

/// The first block of a network on images, in single precision: a 3×3 convolution of one to three
/// channels, batch normalisation, a rectifier and 2×2 max-pooling as one.
///
/// The convolution's output is the largest array of such a network, and reading and writing it is
/// what the block would wait for; here it never exists. Its mean and variance, and what batch
/// normalisation takes from the weights' gradient, follow from the sums of products of the pixels
/// in all patches: with z = w·p, Σz = w·Σp and Σz·p = (Σp·pᵀ)·w. What remains are the numbers that
/// pooling chose, a quarter.
public struct Stem {
    /// (images, outputs, ⌊height/2⌋, ⌊width/2⌋).
    public let output: Memory
    /// The batch's mean and biased variance of the convolution, (outputs).
    public let moments: (mean: Memory, variance: Memory)
    fileprivate let patches: Patches
    /// The convolution where pooling chose it, and where in the window that was.
    fileprivate let chosen: Memory
    fileprivate let places: Buffer
    fileprivate let factors: (scale: Memory, shift: Memory)
    /// Of the convolution of centred pixels.
    fileprivate let mean: Memory
    fileprivate let weights: Memory
    fileprivate let epsilon: Float
    fileprivate let slope: Float
}

extension Device {
    /// Whether `stem` can compute this block.
    public func canStem(
        _ x: Memory, weights: Memory, _ geometry: ConvolutionGeometry, precision: Precision
    ) -> Bool {
        let (shape, kernel) = (x.shape, weights.shape)
        return Device.hasOwnConvolutions && precision == .f32 && (1...3).contains(shape[1])
            && kernel[2...] == [3, 3] && kernel[0] % 16 == 0 && geometry.stride == 1
            && geometry.padding == .each(1) && shape[2...].allSatisfy { $0 > 1 }
    }

    /// max(v, slope·v) of the largest v of each 2×2 window of the normalised convolution of `x`.
    ///
    /// - Parameters:
    ///   - x: (images, channels, height, width), one to three channels.
    ///   - weights: (outputs, channels, 3, 3).
    ///   - scale, shift: batch normalisation's, (outputs).
    public func stem(
        _ x: Memory, weights: Memory, scale: Memory, shift: Memory, slope: Float, epsilon: Float
    ) -> Stem {
        let outputs = weights.shape[0]
        let patches = Patches(self, x, centered: true)
        let centeredMean = Memory(self, plainLayout([outputs]))
        let (mean, variance) = (
            Memory(self, centeredMean.layout), Memory(self, centeredMean.layout)
        )
        for o in 0..<outputs {
            let w = patches.kernel(o, of: weights)
            let first = zip(w, patches.means).reduce(0) { $0 + $1.0 * $1.1 }
            let second = zip(w, patches.covariances(with: w)).reduce(0) { $0 + $1.0 * $1.1 }
            let offset = w.indices.reduce(0) { $0 + w[$1] * Double(patches.centers[$1 / 9]) }
            centeredMean.floats[o] = Float(first)
            mean.floats[o] = Float(first + offset)
            variance.floats[o] = Float(max(0, second))
        }
        let factors = affine(scale, shift, centeredMean, variance, epsilon)
        let pooled = pooled(x, outputs: outputs)
        let result = Stem(
            output: Memory(self, pooled), moments: (mean, variance), patches: patches,
            chosen: Memory(self, pooled), places: pool.take(pooled.byteCount / 4),
            factors: factors, mean: centeredMean, weights: weights, epsilon: epsilon, slope: slope)
        patches.convolve(by: weights, storing: result.output) { c, at in
            CLoopsStemEnding(
                scale: factors.0.floats + c, shift: factors.1.floats + c, slope: slope,
                y: result.output.floats + at, chosen: result.chosen.floats + at,
                places: result.places.bytes + at)
        }
        return result
    }

    /// The same by given statistics, with a·z + b for the normalised convolution: for inference.
    func stem(
        _ x: Memory, weights: Memory, factor a: Memory, summand b: Memory, slope: Float
    ) -> Memory {
        let patches = Patches(self, x, centered: false)
        let output = Memory(self, pooled(x, outputs: weights.shape[0]))
        patches.convolve(by: weights, storing: output) { c, at in
            CLoopsStemEnding(
                scale: a.floats + c, shift: b.floats + c, slope: slope, y: output.floats + at,
                chosen: nil, places: nil)
        }
        return output
    }

    private func pooled(_ x: Memory, outputs: Int) -> Layout {
        let sides = x.shape[2...].map { $0 / 2 }
        return blockedLayout([x.shape[0], outputs] + sides, .f32)
    }

    /// The gradients of the weights, scale and shift of `stem`.
    public func stemBackward(
        _ gradient: Memory, _ stem: Stem
    ) -> (weights: Memory, scale: Memory, shift: Memory) {
        let (patches, outputs) = (stem.patches, stem.weights.shape[0])
        let sums = stem.correlate(reordered(gradient, to: stem.output.layout))
        let taps = patches.taps
        let weights = Memory(self, stem.weights.layout)
        let (scale, shift) = (
            Memory(self, stem.mean.layout), Memory(self, stem.mean.layout)
        )
        for o in 0..<outputs {
            let along = (0..<taps + 2).map { sums[$0 * outputs + o] }
            let (total, product) = (along[taps], along[taps + 1])
            let deviation =
                (Double(stem.moments.variance.floats[o]) + Double(stem.epsilon)).squareRoot()
            scale.floats[o] = Float(product / deviation)
            shift.floats[o] = Float(total)
            // Σdx·p with dx = a·(dz − Σdz/m − (z − μ)·Σ(dz·(z − μ))/(m·σ²)) over m patches.
            let a = Double(stem.factors.scale.floats[o])
            let spread = patches.covariances(with: patches.kernel(o, of: stem.weights))
            for t in 0..<taps {
                let taken =
                    total * patches.means[t] + product / (deviation * deviation) * spread[t]
                weights.floats[o * taps + t] = Float(a * (along[t] - taken))
            }
        }
        return (weights, scale, shift)
    }
}

extension Stem {
    /// For every output the sums that its gradients are made of, (taps + 2, outputs): over all
    /// windows of the gradient times the patch, of the gradient, and of it times z − μ; added up
    /// in the order of the images, whatever the number of threads.
    fileprivate func correlate(_ gradient: Memory) -> [Double] {
        let (device, outputs) = (output.device, weights.shape[0])
        let (rows, blocks) = (patches.taps + 2, outputs / 16)
        let parts = device.pool.take(patches.images * rows * outputs * 4)
        let size = output.shape[2] * output.shape[3] * 16
        let operation = Timings.Operation(
            Problem.Kind.stemBackward.rawValue, patches.description)
        device.timed(
            operation, operations: patches.operations(outputs), bytes: 2 * output.layout.byteCount
        ) {
            device.parallel(patches.images) { range in
                for image in range {
                    for block in 0..<blocks {
                        let plane = image * blocks + block
                        let (at, c) = (plane * size, block * 16)
                        let ending = CLoopsStemEnding(
                            scale: nil, shift: nil, slope: slope, y: output.floats + at,
                            chosen: chosen.floats + at, places: places.bytes + at)
                        CLoops_stem_correlate(
                            patches.picture(image), patches.geometry, mean.floats + c, ending,
                            gradient.floats + at, parts.floats + plane * rows * 16)
                    }
                }
            }
        }
        device.selfTest(
            patches.problem(.stemBackward, [outputs]), operation, output: parts,
            count: patches.images * rows * outputs * 4
        ) {
            difference(parts.floats, gradient)
        }
        var sums = [Double](repeating: 0, count: rows * outputs)
        for image in 0..<patches.images {
            for block in 0..<blocks {
                let part = parts.floats + (image * blocks + block) * rows * 16
                for row in 0..<rows {
                    for l in 0..<16 {
                        sums[row * outputs + block * 16 + l] += Double(part[row * 16 + l])
                    }
                }
            }
        }
        return withExtendedLifetime(parts) { sums }
    }
    /// The first of each image's sums, (blocks, taps + 2, 16), that differs from a plain loop.
    private func difference(
        _ parts: UnsafePointer<Float>, _ gradient: Memory
    ) -> String? {
        let (windows, rows) = (output.shape[2] * output.shape[3], patches.taps + 2)
        let columns = output.shape[3]
        let (output, gradient, chosen) = (output.floats, gradient.floats, chosen.floats)
        let (places, line) = (places.bytes, patches.line)
        return SelfTest(terms: windows, precision: .f32).difference(
            among: patches.images * rows * weights.shape[0], found: { parts[$0] },
            sums: { place in
                let (plane, row) = (place / 16 / rows, place / 16 % rows)
                let channel = plane * 16 % weights.shape[0] + place % 16
                let mean = mean.floats[channel]
                // The last two rows are no taps.
                let tap = patches.tap(min(row, patches.taps - 1), plane * 16 / weights.shape[0])
                var sum = SelfTest.Sum()
                for window in 0..<windows {
                    let at = (plane * windows + window) * 16 + place % 16
                    let g = gradient[at] * (output[at] > 0 ? 1 : slope)
                    let corner = Int(places[at])
                    let factor =
                        switch row - patches.taps {
                        case 0: Float(1)
                        case 1: chosen[at] - mean
                        default:
                            tap[
                                (2 * (window / columns) + corner / 2) * line
                                    + 2 * (window % columns) + corner % 2]
                        }
                    sum.add(g, factor)
                }
                return [sum]
            })
    }
}
