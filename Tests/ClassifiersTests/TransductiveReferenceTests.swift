import Classifiers
import Foundation
import Randomness
import TestSupport
import Testing

/// Every transductive classifier against its algorithm as a plain script, `transductive.py`.
@Suite("Transductive classifiers against their published algorithms")
struct TransductiveReferenceTests {
    private struct Case: Decodable {
        let name: String
        let way: Int
        let labels: [Int]
        let support, queries: [[Float]]
        /// Log-probabilities by the classifier's name: (queries × way).
        let scores: [String: [[Double]]]
        /// The probability that each query is of none of the classes, by OSTIM.
        let outsiders: [Double]
    }

    @Test("Log-probabilities and answers are the script's", arguments: transductiveNames)
    func scores(name: String) throws {
        let cases = try references("transductive", as: Case.self)
        // The script says which case TIM leaves out.
        #expect(cases.filter { $0.scores[name] != nil }.count == (name == "tim-gd" ? 8 : 9))
        for reference in cases {
            guard let expected = reference.scores[name] else { continue }
            let scores = transductive(name).scores(
                support: reference.support, labels: reference.labels, way: reference.way,
                queries: reference.queries)
            #expect(scores.count == expected.count)
            var largest = 0.0
            for (score, expected) in zip(scores, expected) {
                #expect(score.count == reference.way)
                #expect(
                    score.firstIndex(of: score.max()!) == expected.firstIndex(of: expected.max()!))
                for (a, b) in zip(score, expected) {
                    // Where probabilities are far below any use, relative to the log.
                    let difference = abs(Double(a) - b) / max(1, abs(b) / 10)
                    largest = difference.isNaN ? .infinity : max(largest, difference)
                }
            }
            #expect(largest < 1e-4, "\(reference.name)")
        }
    }

    @Test("A step of soft k-means assigns by distances to the support means")
    func firstStep() {
        let scores = SoftKMeans(temperature: 2, steps: 1).scores(
            support: [[0, 0], [2, 0], [0, 3]], labels: [0, 0, 1], way: 2, queries: [[1, 1]])
        // Squared distances 1 and 5.
        let expected = [-log(1 + exp(-8.0)), -8 - log(1 + exp(-8.0))]
        for (a, b) in zip(scores[0], expected) { #expect(abs(Double(a) - b) < 1e-6) }
    }

    @Test("PT-MAP without epochs shares queries out by distances to the support means")
    func plan() {
        // Two queries at the classes and one between them, which has to go half to each.
        let scores = PTMAP(lambda: 3, epochs: 0).scores(
            support: [[0], [1]], labels: [0, 1], way: 2, queries: [[0], [1], [0.5]])
        let near = 1 / (1 + exp(-3.0))
        for (row, expected) in zip(scores, [[near, 1 - near], [1 - near, near], [0.5, 0.5]]) {
            for (a, b) in zip(row, expected) { #expect(abs(exp(Double(a)) - b) < 1e-6) }
        }
    }

    @Test("LaplacianShot without neighbours is the nearest rectified prototype")
    func withoutNeighbors() {
        let task = TransductiveTask(shots: [1, 1, 1], queries: 5, seed: 3)
        let alone = task.scores(by: LaplacianShot(lambda: 1, neighbors: 1))
        let zero = task.scores(by: LaplacianShot(lambda: 0, neighbors: 3))
        #expect(largestDifference(alone, zero) < 1e-6)
        #expect(largestDifference(alone, task.scores(by: LaplacianShot())) > 1e-2)
    }

    @Test("OSTIM's probabilities of outsiders are the script's")
    func outsiders() throws {
        for reference in try references("transductive", as: Case.self) {
            let learner = try #require(OSTIM().makeLearner() as? any OpenSetLearner)
            let (support, queries) = (
                reference.support.flatMap { $0 }, reference.queries.flatMap { $0 }
            )
            var scores = [Float](repeating: 0, count: reference.queries.count * reference.way)
            _ = learner.score(
                queries: queries.span, support: support.span, labels: reference.labels,
                way: reference.way, using: Generator(seed: 0), into: &scores)
            for (score, expected) in zip(learner.outsiderScores, reference.outsiders) {
                // From the log of the odds.
                #expect(abs(1 / (1 + exp(-score)) - expected) < 1e-4, "\(reference.name)")
            }
        }
    }

    @Test("α-TIM near order 1 is TIM of its weights")
    func shannon() {
        let task = TransductiveTask(shots: [2, 1, 3], queries: 4, seed: 4)
        let tim = task.scores(
            by: TIM(supportWeight: 1, marginalWeight: 1, conditionalWeight: 1, steps: 100))
        let near = task.scores(by: AlphaTIM(alpha: 1.001, steps: 100))
        let far = task.scores(by: AlphaTIM(alpha: 5, steps: 100))
        #expect(largestDifference(near, tim) < 0.01)
        #expect(largestDifference(far, tim) > 0.05)
    }

    @Test("A step of PADDLE assigns by half the squared distances, scaled by the queries' ranges")
    func paddleStep() {
        // Ranges 2 and 4: the query (1, 2) lies at (½, ½) of the range, class 0 at (0, 0).
        let queries: [[Float]] = [[1, 2], [0, 0], [2, 4]]
        let scores = PADDLE(steps: 1).scores(
            support: [[0, 0], [2, 2]], labels: [0, 1], way: 2, queries: queries)
        // Squared distances ½ and ¼.
        let normal = log(exp(-0.25) + exp(-0.125))
        #expect(abs(Double(scores[0][0]) - (-0.25 - normal)) < 1e-6)
        #expect(abs(Double(scores[0][1]) - (-0.125 - normal)) < 1e-6)
    }

    @Test("TIM without steps is the softmax of distances to the support means")
    func withoutSteps() {
        let task = TransductiveTask(shots: [2, 1, 3], queries: 4, seed: 4)
        // 15/2 · ‖x − w‖², which is what one step of soft k-means has at that temperature.
        let expected = task.scores(by: SoftKMeans(temperature: 7.5, steps: 1))
        #expect(largestDifference(task.scores(by: TIM(steps: 0)), expected) < 1e-5)
    }
}
