import Classifiers
import Matrices
import Randomness

/// A classifier of either kind, as evaluations and reports list them.
public enum EpisodeClassifier: Sendable {
    /// Answers each query by itself.
    case inductive(any Classifier)
    /// Sees all queries of an episode together.
    case transductive(any TransductiveClassifier)
    /// Answers by images, each by itself.
    case images(any ImageClassifier)

    /// The name by which commands and reports call it.
    public var name: String {
        switch self {
        case .inductive(let classifier): classifier.name
        case .transductive(let classifier): classifier.name
        case .images(let classifier): classifier.name
        }
    }

    /// Whether it sees all queries together.
    public var isTransductive: Bool {
        if case .transductive = self { true } else { false }
    }

    /// Whether it goes by coordinates: some draw numbers for each, or step along each.
    var needsCoordinates: Bool {
        switch self {
        case .inductive(let classifier): classifier.dependsOnCoordinates
        case .transductive(let classifier): classifier.dependsOnCoordinates
        case .images: false
        }
    }

    /// Whether it goes by base classes, which it has to know first.
    public var needsBase: Bool {
        if case .inductive(let classifier) = self {
            classifier is any BaseClassifier
        } else {
            false
        }
    }

    /// The same with base classes, where it goes by some.
    public func knowing(_ base: BaseClasses) -> EpisodeClassifier {
        guard case .inductive(let classifier as any BaseClassifier) = self else { return self }
        return .inductive(classifier.knowing(base))
    }

    /// Whether it uses that an episode has equally many queries of each class.
    public var usesQueryCounts: Bool {
        if case .transductive(let classifier) = self { classifier.usesQueryCounts } else { false }
    }

    /// Whether it says itself which queries belong to none of the classes.
    public var knowsOutsiders: Bool {
        if case .transductive(let classifier) = self {
            classifier is any OpenSetClassifier
        } else {
            false
        }
    }

    func makeLearner() -> EpisodeLearner {
        switch self {
        case .inductive(let classifier as any ClassVectorClassifier):
            .informed { .inductive(classifier.restricted(to: $0).makeLearner()) }
        case .inductive(let classifier): .inductive(classifier.makeLearner())
        case .transductive(let classifier as any TransductiveClassVectorClassifier):
            .informed { .transductive(classifier.restricted(to: $0).makeLearner()) }
        case .transductive(let classifier): .transductive(classifier.makeLearner())
        case .images(let classifier): .images(classifier.makeLearner())
        }
    }
}

/// One worker's instance of an `EpisodeClassifier`.
enum EpisodeLearner {
    case inductive(any Learner)
    case transductive(any TransductiveLearner)
    /// One that needs to know which classes an episode has: the learner for these.
    case informed((_ classes: [Int]) -> EpisodeLearner)
    case images(any ImageLearner)

    /// What the last episode's queries had for belonging to none of the classes, where the method
    /// says: (queries).
    var outsiderScores: [Double]? {
        guard case .transductive(let learner) = self else { return nil }
        return (learner as? any OpenSetLearner)?.outsiderScores
    }

    /// Scores all queries of the episode in `features`: (queries × way).
    /// - Returns: whether the fit reached its optimum.
    func score(
        _ features: EpisodeFeatures, using generator: Generator, into scores: inout [Float]
    ) -> Bool {
        let way = features.way
        scores.reset(to: features.queryCount * way)
        switch self {
        case .transductive(let learner):
            let (queries, support) = (features.queryRows, features.support)
            return learner.score(
                queries: queries.span, support: support.span, labels: features.labels, way: way,
                using: generator, into: &scores)
        case .inductive(let learner):
            return Self.score(features, by: learner, using: generator, into: &scores)
        case .images(let learner):
            return learner.score(features.episode, using: generator, into: &scores)
        case .informed(let learner):
            return learner(features.episode.classes)
                .score(features, using: generator, into: &scores)
        }
    }

    private static func score(
        _ features: EpisodeFeatures, by learner: any Learner, using generator: Generator,
        into scores: inout [Float]
    ) -> Bool {
        let (way, dimension, support) = (features.way, features.dimension, features.support)
        let converged = learner.fit(
            support: support.span, labels: features.labels, way: way, using: generator)
        let (rows, starts) = (features.queryRows, features.queryStarts)
        let numbers = rows.span
        var own = [Float](repeating: 0, count: way)
        for (query, start) in starts.enumerated() {
            // The rows of an episode lie anywhere in the table, where no processor foresees them.
            if query + 1 < starts.count {
                let next = starts[query + 1]
                LinearAlgebra.announce(numbers.extracting(next..<(next + dimension)))
            }
            learner.score(numbers.extracting(start..<(start + dimension)), into: &own)
            for k in 0..<way { scores[query * way + k] = own[k] }
        }
        return converged
    }
}
