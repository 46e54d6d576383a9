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
        let squares = runs.reduce(0) { $0 + $1.ci95 * $1.ci95 }
        return (squares / Double(runs.count)).squareRoot() / 1.96
    }
}
