import Classifiers
import Randomness
import TestSupport
import Testing

/// What every inductive classifier has to obey.
@Suite("Classifiers")
struct ClassifierTests {
    static let names = InductiveClassifiers.names
    static let undrawn = InductiveClassifiers.undrawn

    @Test("Renaming the classes renames the answers", arguments: undrawn, [1, 4])
    func permutedClasses(name: String, shot: Int) {
        var task = EpisodeTask(way: 5, shot: shot, queries: 3)
        let scores = task.scores(InductiveClassifiers[name])
        let renamed = [3, 0, 4, 1, 2]
        task.labels = task.labels.map { renamed[$0] }
        let others = task.scores(InductiveClassifiers[name])
        #expect(largestDifference(scores, others.map { row in renamed.map { row[$0] } }) < 1e-4)
    }

    @Test("The order of the support images does not matter", arguments: undrawn)
    func permutedSupport(name: String) {
        var task = EpisodeTask(way: 3, shot: 5, queries: 3)
        let scores = task.scores(InductiveClassifiers[name])
        task.support.reverse()
        task.labels.reverse()
        #expect(largestDifference(scores, task.scores(InductiveClassifiers[name])) < 1e-4)
    }

    @Test("No query changes another's scores, not by a bit", arguments: names)
    func independentQueries(name: String) {
        let classifier = InductiveClassifiers[name]
        let task = EpisodeTask(way: 4, shot: 2, queries: 5)
        let together = task.scores(classifier)
        for (query, scores) in zip(task.queries, together) {
            let alone = classifier.scores(
                support: task.support, labels: task.labels, way: 4, queries: [query])
            #expect(alone == [scores])
        }
        let reversed = classifier.scores(
            support: task.support, labels: task.labels, way: 4, queries: task.queries.reversed())
        #expect(reversed == together.reversed())
    }

    @Test("A learner forgets the last episode, also where the next is smaller", arguments: names)
    func reuse(name: String) {
        let learner = InductiveClassifiers[name].makeLearner()
        for (way, shot, dimension) in [(6, 5, 19), (2, 1, 3), (5, 3, 40), (2, 1, 19)] {
            let task = EpisodeTask(way: way, shot: shot, queries: 1, dimension: dimension)
            let rows = task.support.flatMap { $0 }
            let converged = learner.fit(
                support: rows.span, labels: task.labels, way: way, using: Generator(seed: 0))
            #expect(converged)
            for (query, expected) in zip(
                task.queries, task.scores(InductiveClassifiers[name]))
            {
                var scores = [Float](repeating: .nan, count: way)
                learner.score(query.span, into: &scores)
                #expect(scores == expected)
            }
        }
    }

    @Test(
        "The support images themselves are recognised where classes are far apart",
        arguments: names, [1, 5])
    func supportRecognised(name: String, shot: Int) {
        // With every image a neighbour, only the nearest one is left to decide.
        var task = EpisodeTask(way: 5, shot: shot, queries: 1)
        task.queries = task.support
        #expect(task.scores(InductiveClassifiers[name]).map(answer) == task.labels)
    }

    @Test(
        "Identical features get identical, finite scores", arguments: undrawn, [Float(0), 1, -3e7])
    func identical(name: String, value: Float) {
        let vector = [Float](repeating: value, count: 7)
        let scores = InductiveClassifiers[name].scores(
            support: [[Float]](repeating: vector, count: 6), labels: [0, 0, 1, 1, 2, 2], way: 3,
            queries: [vector])
        #expect(scores[0][0].isFinite && Set(scores[0]).count == 1)
    }

    @Test("A centroid's score is minus the squared distance to the class mean")
    func centroidScores() {
        let scores = NearestCentroid().scores(
            support: [[0, 0], [2, 4], [10, 0]], labels: [0, 0, 1], way: 2, queries: [[1, 1]])
        #expect(scores == [[-1, -82]])
    }

    @Test("The names by which commands call them are unique")
    func namesOfClassifiers() {
        let classifiers = ["nearest-centroid", "cosine-centroid", "logistic", "ridge", "svm"]
        for name in classifiers + ["knn", "s2m2-head"] {
            #expect(InductiveClassifiers[name].name == name)
        }
    }
}
