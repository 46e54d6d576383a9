import Classifiers
import Foundation
import Randomness
import TestSupport
import Testing

/// Episodes at the edge of sense: scores stay finite and obey the symmetry that is left.
@Suite("Transductive classifiers on degenerate episodes")
struct TransductiveDegenerateTests {
    /// The scores, which are checked to be finite log-probabilities.
    private func checkedScores(_ name: String, _ task: TransductiveTask) -> [[Float]] {
        let scores = task.scores(by: transductive(name))
        for row in scores {
            #expect(row.allSatisfy { $0.isFinite })
            #expect(abs(row.reduce(0) { $0 + exp(Double($1)) } - 1) < 1e-4)
        }
        return scores
    }

    private func spread(_ row: [Float]) -> Float { row.max()! - row.min()! }

    @Test("One query", arguments: transductiveNames)
    func oneQuery(name: String) {
        for shots in [[1, 1, 1, 1, 1], [3, 1], [1, 1]] {
            var task = TransductiveTask(shots: shots, queries: 1, seed: 1)
            task.queries = [task.queries[0]]
            _ = checkedScores(name, task)
        }
    }

    @Test("All queries equal get equal scores", arguments: transductiveNames)
    func equalQueries(name: String) {
        var task = TransductiveTask(shots: [2, 3, 1], queries: 4, seed: 2)
        task.queries = task.queries.map { _ in task.queries[5] }
        let scores = checkedScores(name, task)
        #expect(largestDifference(scores, scores.map { _ in scores[0] }) < 1e-4)
    }

    @Test("Where all features are the same, no class is preferred", arguments: transductiveNames)
    func allEqual(name: String) {
        for value: Float in [0, 1, -3e4] {
            var task = TransductiveTask(shots: [2, 2, 2], queries: 3, seed: 3)
            task.support = task.support.map { $0.map { _ in value } }
            task.queries = task.queries.map { $0.map { _ in value } }
            for row in checkedScores(name, task) { #expect(spread(row) < 1e-4) }
        }
    }

    @Test("Zeros among the features", arguments: transductiveNames)
    func zeros(name: String) {
        var task = TransductiveTask(shots: [1, 2, 1], queries: 4, seed: 4)
        task.queries[3] = task.queries[3].map { _ in 0 }
        task.queries[8] = task.queries[3]
        var scores = checkedScores(name, task)
        #expect(largestDifference([scores[3]], [scores[8]]) < 1e-4)
        task.support[0] = task.queries[3]
        scores = checkedScores(name, task)
        // Coordinates without information.
        for vector in task.queries.indices { task.queries[vector] += [0, 7, 0] }
        for vector in task.support.indices { task.support[vector] += [0, 7, 0] }
        _ = checkedScores(name, task)
    }

    @Test("Classes with the same support image tie", arguments: transductiveNames)
    func duplicatedSupport(name: String) {
        var task = TransductiveTask(shots: [1, 1, 1], queries: 5, seed: 5)
        task.support[1] = task.support[0]
        for row in checkedScores(name, task) {
            // TIM makes probabilities certain, so rounding decides such a tie; GraphMix mixes each of
            // the two with partners of its own.
            #expect(
                abs(row[0] - row[1]) < 1e-4
                    || ["tim-gd", "alpha-tim", "ostim", "graph-mix"].contains(name))
        }
        var repeated = TransductiveTask(shots: [3, 3, 3], queries: 5, seed: 6)
        for image in [1, 2, 4, 5, 7, 8] {
            repeated.support[image] = repeated.support[image / 3 * 3]
        }
        _ = checkedScores(name, repeated)
    }

    @Test("Queries that are support images, and queries in pairs", arguments: transductiveNames)
    func duplicatedQueries(name: String) {
        var task = TransductiveTask(shots: [2, 2, 2], queries: 3, seed: 7)
        task.queries += task.queries + task.support
        let scores = checkedScores(name, task)
        #expect(largestDifference(Array(scores[..<9]), Array(scores[9..<18])) < 1e-4)
    }

    @Test("Two classes, and more classes than queries", arguments: transductiveNames)
    func ways(name: String) {
        _ = checkedScores(name, TransductiveTask(shots: [1, 1], queries: 1, seed: 8))
        var task = TransductiveTask(shots: [Int](repeating: 1, count: 12), queries: 1, seed: 9)
        task.queries.removeLast(9)
        _ = checkedScores(name, task)
        _ = checkedScores(
            name, TransductiveTask(shots: [4, 1], queries: 6, dimension: 1, seed: 10))
    }

    @Test(
        "Features of any size, and one query far from all", arguments: transductiveNames,
        [Float(1e-12), 1e-3, 1e3, 1e15])
    func sizes(name: String, size: Float) {
        var task = TransductiveTask(
            shots: [1, 2, 3], queries: 5, spread: 0.5, seed: 11, normalized: false)
        task.support = task.support.map { $0.map { $0 * size / 8 } }
        task.queries = task.queries.map { $0.map { $0 * size / 8 } }
        _ = checkedScores(name, task)
        task.queries[2] = task.queries[2].map { _ in size }
        _ = checkedScores(name, task)
    }

    @Test("Classes that no query is near", arguments: transductiveNames)
    func emptyClass(name: String) {
        var task = TransductiveTask(shots: [2, 2, 2], queries: 6, spread: 0.1, seed: 12)
        task.queries.removeLast(6)
        task.answers.removeLast(6)
        let scores = checkedScores(name, task)
        // Two methods want classes of equal size: PT-MAP exactly, TIM as far as it pays.
        let balances = ["pt-map", "tim-gd"].contains(name)
        #expect(balances || task.accuracy(of: scores) == 1)
        task.support[4] = task.support[4].map { 1e6 * $0 }
        task.support[5] = task.support[5].map { 1e6 * $0 }
        _ = checkedScores(name, task)
    }
}
