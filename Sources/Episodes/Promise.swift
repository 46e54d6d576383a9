import Foundation

/// How many labels to expect right, from how many of a task's own examples were named rightly by the
/// others.
public struct Promise: Sendable, Equatable {
    /// The share to expect, and where it will lie in 95 % of all tasks.
    public let share, low, high: Double

    /// The share of `right` of `count` examples with Wilson's interval for a share of few (Wilson
    /// 1927): all that can be said where nothing is known of what one more example brings.
    public init(right: Int, of count: Int) {
        self.init(
            share: Double(right) / Double(count), of: Double(count), correction: 0)
    }

    /// The share of `photos` that the whole examples name rightly.
    ///
    /// One more example of each class moves the log-odds of a right answer by `step`. The share of
    /// so few is taken along a curve, of which their number takes a part: the variance of a share of
    /// n is p(1 − p)/n, so that the mean of (n/(n − 1))·p̂(1 − p̂) is p(1 − p). The interval is
    /// Wilson's for as many independent images as the examples are worth, of whom the photos are a
    /// sample in turn, with half a photo at each end for their being whole ones.
    ///
    /// - Parameters:
    ///   - right: how many examples were named rightly, of `count`, two at least.
    ///   - step: as `TaskCalibration.LeftOut.step`.
    ///   - designEffect: as `TaskCalibration.designEffect`.
    public init(right: Int, of count: Int, step: Double, designEffect: Double, photos: Int) {
        let share = Promise.share(right: right, of: count, step: step)
        self.init(
            share: share, of: 1 / (designEffect / Double(count) + 1 / Double(photos)),
            correction: 0.5 / Double(photos))
    }

    /// The share to expect of a whole task's answers.
    public static func share(right: Int, of count: Int, step: Double) -> Double {
        let (share, n) = (Double(right) / Double(count), Double(count))
        let moved = 1 / (1 + (1 / share - 1) * exp(-step))
        return min(max(share + (moved - share) * n / max(1, n - 1), 0), 1)
    }

    private init(share: Double, of n: Double, correction: Double) {
        let z = 1.96
        let middle = (share + z * z / (2 * n)) / (1 + z * z / n)
        let half =
            z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        self.share = share
        low = max(0, middle - half - correction)
        high = min(1, middle + half + correction)
    }

    /// The design effect at which the interval would just have held what came about: none below zero.
    public static func designEffect(
        expected: Double, came share: Double, of count: Int, photos: Int
    )
        -> Double
    {
        let (n, photos) = (Double(count), Double(photos))
        let gap = max(0, abs(share - expected) - 0.5 / photos)
        guard gap > 0 else { return 0 }
        let truth = expected + (share > expected ? gap : -gap)
        return max(0, n * (gap * gap / (1.96 * 1.96 * truth * (1 - truth)) - 1 / photos))
    }
}
