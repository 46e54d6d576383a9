import COneDNN
import CLoops

/// An array as it enters a normalised sum: batch-normalised, or as it is.
public struct SumTerm {
    let x: Memory
    let scale, shift: Memory?

    /// `x`, (images, channels, height, width), under batch normalisation with the batch's own
    /// statistics; scale and shift are (channels).
    public init(_ x: Memory, scale: Memory, shift: Memory) {
        self.x = x
        self.scale = scale
        self.shift = shift
    }

    /// `x` as it is: a shortcut.
    public init(_ x: Memory) {
        self.x = x
        scale = nil
        shift = nil
    }
}

/// A normalised sum as it was computed: what its derivative needs.
public struct NormalizedSum {
    /// (images, channels, height, width), each side halved if pooled.
    public let output: Memory
    /// The batch's mean and biased variance of each term that is normalised, (channels).
    public let moments: [(mean: Memory, variance: Memory)?]
    fileprivate let terms: [SumTerm]
    fileprivate let slope: Float
    fileprivate let pooling: Bool
    fileprivate let epsilon: Float
}

/// The gradients of one term; those of scale and shift where it is normalised.
public typealias SumTermGradients = (input: Memory, scale: Memory?, shift: Memory?)

/// Batch normalisation of one array or two, their sum, a rectifier and 2×2 max-pooling in one:
/// what a block does after its convolutions.
///
/// One after the other they pass over memory up to 27 times there and back, and that, not
/// arithmetic, is what they wait for. Together they pass over it a third as often: only the
/// convolutions' outputs are kept, and the rest is computed again from them.
extension Device {
    /// Whether `x` lies in memory as the fused loops need it: single precision, channels in
    /// blocks of 16.
    public func canFuse(_ x: Memory) -> Bool {
        let shape = x.shape
        guard x.precision == .f32, shape.count == 4, shape[1] % 16 == 0 else { return false }
        return x.layout === layout(descriptor(shape, .f32, dnnl_nChw16c))
    }

    /// max(z, slope·z) of the sum z of one or two terms of one shape, the first of them
    /// normalised; the largest of each 2×2 window if `pooling`.
    public func normalizedSum(
        _ terms: [SumTerm], slope: Float, pooling: Bool, epsilon: Float
    ) -> NormalizedSum {
        let x = terms[0].x
        let planes = BlockedPlanes(x)
        let sides = x.shape[2...].map { pooling ? $0 / 2 : $0 }
        let moments = terms.map { term in term.scale.map { _ in self.moments(term.x, planes) } }
        let shape = descriptor(x.shape[..<2] + sides, .f32, dnnl_nChw16c)
        let result = NormalizedSum(
            output: Memory(self, layout(shape)), moments: moments, terms: terms, slope: slope,
            pooling: pooling, epsilon: epsilon)
        let factors = factors(of: result)
        let size = sides.reduce(16, *)
        timed(
            Timings.Operation(name(of: result), "\(x.shape)"),
            bytes: terms.count * x.layout.byteCount + result.output.layout.byteCount
        ) {
            parallel(planes.count) { range in
                for p in range {
                    let c = planes.firstChannel(p)
                    withPlane(p, of: terms, planes, factors, c) { terms, count in
                        CLoops_rectify(
                            terms, count, planes.geometry, slope, pooling ? 1 : 0,
                            result.output.floats + p * size)
                    }
                }
            }
        }
        return result
    }

    /// The gradients of `normalizedSum`, term by term.
    public func normalizedSumBackward(
        _ gradient: Memory, _ sum: NormalizedSum
    ) -> [SumTermGradients] {
        let x = sum.terms[0].x
        let planes = BlockedPlanes(x)
        let g = reordered(gradient, to: sum.output.layout)
        let size = sum.output.shape[2...].reduce(16, *)
        var factors = factors(of: sum)
        let sums = reduce(
            planes, count: 1 + sum.terms.count,
            Timings.Operation(name(of: sum) + ", sums backward", "\(x.shape)"),
            bytes: sum.terms.count * x.layout.byteCount + g.layout.byteCount
        ) { p, c, sums in
            withPlane(p, of: sum.terms, planes, factors, c, products: sums + 16) { terms, count in
                CLoops_rectify_sums(
                    terms, count, planes.geometry, sum.slope, sum.pooling ? 1 : 0,
                    g.floats + p * size, sums)
            }
        }
        let gradients = sum.terms.indices.map { i in
            derive(sum, i, sums[0], sums[1 + i], m: Double(planes.perChannel), &factors[i])
        }
        timed(
            Timings.Operation(name(of: sum) + ", backward", "\(x.shape)"),
            bytes: 2 * sum.terms.count * x.layout.byteCount + g.layout.byteCount
        ) {
            parallel(planes.count) { range in
                for p in range {
                    let c = planes.firstChannel(p)
                    withPlane(
                        p, of: sum.terms, planes, factors, c, results: gradients.map(\.input)
                    ) { terms, count in
                        CLoops_rectify_backward(
                            terms, count, planes.geometry, sum.slope, sum.pooling ? 1 : 0,
                            g.floats + p * size)
                    }
                }
            }
        }
        return gradients
    }

