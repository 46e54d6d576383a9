import Foundation

/// Wilcoxon's test of paired differences by their signed ranks (Wilcoxon 1945): beside Student's t
/// for differences of which a few are far larger than the others, as a few failed trainings make
/// them, because only the order of their sizes counts.
public struct WilcoxonTest: Sendable, Equatable {
    /// The probability of a sum of signed ranks at least this far from its mean, either way, if
    /// every difference could as well have had the other sign; 1 where all are zero.
    ///
    /// Exact, over all signs, with ties at the mean of their ranks. Differences of zero are left
    /// out, as Wilcoxon did.
    public let pValue: Double

    /// A difference that is not zero.
    private struct Difference {
        let value: Double
        /// What rounding may have made of it: 640 / 2000 - 600 / 2000 and 140 / 2000 - 100 / 2000
        /// are equal, and differ in their last bits.
        let error: Double

        init?(_ first: Double, minus second: Double) {
            value = first - second
            error = 1e-12 * max(abs(first), abs(second))
            guard abs(value) > error else { return nil }
        }
    }

    /// The test of first − second, pair by pair; differences within 1e-12 of the numbers that they
    /// are of are zero, or equal.
    public init(_ first: [Double], minus second: [Double]) {
        precondition(first.count == second.count, "a paired test needs pairs")
        let differences = zip(first, second).compactMap { Difference($0, minus: $1) }
            .sorted { abs($0.value) < abs($1.value) }
        let ranks = Self.doubledRanks(of: differences)
        let positive = zip(ranks, differences).reduce(0) { $0 + ($1.1.value > 0 ? $1.0 : 0) }
        let total = ranks.reduce(0, +)
        // How likely each sum is, when each rank is in it or not by the fall of a coin.
        var chances = [Double](repeating: 0, count: total + 1)
        chances[0] = 1
        for rank in ranks {
            for sum in stride(from: total, through: 0, by: -1) {
                chances[sum] = (chances[sum] + (sum >= rank ? chances[sum - rank] : 0)) / 2
            }
        }
        let tail = chances[0...min(positive, total - positive)].reduce(0, +)
        pValue = min(1, 2 * tail)
    }

    /// Twice the rank of each of these, by rising size, which is whole also for ties.
    private static func doubledRanks(of differences: [Difference]) -> [Int] {
        var ranks: [Int] = []
        while ranks.count < differences.count {
            let (start, least) = (ranks.count, differences[ranks.count])
            let tied = differences[start...].prefix {
                abs($0.value) - abs(least.value) <= max($0.error, least.error)
            }.count
            // Ranks start + 1 to start + tied; twice their mean.
            ranks += [Int](repeating: 2 * start + 1 + tied, count: tied)
        }
        return ranks
    }
}
