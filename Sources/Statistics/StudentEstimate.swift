/// A mean of few values and its interval by Student's t: right for any number of independent,
/// roughly normal values, where 1.96 standard errors are too few (of 5 values, the interval with
/// 1.96 holds the true mean in 88 of 100 cases).
///
/// `MeanEstimate` is the same for fewer than 100 values, and 1.96 standard errors for more.
public struct StudentEstimate: Sendable, Equatable {
    /// How many values.
    public let count: Int
    /// Their mean.
    public let mean: Double
    /// Their standard deviation, over count − 1; nil for a single value, which has none.
    public let deviation: Double?
    /// Half the width of the mean's 95 % interval, t·s/√n; nil for a single value, which says
    /// nothing about how far off it is. Zero where all values are equal: no spread was seen, which
    /// is not to say that there is none.
    public let ci95: Double?

    /// The estimate from at least one value.
    public init(of values: [Double]) {
        precondition(!values.isEmpty, "no values have no mean")
        let (mean, deviation) = values.moments
        self.init(
            count: values.count, mean: mean, deviation: values.count > 1 ? deviation : nil)
    }

    /// The estimate from a mean and a standard deviation of `count` values.
    init(count: Int, mean: Double, deviation: Double?) {
        self.count = count
        self.mean = mean
        self.deviation = deviation
        ci95 = deviation.map {
            $0 == 0 ? 0 : StudentT(degrees: count - 1).quantile() * $0 / Double(count).squareRoot()
        }
    }
}

/// How results spread over several runs of one recipe with other seeds.
///
/// It is another spread than that over episodes, and the two are kept apart: more episodes narrow
/// the interval of each run to nothing, and the runs still differ.
public struct SeedSpread: Sendable, Equatable {
    /// The result of each run over its episodes.
    public let runs: [MeanEstimate]
    /// The mean of the runs' means, their standard deviation over runs, and the interval of their
    /// mean by Student's t with runs − 1 degrees of freedom: what a new seed's runs would average
    /// to. One run has neither deviation nor interval.
    public let estimate: StudentEstimate

    /// The spread of at least one run.
    public init(of runs: [MeanEstimate]) {
        self.runs = runs
        estimate = StudentEstimate(of: runs.map(\.mean))
    }

    /// The standard deviation of a run's mean by the drawing of its episodes alone (root mean square
    /// over runs). Unless `estimate.deviation` is well above it, the spread over runs is that of
    /// their episodes and says little of the seeds.
    public var episodeError: Double {
        let squares = runs.reduce(0) { $0 + $1.error * $1.error }
        return (squares / Double(runs.count)).squareRoot()
    }
}