    private func name(of sum: NormalizedSum) -> String {
        (sum.terms.count == 2 ? "normalised sum" : "normalisation")
            + (sum.slope == 1 ? "" : " and rectifier") + (sum.pooling ? " and pooling" : "")
    }
}

/// What a term's loops take besides x: a number for each channel.
private struct Factors {
    let a, b, mean, c, d: Memory
}

extension Device {
    private func factors(of sum: NormalizedSum) -> [Factors] {
        zip(sum.terms, sum.moments).map { term, moments in
            let channels = term.x.shape[1]
            func all(_ value: Float) -> Memory {
                Memory(self, repeating: value, shape: [channels])
            }
            guard let scale = term.scale, let shift = term.shift, let moments else {
                return Factors(a: all(1), b: all(0), mean: all(0), c: all(0), d: all(0))
            }
            let (a, b) = affine(scale, shift, moments.mean, moments.variance, sum.epsilon)
            return Factors(a: a, b: b, mean: moments.mean, c: all(0), d: all(0))
        }
    }

    /// The gradients of one term from the sums Σdz and Σdz·(x − μ), and c and d of
    /// dx = a·dz − c·(x − μ) − d. With x̂ = (x − μ)/σ and m numbers per channel (Ioffe & Szegedy
    /// 2015, §3): dx = γ/σ·(dz − Σdz/m − x̂·Σ(dz·x̂)/m).
    private func derive(
        _ sum: NormalizedSum, _ term: Int, _ sums: [Double], _ products: [Double], m: Double,
        _ factors: inout Factors
    ) -> SumTermGradients {
        let input = Memory(self, sum.terms[term].x.layout)
        guard let moments = sum.moments[term] else { return (input, nil, nil) }
        let (scale, shift) = (Memory(self, factors.a.layout), Memory(self, factors.a.layout))
        for i in 0..<sums.count {
            let deviation = (Double(moments.variance.floats[i]) + Double(sum.epsilon)).squareRoot()
            let alongScale = products[i] / deviation
            let a = Double(factors.a.floats[i])
            scale.floats[i] = Float(alongScale)
            shift.floats[i] = Float(sums[i])
            factors.c.floats[i] = Float(a * alongScale / m / deviation)
            factors.d.floats[i] = Float(a * sums[i] / m)
        }
        return (input, scale, shift)
    }

    /// One plane of all terms as the loops take them.
    private func withPlane(
        _ plane: Int, of terms: [SumTerm], _ planes: BlockedPlanes, _ factors: [Factors],
        _ channel: Int, products: UnsafeMutablePointer<Double>? = nil, results: [Memory] = [],
        _ body: (UnsafePointer<CLoopsTerm>, Int32) -> Void
    ) {
        func term(_ i: Int) -> CLoopsTerm {
            CLoopsTerm(
                x: terms[i].x.floats + plane * planes.size, a: factors[i].a.floats + channel,
                b: factors[i].b.floats + channel, mean: factors[i].mean.floats + channel,
                c: factors[i].c.floats + channel, d: factors[i].d.floats + channel,
                dx: results.isEmpty ? nil : results[i].floats + plane * planes.size,
                product: products.map { $0 + 16 * i })
        }
        var pair = (term(0), term(terms.count - 1))
        withUnsafeBytes(of: &pair) {
            body($0.baseAddress!.assumingMemoryBound(to: CLoopsTerm.self), Int32(terms.count))
        }
    }
}
