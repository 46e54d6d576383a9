#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Continuous distributions. They go through the C library's logarithm and power, so their last
/// bits may differ between machines: training draws from them, and of episodes only
/// the sizes of imbalanced queries and of Meta-Dataset's tasks.
extension Generator {
    /// A number in `0..<1`, uniform, with 53 random bits.
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A number in `range`, uniform.
    public mutating func uniform(in range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    }

    /// A number from the standard normal distribution (Marsaglia's polar method; the second number
    /// of each pair is dropped, so that no hidden state outlives the call).
    public mutating func normal() -> Double {
        while true {
            let u = uniform(in: -1...1)
            let v = uniform(in: -1...1)
            let s = u * u + v * v
            if s > 0 && s < 1 { return u * (-2 * log(s) / s).squareRoot() }
        }
    }

    /// A number from Gamma(shape, 1) (Marsaglia & Tsang 2000; boosted where shape is below one).
    public mutating func gamma(shape: Double) -> Double {
        precondition(shape > 0, "gamma needs a positive shape")
        if shape < 1 { return gamma(shape: shape + 1) * pow(1 - uniform(), 1 / shape) }
        let d = shape - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = normal()
            let v = (1 + c * x) * (1 + c * x) * (1 + c * x)
            if v > 0 && log(1 - uniform()) < 0.5 * x * x + d - d * v + d * log(v) { return d * v }
        }
    }

    /// A number from Beta(α, β), in `0...1`.
    public mutating func beta(_ alpha: Double, _ beta: Double) -> Double {
        let x = gamma(shape: alpha)
        let y = gamma(shape: beta)
        // Both underflow together where α and β are tiny: the limit is a coin.
        return x + y > 0 ? x / (x + y) : (uniform() < alpha / (alpha + beta) ? 1 : 0)
    }
}
