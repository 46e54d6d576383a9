import Classifiers
import Foundation
import Randomness
import TestSupport
import Testing

@Suite("EM-Dirichlet by class vectors")
struct EMDirichletTests {
    static let both = [true, false]

    private func classifier(_ vectors: [[Float]], usesExamples: Bool = true) -> EMDirichlet {
        EMDirichlet(
            ClassDirections(vectors.flatMap(\.self), dimension: vectors[0].count),
            usesExamples: usesExamples)
    }

    /// An episode, and vectors near its class centres.
    private func episode(
        shots: [Int], queries: Int, blur: Float = 0.05, seed: UInt64
    ) -> (task: TransductiveTask, vectors: [[Float]]) {
        let task = TransductiveTask(shots: shots, queries: queries, spread: 0.3, seed: seed)
        var generator = Generator(seed: seed).stream("vectors")
        let vectors = shots.indices.map { label in
            let own = zip(task.queries + task.support, task.answers + task.labels)
                .filter { $0.1 == label }.map(\.0)
            return own[0].indices.map { j in
                own.reduce(0) { $0 + $1[j] } / Float(own.count) + blur * Float(generator.normal())
            }
        }
        return (task, vectors)
    }

    @Test("Log-probabilities are those of NumPy and SciPy", arguments: both)
    func scores(usesExamples: Bool) throws {
        let references = try references("em_dirichlet", as: ClassVectorReference.self)
        #expect(references.count == 6)
        for reference in references {
            let classifier = classifier(reference.vectors, usesExamples: usesExamples)
            let scores = classifier.scores(
                support: reference.support, labels: reference.labels, way: reference.way,
                queries: reference.queries)
            let expected = try #require(reference.scores[classifier.name])
            var largest = 0.0
            for (row, other) in zip(scores, expected) {
                #expect(row.count == other.count)
                for (a, b) in zip(row, other) {
                    // Where probabilities are far below any use, relative to the log.
                    let difference = abs(Double(a) - b) / max(1, abs(b) / 10)
                    largest = difference.isNaN ? .infinity : max(largest, difference)
                }
            }
            #expect(scores.count == expected.count && largest < 1e-3, "\(reference.name)")
        }
    }

    @Test("Scores are log-probabilities, and the largest class does not take all", arguments: both)
    func probabilities(usesExamples: Bool) {
        let (task, vectors) = episode(shots: [2, 1, 3, 2, 1], queries: 8, seed: 1)
        let scores = task.scores(by: classifier(vectors, usesExamples: usesExamples))
        for row in scores {
            #expect(abs(row.reduce(0) { $0 + exp(Double($1)) } - 1) < 1e-5)
        }
        #expect(task.accuracy(of: scores) > 0.9)
    }

    @Test("Restricted to some classes it is the classifier of their vectors", arguments: both)
    func restricted(usesExamples: Bool) {
        let (task, own) = episode(shots: [2, 2, 2], queries: 4, seed: 2)
        let others = own.map { $0.map { -$0 } }
        let all = classifier(
            [others[0], own[2], own[0], others[1], own[1]], usesExamples: usesExamples)
        #expect(
            task.scores(by: all.restricted(to: [2, 4, 1]))
                == task.scores(by: classifier(own, usesExamples: usesExamples)))
    }

    @Test("Without examples they have no say, with them they have")
    func examples() {
        let (task, vectors) = episode(shots: [2, 2, 2], queries: 4, seed: 3)
        var other = task
        other.support = task.support.reversed()
        let zero = classifier(vectors, usesExamples: false)
        #expect(task.scores(by: zero) == other.scores(by: zero))
        let few = classifier(vectors)
        #expect(task.scores(by: few) != other.scores(by: few))
    }

    @Test("One query alone, and all queries of one class", arguments: both)
    func few(usesExamples: Bool) {
        var (task, vectors) = episode(shots: [1, 2, 1, 1, 3], queries: 6, seed: 4)
        let classifier = classifier(vectors, usesExamples: usesExamples)
        (task.queries, task.answers) = (Array(task.queries[6..<12]), Array(task.answers[6..<12]))
        #expect(task.accuracy(of: task.scores(by: classifier)) == 1)
        (task.queries, task.answers) = ([task.queries[0]], [1])
        let alone = task.scores(by: classifier)
        #expect(alone.count == 1 && alone[0].allSatisfy { $0.isFinite })
        #expect(task.accuracy(of: alone) == 1)
    }

    @Test("Probabilities of 0 and 1, and equal ones", arguments: both)
    func certain(usesExamples: Bool) {
        // Opposite directions: the smaller probability is below any that is added.
        let vectors: [[Float]] = [[1, 0], [-1, 0]]
        let classifier = classifier(vectors, usesExamples: usesExamples)
        let scores = classifier.scores(
            support: vectors, labels: [0, 1], way: 2,
            queries: [[1, 0], [1, 0], [-1, 0], [0, 0]])
        for row in scores { #expect(row.allSatisfy { $0.isFinite }, "\(row)") }
        #expect(scores[0][0] > scores[0][1] && scores[1] == scores[0])
        #expect(scores[2][1] > scores[2][0])
        // Features of zeros have equal probabilities of all classes.
        let zeros = classifier.scores(
            support: [[0, 0], [0, 0]], labels: [0, 1], way: 2, queries: [[0, 0], [0, 0]])
        for row in zeros { #expect(abs(row[0] - row[1]) < 1e-5, "\(row)") }
    }

    @Test("Equal queries get equal scores, and their order does not count", arguments: both)
    func order(usesExamples: Bool) {
        var (task, vectors) = episode(shots: [1, 2, 2], queries: 5, seed: 6)
        let classifier = classifier(vectors, usesExamples: usesExamples)
        task.queries.append(task.queries[3])
        let scores = task.scores(by: classifier)
        #expect(largestDifference([scores[15]], [scores[3]]) == 0)
        task.queries.reverse()
        let reversed = Array(task.scores(by: classifier).reversed())
        #expect(largestDifference(reversed, scores) < 1e-2)
    }
}
