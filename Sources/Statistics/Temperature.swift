import Foundation

/// The one number by which a classifier's scores are divided so that its probabilities match what
/// happens (temperature scaling: Guo et al. 2017, arXiv 1706.04599, §4.2). It changes no answer.
public struct Temperature: Sendable, Equatable {
    /// How it came about.
    public enum Outcome: Sendable, Equatable {
        /// The one that minimises the negative log-likelihood.
        case fitted
        /// All answers were right, so that the likelihood only rises as the temperature falls and
        /// has no optimum. The temperature is the one at which n right answers have the mean
        /// confidence (n + 1)/(n + 2), Laplace's rule of succession.
        case allRight
        /// The scores say no more about the right class than guessing does, or less: an infinite
        /// temperature, at which all classes are equally probable.
        case uninformative
        /// All classes had equal scores in every query, or no query could be used: no temperature
        /// makes a difference. It is left at 1.
        case undetermined
    }

    /// What scores are to be divided by: above zero, perhaps infinite.
    public let value: Double
    /// How it came about.
    public let outcome: Outcome
    /// How many queries it was fitted to.
    public let queries: Int
    /// How many were left out: where the right class scores −∞, or any class +∞, the temperature
    /// makes no difference to the likelihood.
    public let excluded: Int
}

/// Scores of one classifier on episodes of the val classes, kept to fit a temperature to: some 200
/// episodes are plenty for one number.
///
/// Workers have one each and merge them in any order; the temperature is the same to the last bit.
public struct TemperatureSamples: Sendable {
    private let way: Int
    private var episodes: [Int] = []
    private var right: [Int] = []
    /// (queries × way).
    private var scores: [Float] = []

    /// No query yet; each will have `way` scores.
    public init(way: Int) {
        precondition(way >= 2, "a temperature needs at least two classes")
        self.way = way
    }

    /// Keeps a query of the episode at index `episode`; all queries of an episode are one worker's.
    /// - Parameters:
    ///   - scores: (way), none of them NaN.
    ///   - right: the right class, in `0..<way`.
    public mutating func add(scores: Span<Float>, right: Int, episode: Int) {
        precondition(scores.count == way && right >= 0 && right < way, "scores of another way")
        for k in scores.indices {
            precondition(!scores[k].isNaN, "a classifier's score is not a number")
            self.scores.append(scores[k])
        }
        self.right.append(right)
        episodes.append(episode)
    }

    /// Takes in what another worker kept, of other episodes.
    public mutating func merge(_ other: TemperatureSamples) {
        precondition(way == other.way, "merged samples are of one way")
        episodes += other.episodes
        right += other.right
        scores += other.scores
    }

    /// The temperature that minimises the mean negative log-likelihood of softmax(scores / T), to
    /// about twelve digits; see `Temperature.Outcome` for where there is none.
    public func fitted() -> Temperature {
        let problem = problem
        let (inverse, outcome) = problem.solved()
        return Temperature(
            value: 1 / inverse, outcome: outcome, queries: problem.queries,
            excluded: right.count - problem.queries)
    }

    /// The likeliest temperature where its logarithm is normal beforehand, with standard deviation
    /// `spread` around that of `value`: what few queries say counts by as much as they say.
    public func fitted(around value: Double, spread: Double) -> Double {
        1 / problem.solved(around: 1 / value, spread: spread)
    }

    private var problem: TemperatureProblem {
        // In the order of the episodes, so that sums do not depend on who merged when.
        let order = episodes.indices.sorted { (episodes[$0], $0) < (episodes[$1], $1) }
        var problem = TemperatureProblem(way: way)
        for query in order {
            problem.add(scores[(query * way)..<((query + 1) * way)], right: right[query])
        }
        return problem
    }
}
