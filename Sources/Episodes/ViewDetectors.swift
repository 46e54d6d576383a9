import Classifiers
import Foundation
import Randomness
import Statistics

/// One worker's detectors that go by the features of a view.
final class ViewDetectors {
    private let familiarity: TaskFamiliarity?
    private let learner: (any Learner)?

    init(_ view: FeatureView) {
        familiarity = view.familiarity
        learner = view.familiarity?.classifier.makeLearner()
    }

    /// The scores of all queries by each detector, in the order of `OutsiderDetector.all`; nil by one
    /// that the examples do not suffice for.
    func scores(of features: EpisodeFeatures) -> [[Double]?] {
        let (rows, dimension) = (features.queryRows, features.dimension)
        let queries = features.queryStarts.map { Array(rows[$0..<($0 + dimension)]) }
        let centroids = ClassMeans(
            features.support.span, labels: features.labels, classes: features.way
        ).floats
        let shot = features.labels.count / features.way
        let neighbours = shot >= 5 ? 3 : 1
        let byFeatures: [[Double]?] = [
            queries.map { Double(squaredDistances(from: $0, to: centroids).min()!) },
            queries.map { query in
                let nearest = squaredDistances(from: query, to: features.support).sorted()
                    .prefix(neighbours)
                return nearest.reduce(0) { $0 + Double($1).squareRoot() }
            },
        ]
        return byFeatures + (familiarity.map { [atypicality($0, of: queries, features)] } ?? [])
    }

    /// 1 minus the typicality of each query.
    private func atypicality(
        _ familiarity: TaskFamiliarity, of queries: [[Float]], _ features: EpisodeFeatures
    ) -> [Double]? {
        let leftOut = LeaveOneOut(features.support, features.labels, way: features.way, learner!)
        let promises = TaskPromises(
            leftOut, familiarity.calibration,
            examples: Double(features.labels.count) / Double(features.way))
        let task = FittedTask(
            learner!, features.support, labels: features.labels, way: features.way,
            using: Generator(seed: 0).stream("whole"))
        var atypicality: [Double] = []
        for query in queries {
            guard let typicality = promises.typicality(task.answer(query)) else { return nil }
            atypicality.append(1 - typicality)
        }
        return atypicality
    }
}

/// How small the largest probability of each query is, by scores whose softmax has the probabilities,
/// (queries × way): minus its logarithm, which keeps the order where it is all but 1.
func smallnessOfLargest(_ scores: [Float], way: Int) -> [Double] {
    stride(from: 0, to: scores.count, by: way).map { start in
        // In order of size: the same scores of other classes give the same sum, to the last digit.
        let own = scores[start..<(start + way)].map { Double($0) }.sorted()
        return log1p(own.dropLast().reduce(0) { $0 + exp($1 - own.last!) })
    }
}
