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
    public init(_ x: Memory) { self.init(x, nil, nil) }

    fileprivate init(_ x: Memory, _ scale: Memory?, _ shift: Memory?) {
        self.x = x
        self.scale = scale
        self.shift = shift
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
    /// max(z, slope·z) of the sum z of one or two terms of one shape; the largest of each 2×2
    /// window if `pooling`.
    public func normalizedSum(
        _ terms: [SumTerm], slope: Float, pooling: Bool, epsilon: Float
    ) -> NormalizedSum {
        let terms = inPlanes(terms)
        let moments = terms.map { term in term.scale.map { _ in self.moments(term.x) } }
        return normalizedSum(
            terms, moments: moments, slope: slope, pooling: pooling, epsilon: epsilon)
    }

    /// The same with given means and variances of the terms that are normalised.
    func normalizedSum(
        _ terms: [SumTerm], moments: [(mean: Memory, variance: Memory)?], slope: Float,
        pooling: Bool, epsilon: Float
    ) -> NormalizedSum {
        let terms = inPlanes(terms)
        let x = terms[0].x
        let sides = x.shape[2...].map { pooling ? $0 / 2 : $0 }
        let layout = blockedLayout(x.shape[..<2] + sides, x.precision)
        let result = NormalizedSum(
            output: Memory(self, layout), moments: moments, terms: terms, slope: slope,
            pooling: pooling, epsilon: epsilon)
        let factors = factors(of: result)
        run(
            result, factors, name(of: result),
            bytes: terms.count * x.layout.byteCount + result.output.layout.byteCount
        ) { terms, planes in
            CLoops_rectify(
                terms, Int32(result.terms.count), x.planes.geometry, planes.lowerBound,
                planes.upperBound, slope, pooling ? 1 : 0, result.output.array)
        }
        return result
    }

    /// The gradients of `normalizedSum`, term by term.
    public func normalizedSumBackward(
        _ gradient: Memory, _ sum: NormalizedSum
    ) -> [SumTermGradients] {
        let x = sum.terms[0].x
        let g = inPlanes(gradient, x.precision)
        let bytes = sum.terms.count * x.layout.byteCount + g.layout.byteCount
        var factors = factors(of: sum)
        let results = sum.terms.map { Memory(self, $0.x.layout) }
        var gradients: [SumTermGradients] = results.map { ($0, nil, nil) }
        if sum.moments.contains(where: { $0 != nil }) {
            let name = Timings.Operation(name(of: sum) + ", sums backward", "\(x.shape)")
            let sums = reduce(x.planes, count: 1 + sum.terms.count, name, bytes: bytes) {
                planes, sums in
                withTerms(of: sum, factors) {
                    CLoops_rectify_sums(
                        $0, Int32(sum.terms.count), x.planes.geometry, planes.lowerBound,
                        planes.upperBound, sum.slope, sum.pooling ? 1 : 0, g.array, sums)
                }
            }
            for i in sum.terms.indices {
                (gradients[i].scale, gradients[i].shift) = derive(sum, i, sums, &factors[i])
            }
        }
        run(
            sum, factors, name(of: sum) + ", backward", results: results,
            bytes: bytes + sum.terms.count * x.layout.byteCount
        ) { terms, planes in
            CLoops_rectify_backward(
                terms, Int32(sum.terms.count), x.planes.geometry, planes.lowerBound,
                planes.upperBound, sum.slope, sum.pooling ? 1 : 0, g.array)
        }
        return gradients
    }

    private func name(of sum: NormalizedSum) -> String {
        let normalized = sum.moments.contains { $0 != nil }
        return (normalized ? sum.terms.count == 2 ? "normalised sum" : "normalisation" : "sum")
            + (sum.slope == 1 ? "" : " and rectifier") + (sum.pooling ? " and pooling" : "")
    }
}

/// What a term's loops take besides x: a number for each channel.
private struct Factors {
    let a, b, mean: Memory
    var c, d: Memory
}

extension Device {
    /// All terms where the loops can go through them, in one precision.
    private func inPlanes(_ terms: [SumTerm]) -> [SumTerm] {
        terms.map { SumTerm(inPlanes($0.x, terms[0].x.precision), $0.scale, $0.shift) }
    }

