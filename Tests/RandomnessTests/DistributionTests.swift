import Randomness
import TestSupport
import Testing

@Suite("Distributions")
struct DistributionTests {
    private static let count = 100_000

    /// Holds mean and variance of 100,000 draws against what they should be: the mean within four
    /// standard errors, the variance within `spread` of itself.
    private func expectMoments(
        _ name: String, mean: Double, variance: Double, spread: Double = 0.03,
        _ draw: (inout Generator) -> Double, sourceLocation: SourceLocation = #_sourceLocation
    ) -> [Double] {
        var generator = Generator(seed: 1).stream(name)
        let draws = (0..<Self.count).map { _ in draw(&generator) }
        let n = Double(Self.count)
        let average = draws.reduce(0, +) / n
        let square = draws.reduce(0) { $0 + ($1 - average) * ($1 - average) } / n
        expectClose(
            average, mean, relative: 0, absolute: 4 * (variance / n).squareRoot(), "\(name), mean",
            sourceLocation: sourceLocation)
        expectClose(
            square, variance, relative: spread, absolute: 0, "\(name), variance",
            sourceLocation: sourceLocation)
        return draws
    }

    @Test("uniform numbers lie in 0..<1, or in the range asked for")
    func uniform() {
        let unit = expectMoments("unit", mean: 0.5, variance: 1 / 12.0) { $0.uniform() }
        #expect(unit.allSatisfy { (0..<1).contains($0) })
        let wide = expectMoments("wide", mean: 1, variance: 36 / 12.0) { $0.uniform(in: -2...4) }
        #expect(wide.allSatisfy { (-2...4).contains($0) })
        var generator = Generator(seed: 1)
        #expect(generator.uniform(in: 3...3) == 3)
    }

    @Test("normal numbers have the moments and tails of the normal distribution")
    func normal() {
        let draws = expectMoments("normal", mean: 0, variance: 1) { $0.normal() }
        let n = Double(Self.count)
        // Third and fourth moments 0 and 3, with variances 15 and 96 per draw.
        let third = draws.reduce(0) { $0 + $1 * $1 * $1 } / n
        let fourth = draws.reduce(0) { $0 + $1 * $1 * $1 * $1 } / n
        expectClose(third, 0, relative: 0, absolute: 4 * (15 / n).squareRoot())
        expectClose(fourth, 3, relative: 0, absolute: 4 * (96 / n).squareRoot())
        let within = Double(draws.count { abs($0) < 1.96 }) / n
        expectClose(within, 0.95, relative: 0, absolute: 0.003)
    }

    @Test("gamma numbers have mean and variance of their shape", arguments: [0.1, 0.5, 1, 2, 30])
    func gamma(_ shape: Double) {
        // The variance of the variance grows as the shape falls: kurtosis 3 + 6/shape.
        let spread = 4 * ((2 + 6 / shape) / Double(Self.count)).squareRoot()
        let draws = expectMoments("gamma", mean: shape, variance: shape, spread: spread) {
            $0.gamma(shape: shape)
        }
        #expect(draws.allSatisfy { $0 >= 0 && $0.isFinite })
    }

    @Test(
        "beta numbers have mean and variance of their parameters",
        arguments: [(2.0, 2.0), (1, 1), (0.2, 0.2), (0.5, 3), (8, 2)])
    func beta(_ alpha: Double, _ beta: Double) {
        let sum = alpha + beta
        let draws = expectMoments(
            "beta", mean: alpha / sum, variance: alpha * beta / (sum * sum * (sum + 1))
        ) { $0.beta(alpha, beta) }
        #expect(draws.allSatisfy { (0...1).contains($0) })
    }

    @Test("beta numbers of tiny parameters are a coin, never NaN")
    func tinyBeta() {
        var generator = Generator(seed: 2)
        let draws = (0..<2000).map { _ in generator.beta(1e-6, 1e-6) }
        #expect(draws.allSatisfy { (0...1).contains($0) })
        let ones = Double(draws.count { $0 > 0.5 }) / 2000
        expectClose(ones, 0.5, relative: 0, absolute: 0.05)
    }

    @Test("beta at α = 2 has the distribution 3x² − 2x³")
    func betaDistribution() {
        var generator = Generator(seed: 3)
        let draws = (0..<Self.count).map { _ in generator.beta(2, 2) }
        for x in [0.1, 0.25, 0.5, 0.8] {
            let below = Double(draws.count { $0 < x }) / Double(Self.count)
            expectClose(below, 3 * x * x - 2 * x * x * x, relative: 0, absolute: 0.007)
        }
    }
}
