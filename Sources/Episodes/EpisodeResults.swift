import Statistics

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
    /// For each class, its accuracy over the episodes in which it occurs, with an interval over
    /// episodes; nil where it occurs in none.
    public let classEstimates: [StudentEstimate?]
    /// How far probabilities can be trusted, of the scores as they are; over the first `calibrated`
    /// episodes.
    public let calibration: Calibration
    /// The same of the scores divided by a temperature; nil where none was given.
    public let scaled: Calibration?
    /// The seconds it took: fitting and scoring, and its part of drawing the episodes, which all
    /// classifiers share, and of gathering and transforming them, which those of a view share;
    /// divided by the worker threads. So the seconds of all results are those that passed.
    public let seconds: Double
    /// Episodes whose fit stopped before its optimum, or ended in scores that are no numbers; 0
    /// wherever all is well.
    public let unconverged: Int

    /// The episodes, from the first, whose probabilities are looked at: calibration needs queries
    /// by the ten thousands, not more, and exponentials cost as much as a nearest centroid.
    public static let calibrated = 1000

    /// The mean accuracy over the episodes, a fraction.
    public var mean: Double { estimate.mean }
    /// Half the width of the mean's 95 % interval.
    public var ci95: Double { estimate.ci95 }

    /// The `count` episodes with the smallest share of right answers, worst first.
    public func hardest(_ count: Int) -> [HardestEpisodes.Entry] {
        var hardest = HardestEpisodes(capacity: count)
        for (episode, accuracy) in accuracies.enumerated() {
            hardest.add(episode: episode, accuracy: Double(accuracy))
        }
        return hardest.entries
    }

    /// For each class, the fraction of its queries answered rightly over all episodes in which it
    /// occurs; nil where it occurs in none.
    public var classAccuracies: [Double?] {
        confusion.enumerated().map { label, row in
            let total = row.reduce(0, +)
            return total > 0 ? Double(row[label]) / Double(total) : nil
        }
    }
}