    private func factors(of sum: NormalizedSum) -> [Factors] {
        let channels = sum.output.shape[1]
        let zeros = channelNumbers(channels)
        return zip(sum.terms, sum.moments).map { term, moments in
            guard let scale = term.scale, let shift = term.shift, let moments else {
                let ones = channelNumbers(channels) { _ in 1 }
                return Factors(a: ones, b: zeros, mean: zeros, c: zeros, d: zeros)
            }
            let (a, b) = affine(scale, shift, moments.mean, moments.variance, sum.epsilon)
            return Factors(a: a, b: b, mean: moments.mean, c: zeros, d: zeros)
        }
    }

    /// The gradients of one term's scale and shift from the sums Σdz and Σdz·(x − μ), and c and d
    /// of dx = a·dz − c·(x − μ) − d. With x̂ = (x − μ)/σ and m numbers per channel (Ioffe & Szegedy
    /// 2015, §3): dx = γ/σ·(dz − Σdz/m − x̂·Σ(dz·x̂)/m).
    private func derive(
        _ sum: NormalizedSum, _ term: Int, _ sums: ChannelSums, _ factors: inout Factors
    ) -> (scale: Memory?, shift: Memory?) {
        guard let moments = sum.moments[term] else { return (nil, nil) }
        let channels = sum.output.shape[1]
        let m = Double(sum.terms[0].x.planes.perChannel)
        let (a, variances) = (factors.a.floats, moments.variance.floats)
        func deviation(_ i: Int) -> Double {
            (Double(variances[i]) + Double(sum.epsilon)).squareRoot()
        }
        let scale = channelNumbers(channels) { Float(sums[1 + term, $0] / deviation($0)) }
        factors.c = channelNumbers(channels) {
            let spread = deviation($0)
            return Float(Double(a[$0]) * sums[1 + term, $0] / (m * spread * spread))
        }
        factors.d = channelNumbers(channels) { Float(Double(a[$0]) * sums[0, $0] / m) }
        return (scale, channelNumbers(channels) { Float(sums[0, $0]) })
    }

    /// Goes through the planes on all threads.
    private func run(
        _ sum: NormalizedSum, _ factors: [Factors], _ name: String, results: [Memory] = [],
        bytes: Int, _ body: (UnsafePointer<CLoopsTerm>, Range<Int>) -> Void
    ) {
        let x = sum.terms[0].x
        timed(Timings.Operation(name, "\(x.shape)"), bytes: bytes) {
            withTerms(of: sum, factors, results: results) { terms in
                parallel(x.planes.count) { body(terms, $0) }
            }
        }
    }

    /// The terms as the loops take them.
    private func withTerms(
        of sum: NormalizedSum, _ factors: [Factors], results: [Memory] = [],
        _ body: (UnsafePointer<CLoopsTerm>) -> Void
    ) {
        let terms = sum.terms.indices.map { i in
            let (x, f) = (sum.terms[i].x, factors[i])
            return CLoopsTerm(
                x: x.array, a: f.a.floats, b: f.b.floats, mean: f.mean.floats, c: f.c.floats,
                d: f.d.floats, dx: results.isEmpty ? x.array : results[i].array)
        }
        terms.withUnsafeBufferPointer { body($0.baseAddress!) }
    }
}

/// Batch normalisation over all axes but the second (Ioffe & Szegedy 2015), a normalised sum of one
/// term; statistics, scale and shift in single precision whatever the activations' precision.
extension Device {
    /// Normalises `x`, (images, channels, height, width), by the batch's own statistics.
    ///
    /// - Returns: the output, and what the gradients need: the batch's mean and (biased) variance
    ///   are in its `moments`.
    public func batchNormalization(
        _ x: Memory, scale: Memory, shift: Memory, epsilon: Float
    ) -> NormalizedSum {
        normalizedSum(
            [SumTerm(x, scale: scale, shift: shift)], slope: 1, pooling: false, epsilon: epsilon)
    }

    /// Normalises `x` by given statistics, as evaluation does; with ReLU after it if `rectified`.
    public func batchNormalization(
        _ x: Memory, scale: Memory, shift: Memory, mean: Memory, variance: Memory, epsilon: Float,
        rectified: Bool
    ) -> Memory {
        normalizedSum(
            [SumTerm(x, scale: scale, shift: shift)], moments: [(mean, variance)],
            slope: rectified ? 0 : 1, pooling: false, epsilon: epsilon
        ).output
    }
}
