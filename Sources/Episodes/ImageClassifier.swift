import Randomness

/// A classifier that answers an episode by its images, not by features that were computed before:
/// it may change the network that sees them. Which network that is, nobody here knows.
public protocol ImageClassifier: Sendable {
    /// The name by which commands and reports call it.
    var name: String { get }
    /// A learner with memory of its own, reused from episode to episode; one per worker thread.
    func makeLearner() -> any ImageLearner
}

/// One worker's instance of an `ImageClassifier`.
public protocol ImageLearner: AnyObject {
    /// Scores all queries of an episode: the highest score of a query is its answer, and the softmax
    /// of the scores are the probabilities. What it learns is of the support images alone, and a
    /// query's scores do not depend on the others.
    /// - Parameters:
    ///   - generator: what it draws from; the episode's own.
    ///   - scores: (queries × way), overwritten; queries of none of the classes come last.
    /// - Returns: whether it ended as it means to.
    func score(
        _ episode: Episode, using generator: Generator, into scores: inout [Float]
    ) -> Bool
}
