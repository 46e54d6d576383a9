import Foundation

/// The difference of two classifiers, transforms or checkpoints on the *same* episodes, tested by
/// the paired t-test.
///
/// What makes an episode hard is hard for both, and cancels: the interval of the difference is far
/// narrower than two separate intervals let one hope ("Oops, I Sampled it Again", arXiv 2409.02850).
/// Over episodes that re-use images it still speaks of the drawing of episodes from these images
/// only; over the episodes of an `OpenSampler`, of new images of these classes.
public struct PairedDifference: Sendable, Equatable {
    /// The mean of first − second, its standard deviation over episodes, and its 95 % interval.
    public let estimate: StudentEstimate
    /// The probability of a difference at least this large, either way, if there were none in truth;
    /// nil for a single episode.
    ///
    /// Differences that are the same in all n episodes have no standard deviation to compare the
    /// mean with, and any t statistic is then infinite, be it of two episodes. There the sign test
    /// answers: 2^(1−n), the chance that n coins agree; 1 where the difference is zero.
    public let pValue: Double?

    /// Below this standard deviation, differences are equal up to the rounding of single precision.
    private static let rounding = 1e-7

    /// The difference of accuracies (fractions), episode by episode.
    /// - Parameters:
    ///   - first: (episodes), at least one.
    ///   - second: (episodes), of the same episodes in the same order.
    public init(_ first: [Double], minus second: [Double]) {
        precondition(first.count == second.count, "a paired difference needs pairs")
        estimate = StudentEstimate(of: zip(first, second).map { $0 - $1 })
        guard let deviation = estimate.deviation else {
            pValue = nil
            return
        }
        let count = estimate.count
        if deviation > Self.rounding {
            let error = deviation / Double(count).squareRoot()
            pValue = StudentT(degrees: count - 1).twoSided(estimate.mean / error)
        } else {
            pValue = abs(estimate.mean) > Self.rounding ? exp2(1 - Double(count)) : 1
        }
    }

    /// The difference of accuracies as `EpisodeResults` has them.
    public init(_ first: [Float], minus second: [Float]) {
        self.init(first.map { Double($0) }, minus: second.map { Double($0) })
    }
}

/// Holm's correction of the p-values of several comparisons that are made at once (Holm 1979): so
/// that, of all differences called real at a level, *any* is a false alarm with at most that
/// probability, however the comparisons depend on each other.
public struct HolmCorrection: Sendable, Equatable {
    /// The corrected p-values, in the order given: each the smallest level at which its comparison
    /// is called real. Never below the p-value itself, nor above 1.
    public let adjusted: [Double]

    /// The correction of `pValues`, one per comparison.
    public init(_ pValues: [Double]) {
        var adjusted = pValues
        var highest = 0.0
        let rising = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
        for (rank, index) in rising.enumerated() {
            highest = max(highest, min(1, Double(pValues.count - rank) * pValues[index]))
            adjusted[index] = highest
        }
        self.adjusted = adjusted
    }
}
