import Classifiers
import Randomness

extension Classifier {
    /// The scores of some queries, (queries × way), in one episode.
    ///
    /// - Parameters:
    ///   - support: (images × dimension), and `labels` their classes.
    ///   - queries: (queries × dimension).
    public func scores(
        support: [[Float]], labels: [Int], way: Int, queries: [[Float]],
        using generator: Generator = Generator(seed: 0)
    ) -> [[Float]] {
        let learner = makeLearner()
        let rows = support.flatMap(\.self)
        _ = learner.fit(support: rows.span, labels: labels, way: way, using: generator)
        return queries.map { query in
            var scores = [Float](repeating: 0, count: way)
            learner.score(query.span, into: &scores)
            return scores
        }
    }
}

extension TransductiveClassifier {
    /// The same, of all queries together.
    public func scores(
        support: [[Float]], labels: [Int], way: Int, queries: [[Float]],
        using generator: Generator = Generator(seed: 0)
    ) -> [[Float]] {
        let (rows, asked) = (support.flatMap(\.self), queries.flatMap(\.self))
        var scores = [Float](repeating: 0, count: queries.count * way)
        _ = makeLearner().score(
            queries: asked.span, support: rows.span, labels: labels, way: way, using: generator,
            into: &scores)
        return queries.indices.map { Array(scores[$0 * way..<($0 + 1) * way]) }
    }
}
