/// A mean and how far it is to be trusted.
public struct MeanEstimate: Sendable, Equatable {
    /// The mean.
    public let mean: Double
    /// 1.96·s/√n, with s² the sum of squared deviations over n − 1: half the width of the usual 95 %
    /// interval. Over episodes that re-use images it measures the drawing of episodes only.
    public let ci95: Double

    /// The estimate from at least two values.
    public init(of values: [Double]) {
        precondition(values.count >= 2, "an interval needs at least two values")
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        self.mean = mean
        ci95 = 1.96 * (squares / (count - 1) / count).squareRoot()
    }
}
