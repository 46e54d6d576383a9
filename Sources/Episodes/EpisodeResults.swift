/// What one classifier did over the episodes of an `Evaluation`.
public struct EpisodeResults: Sendable, Equatable {
    /// The classifier's name.
    public let classifier: String
    /// The fraction of queries answered rightly in each episode, in the order of the episodes.
    public let accuracies: [Float]
    /// Their mean and its interval.
    public let estimate: MeanEstimate
    /// How many queries of one class (row) were answered with another (column): (classes ×
    /// classes), in the order of the table's classes.
    public let confusion: [[Int]]
    /// The seconds it took: drawing and gathering the episodes, fitting and scoring, shared evenly
    /// by the worker threads.
    public let seconds: Double
    /// Episodes whose fit stopped before its optimum; 0 wherever all is well.
    public let unconverged: Int

    /// The mean accuracy over the episodes, a fraction.
    public var mean: Double { estimate.mean }
    /// Half the width of the mean's 95 % interval.
    public var ci95: Double { estimate.ci95 }

    /// For each class, the fraction of its queries answered rightly over all episodes in which it
    /// occurs; nil where it occurs in none.
    public var classAccuracies: [Double?] {
        confusion.enumerated().map { label, row in
            let total = row.reduce(0, +)
            return total > 0 ? Double(row[label]) / Double(total) : nil
        }
    }
}

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
