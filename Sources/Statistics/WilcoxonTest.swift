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

    /// The test of first − second, pair by pair.
    public init(_ first: [Double], minus second: [Double]) {
        precondition(first.count == second.count, "a paired test needs pairs")
        let differences = zip(first, second).map { $0 - $1 }.filter { $0 != 0 }
        let ranks = Self.doubledRanks(of: differences.map(abs))
        let positive = zip(ranks, differences).reduce(0) { $0 + ($1.1 > 0 ? $1.0 : 0) }
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

    /// Twice the rank of each value, which is whole also for ties.
    private static func doubledRanks(of values: [Double]) -> [Int] {
        let rising = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Int](repeating: 0, count: values.count)
        var start = 0
        while start < rising.count {
            var end = start
            while end < rising.count, values[rising[end]] == values[rising[start]] { end += 1 }
            // Ranks start + 1 to end; twice their mean.
            for place in start..<end { ranks[rising[place]] = start + 1 + end }
            start = end
        }
        return ranks
    }
}
