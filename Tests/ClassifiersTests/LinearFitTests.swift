import Classifiers
import Randomness
import TestSupport
import Testing

/// Ridge regression and support vector machines by their optimality conditions, which need no
/// reference: scores are what the errors of the support images make of a query.
@Suite("Fits of ridge regression and support vector machines")
struct LinearFitTests {
    private func product(_ a: [Float], _ b: [Float]) -> Double {
        zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }

    @Test("A machine's weights are its support vectors', by how far they are inside the margin")
    func machine() {
        var task = EpisodeTask(way: 5, shot: 20, queries: 4, dimension: 64, spread: 2)
        let queries = task.queries
        let scores = task.scores(LinearSVM(c: 0.1))
        task.queries = task.support
        let own = task.scores(LinearSVM(c: 0.1))
        var inside = 0
        for (query, row) in zip(queries, scores) {
            for label in 0..<5 {
                var expected = 0.0
                for (image, support) in task.support.enumerated() {
                    let target: Double = task.labels[image] == label ? 1 : -1
                    let gap = max(0, 1 - target * Double(own[image][label]))
                    inside += gap > 0 ? 1 : 0
                    expected += 2 * 0.1 * target * gap * (product(support, query) + 1)
                }
                #expect(abs(expected - Double(row[label])) < 1e-4)
            }
        }
        // Some images are inside of their margin and some are not: the case is no other in
        // disguise.
        let all = queries.count * 5 * task.support.count
        #expect(inside > all / 10 && inside < all * 9 / 10)
    }

    @Test("Ridge weights are the errors' combination of the images, and errors add up to nothing")
    func ridge() {
        var task = EpisodeTask(
            shots: [3, 9, 1, 12], queries: 4, dimension: 48, spread: 1, seed: 1)
        let queries = task.queries
        let scores = task.scores(RidgeRegression(alpha: 10))
        task.queries = task.support
        let own = task.scores(RidgeRegression(alpha: 10))
        let zero = RidgeRegression(alpha: 10).scores(
            support: task.support, labels: task.labels, way: 4,
            queries: [[Float](repeating: 0, count: 48)])[0]
        for label in 0..<4 {
            let errors = task.labels.indices.map {
                (task.labels[$0] == label ? 1 : -1) - Double(own[$0][label])
            }
            #expect(abs(errors.reduce(0, +)) < 1e-4)
            for (query, row) in zip(queries, scores) {
                let expected = zip(errors, task.support).reduce(Double(zero[label])) {
                    $0 + $1.0 / 10 * product($1.1, query)
                }
                #expect(abs(expected - Double(row[label])) < 1e-4)
            }
        }
    }

    @Test(
        "Every fit converges and scores, whatever the features: of any size, repeated, mixed",
        arguments: ["ridge", "ridge, alpha 0.01", "svm", "svm, c 100"],
        [Float(1e-12), 1e-3, 1, 30, 1e4, 1e9, 1e17])
    func converges(name: String, scale: Float) {
        var generator = Generator(seed: 21)
        for trial in 0..<60 {
            let way = 2 + generator.integer(below: 6)
            let shot = 1 + generator.integer(below: 6)
            let dimension = 1 + generator.integer(below: 40)
            var task = EpisodeTask(
                way: way, shot: shot, queries: 1, dimension: dimension,
                spread: trial % 2 == 0 ? 0.1 : 3, seed: trial)
            if trial % 4 == 0 { task.support[task.support.count - 1] = task.support[0] }
            if trial % 5 == 0 { task = task.mapped { max(0, $0) } }
            task = task.mapped { $0 * scale }
            let learner = InductiveClassifiers[name].makeLearner()
            let rows = task.support.flatMap { $0 }
            let converged = learner.fit(
                support: rows.span, labels: task.labels, way: way, using: generator)
            // Where c·‖x‖² is beyond some 10⁹ to 10¹¹, by the processor's order of sums, a violation
            // of the margin is below rounding: then a machine's fit says so, and still scores.
            #expect(
                converged || name.hasPrefix("svm") && scale >= 1e4,
                "trial \(trial) way \(way) shot \(shot) dimension \(dimension)")
            var scores = [Float](repeating: .nan, count: way)
            let query = task.queries[0]
            learner.score(query.span, into: &scores)
            #expect(scores.allSatisfy { $0.isFinite })
        }
    }
}
