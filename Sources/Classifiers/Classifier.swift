import Randomness

/// A classifier on frozen features: fits on the support images, scores query images.
///
/// It is inductive by construction: a learner is shown one query at a time and never the others.
/// A `TransductiveClassifier` gets the whole query set.
public protocol Classifier: Sendable {
    /// The name by which commands and reports call it.
    var name: String { get }
    /// Whether its answers change where all features are turned alike: distances and inner products
    /// are not all that it goes by. False unless a classifier says so.
    var dependsOnCoordinates: Bool { get }
    /// A learner with memory of its own, reused from episode to episode; one per worker thread.
    func makeLearner() -> any Learner
}

extension Classifier {
    /// Distances and inner products are all that it goes by.
    public var dependsOnCoordinates: Bool { false }
}

/// A classifier that goes by base classes, too: it learns episodes only when it knows some.
public protocol BaseClassifier: Classifier {
    /// The same with these base classes, whose features are like those of the episodes.
    func knowing(_ base: BaseClasses) -> any Classifier
}

/// One worker's instance of a `Classifier`.
public protocol Learner: AnyObject {
    /// Learns from labelled features and forgets what it learned before.
    /// - Parameters:
    ///   - support: (images × dimension); classes may have unequal numbers of images.
    ///   - labels: the class of each image, in `0..<way`; every class has at least one image.
    ///   - generator: what a classifier that draws numbers draws from; the episode's own.
    /// - Returns: whether the optimum was reached. Where not, the last and best state is used, and
    ///   `EpisodeResults` counts the episode.
    func fit(
        support: Span<Float>, labels: [Int], way: Int, using generator: Generator
    ) -> Bool

    /// Scores one query: the highest score is the answer. Where the classifier has probabilities,
    /// they are the softmax of the scores.
    /// - Parameters:
    ///   - query: (dimension).
    ///   - scores: (way), overwritten.
    func score(_ query: Span<Float>, into scores: inout [Float])
}

/// A classifier that sees all queries of an episode together, and may use what they have in common.
///
/// Its accuracy is not comparable with an inductive one's: it depends on how many queries there are
/// and, for some methods, on how many of each class. Tables and reports say so in its row.
public protocol TransductiveClassifier: Sendable {
    /// The name by which commands and reports call it.
    var name: String { get }
    /// Whether it uses that an episode has equally many queries of each class.
    var usesQueryCounts: Bool { get }
    /// Whether its answers change where all features are turned alike. True unless a classifier says
    /// that inner products are all that it goes by.
    var dependsOnCoordinates: Bool { get }
    /// A learner with memory of its own, reused from episode to episode; one per worker thread.
    func makeLearner() -> any TransductiveLearner
}

extension TransductiveClassifier {
    /// Distances and inner products are not all that it goes by.
    public var dependsOnCoordinates: Bool { true }
}

/// One worker's instance of a `TransductiveClassifier`.
public protocol TransductiveLearner: AnyObject {
    /// Scores all queries of an episode: the highest score of a query is its answer. Where the
    /// method has probabilities, they are the softmax of the scores.
    /// - Parameters:
    ///   - queries: (queries × dimension).
    ///   - support: (images × dimension); classes may have unequal numbers of images.
    ///   - labels: the class of each support image, in `0..<way`; every class has at least one.
    ///   - generator: what a method that draws numbers draws from; the episode's own.
    ///   - scores: (queries × way), overwritten.
    /// - Returns: whether it converged as its paper means it to. Where not, the last state is used,
    ///   and `EpisodeResults` counts the episode.
    func score(
        queries: Span<Float>, support: Span<Float>, labels: [Int], way: Int,
        using generator: Generator, into scores: inout [Float]
    ) -> Bool
}

/// A transductive classifier whose learners are `OpenSetLearner`s.
public protocol OpenSetClassifier: TransductiveClassifier {}

/// A transductive learner that also says which queries belong to none of the classes.
public protocol OpenSetLearner: TransductiveLearner {
    /// For each query of the last episode that was scored how much speaks for its belonging to none:
    /// (queries). Only their order means something.
    var outsiderScores: [Double] { get }
}
