/// A mean over episodes and how far it is to be trusted.
public struct MeanEstimate: Sendable, Equatable {
    /// The mean.
    public let mean: Double
    /// The mean's standard error, s/√n, with s² the sum of squared deviations over n − 1.
    public let error: Double
    /// Half the width of the 95 % interval: 1.96 standard errors, as papers have it, and for fewer
    /// than 100 values t of them by Student's t, because few values do not tell their own spread.
    /// Over episodes that re-use images it measures the drawing of episodes only.
    public let ci95: Double

    /// From so many values on, 1.96 is Student's t to about 1 %.
    private static let many = 100

    /// The estimate from at least two values.
    public init(of values: [Double]) {
        precondition(values.count >= 2, "an interval needs at least two values")
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        self.mean = mean
        error = (squares / (count - 1) / count).squareRoot()
        let isFew = values.count < Self.many
        ci95 = error * (isFew ? StudentT(degrees: values.count - 1).quantile() : 1.96)
    }
}
