import Classifiers
import Foundation
import Randomness
import TestSupport
import Testing

/// What every transductive classifier has to obey.
@Suite("Transductive classifiers")
struct TransductiveClassifierTests {
    private let tasks = [
        TransductiveTask(shots: [1, 1, 1, 1, 1], queries: 6, seed: 1),
        TransductiveTask(shots: [5, 5, 5], queries: 8, spread: 1.3, seed: 2),
        TransductiveTask(shots: [1, 4, 2], queries: 5, spread: 0.6, seed: 3, normalized: false),
        TransductiveTask(shots: [2, 2], queries: 20, dimension: 5, seed: 4),
    ]

    @Test("Their names are their own, and only PT-MAP counts on balanced queries")
    func names() {
        #expect(
            transductiveNames == [
                "soft-k-means", "pt-map", "bd-cspn", "laplacian-shot", "tim-gd",
                "alpha-tim", "paddle", "ostim", "label-propagation", "graph-mix",
            ])
        #expect(transductiveClassifiers.filter(\.usesQueryCounts).map(\.name) == ["pt-map"])
    }

    @Test("Permuting the queries permutes the answers", arguments: transductiveNames)
    func permutedQueries(name: String) {
        for task in tasks {
            var generator = Generator(seed: 9)
            var order = Array(task.queries.indices)
            generator.shuffle(&order)
            var permuted = task
            permuted.queries = order.map { task.queries[$0] }
            let scores = task.scores(by: transductive(name))
            let others = permuted.scores(by: transductive(name))
            #expect(largestDifference(order.map { scores[$0] }, others) < 1e-4)
        }
    }

    @Test("Renaming the classes renames the answers", arguments: transductiveNames)
    func permutedClasses(name: String) {
        for task in tasks {
            let renamed = (0..<task.way).map { ($0 + 1) % task.way }
            var other = task
            other.labels = task.labels.map { renamed[$0] }
            let scores = task.scores(by: transductive(name))
            let others = other.scores(by: transductive(name)).map { row in
                renamed.map { row[$0] }
            }
            #expect(largestDifference(scores, others) < 1e-4)
        }
    }

    @Test("The order of the support images does not matter", arguments: transductiveNames)
    func permutedSupport(name: String) {
        for task in tasks {
            var reversed = task
            reversed.support = task.support.reversed()
            reversed.labels = task.labels.reversed()
            let scores = task.scores(by: transductive(name))
            let others = reversed.scores(by: transductive(name))
            #expect(largestDifference(scores, others) < 1e-4)
        }
    }

    @Test(
        "A learner forgets the last episode, also where the next is smaller",
        arguments: transductiveNames)
    func reuse(name: String) {
        let learner = transductive(name).makeLearner()
        for task in tasks + tasks.reversed() {
            let (support, queries) = (task.support.flatMap { $0 }, task.queries.flatMap { $0 })
            var scores = [Float](repeating: .nan, count: task.queries.count * task.way)
            let converged = learner.score(
                queries: queries.span, support: support.span, labels: task.labels, way: task.way,
                using: Generator(seed: 0), into: &scores)
            #expect(converged)
            #expect(scores == task.scores(by: transductive(name)).flatMap { $0 })
        }
    }

    @Test("Scores are log-probabilities", arguments: transductiveNames)
    func probabilities(name: String) {
        for task in tasks {
            for row in task.scores(by: transductive(name)) {
                #expect(abs(row.reduce(0) { $0 + exp(Double($1)) } - 1) < 1e-5)
            }
        }
    }

    @Test("Classes that are far apart are told apart", arguments: transductiveNames, [1, 5])
    func separable(name: String, shot: Int) {
        // PADDLE has no temperature: its distances grow with the dimension, which is hundreds where it
        // comes from.
        let dimension = name == "paddle" ? 400 : 40
        for seed in 0..<5 {
            let task = TransductiveTask(
                shots: [Int](repeating: shot, count: 5), queries: 7, dimension: dimension,
                spread: 0.3, seed: UInt64(seed))
            #expect(task.accuracy(of: task.scores(by: transductive(name))) == 1)
        }
    }

    @Test(
        "The queries help: from one image per class, more are right than by the nearest image",
        // PADDLE, which has no temperature, gives them all to one class where coordinates are so few.
        arguments: transductiveNames.filter { $0 != "paddle" })
    func better(name: String) {
        var (accuracy, inductive) = (0.0, 0.0)
        for seed in 0..<60 {
            let task = TransductiveTask(
                shots: [1, 1, 1, 1, 1], queries: 15, dimension: 24, spread: 1.5, seed: UInt64(seed))
            accuracy += task.accuracy(of: task.scores(by: transductive(name))) / 60
            let nearest = NearestCentroid().scores(
                support: task.support, labels: task.labels, way: 5, queries: task.queries)
            inductive += task.accuracy(of: nearest) / 60
        }
        #expect(inductive > 0.5 && inductive < 0.9)
        #expect(accuracy > inductive + 0.02, "\(accuracy) against \(inductive)")
    }

    @Test("α-TIM and PADDLE find unequal classes where TIM and PT-MAP want equal ones")
    func imbalanced() {
        func accuracy(_ name: String, spread: Double) -> Double {
            (0..<20).reduce(0) { sum, seed in
                var task = TransductiveTask(
                    shots: [1, 1, 1, 1, 1], queries: 30, dimension: 400, spread: spread,
                    seed: UInt64(seed))
                // 30, 20, 10, 5 and no queries.
                let kept = [30, 20, 10, 5, 0].enumerated().flatMap { label, count in
                    (label * 30)..<(label * 30 + count)
                }
                task.queries = kept.map { task.queries[$0] }
                task.answers = kept.map { task.answers[$0] }
                return sum + task.accuracy(of: task.scores(by: transductive(name))) / 20
            }
        }
        let alpha = accuracy("alpha-tim", spread: 2.5)
        for other in ["tim-gd", "pt-map"] { #expect(alpha > accuracy(other, spread: 2.5) + 0.05) }
        #expect(accuracy("paddle", spread: 1.5) > accuracy("pt-map", spread: 1.5) + 0.05)
    }

    @Test("PT-MAP gives every class as many queries, however they are")
    func balanced() {
        var task = TransductiveTask(shots: [1, 1, 1], queries: 8, seed: 6)
        // 8, 8 and 2 queries.
        task.queries.removeLast(6)
        let shares = task.scores(by: PTMAP()).reduce(into: [0.0, 0, 0]) { sums, row in
            for label in 0..<3 { sums[label] += exp(Double(row[label])) }
        }
        #expect(shares.allSatisfy { abs($0 - 6) < 1e-3 })
        let free = task.scores(by: SoftKMeans()).reduce(into: [0.0, 0, 0]) { sums, row in
            for label in 0..<3 { sums[label] += exp(Double(row[label])) }
        }
        #expect(free[2] < 4)
    }
}
