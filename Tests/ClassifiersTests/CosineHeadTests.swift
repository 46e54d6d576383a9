import Classifiers
import Foundation
import Randomness
import TestSupport
import Testing

@Suite("S2M2's cosine head")
struct CosineHeadTests {
    @Test("A generator fixes the scores; another one changes them, and what was drawn does not")
    func generator() {
        let task = EpisodeTask(way: 3, shot: 2, queries: 2)
        var generator = Generator(seed: 5)
        let scores = task.scores(CosineHeadClassifier(), using: generator)
        _ = generator.next()
        #expect(task.scores(CosineHeadClassifier(), using: generator) == scores)
        let others = task.scores(CosineHeadClassifier(), using: Generator(seed: 6))
        #expect(largestDifference(scores, others) > 1e-3)
    }

    @Test("Over many generators renamed classes and reversed images have the same mean scores")
    func permuted() {
        let task = EpisodeTask(way: 3, shot: 2, queries: 1)
        var renamed = task
        renamed.labels = task.labels.reversed().map { [2, 0, 1][$0] }
        renamed.support.reverse()
        func mean(_ task: EpisodeTask, _ first: Int) -> [[Double]] {
            var sums = [[Double]](repeating: [0, 0, 0], count: 3)
            for seed in first..<(first + 2000) {
                let scores = task.scores(
                    CosineHeadClassifier(epochs: 30), using: Generator(seed: UInt64(seed)))
                for (query, row) in scores.enumerated() {
                    for (label, score) in row.enumerated() {
                        sums[query][label] += Double(score) / 2000
                    }
                }
            }
            return sums
        }
        // A first weight's score has standard deviation 2 / √(3 · 19), its mean over 2,000 0.006.
        let (a, b) = (mean(task, 0), mean(renamed, 10_000))
        for (row, other) in zip(a, b) {
            for label in 0..<3 { #expect(abs(row[label] - other[[2, 0, 1][label]]) < 0.04) }
        }
        // The classes differ by far more than that.
        #expect(a[0][0] - a[0][1] > 0.2)
    }

    @Test("Before training the scale is 2 up to 200 classes and 10 above, as of the training head")
    func scale() {
        let task = EpisodeTask(way: 201, shot: 1, queries: 1)
        func scores(way: Int) -> [Float] {
            CosineHeadClassifier(epochs: 0).scores(
                support: Array(task.support.prefix(way)), labels: Array(0..<way), way: way,
                queries: [task.queries[0]])[0]
        }
        // The first 200 classes have the same first weights.
        for (few, many) in zip(scores(way: 200), scores(way: 201)) {
            #expect(abs(many - 5 * few) < 1e-4)
        }
    }

    @Test("Training lowers the loss on the support set, epoch by epoch as on the whole")
    func learns() {
        let task = EpisodeTask(way: 4, shot: 3, queries: 1)
        func loss(_ epochs: Int) -> Double {
            let scores = CosineHeadClassifier(epochs: epochs).scores(
                support: task.support, labels: task.labels, way: 4, queries: task.support)
            return zip(scores, task.labels).reduce(0) { $0 - softmax($1.0)[$1.1] }
        }
        let losses = [0, 10, 50, 150, 301].map(loss)
        #expect(losses == losses.sorted(by: >) && Set(losses).count == 5)
    }

    @Test("In one dimension directions stay as they were drawn, and only norms are learnt")
    func oneDimension() {
        for seed in 0..<100 {
            let task = EpisodeTask(way: 5, shot: 2, queries: 1, dimension: 1, seed: seed)
            let generator = Generator(seed: UInt64(seed))
            let scores = task.scores(CosineHeadClassifier(), using: generator)
            let weights = Self.weights(of: task, using: generator)
            let expected = task.queries.map { query in
                weights.map { 2 * $0 * Double(query[0]) / (Double(abs(query[0])) + 1e-5) }
            }
            #expect(largestDifference(scores, expected) < 1e-5, "\(seed)")
        }
    }

    /// Each class's norm with the sign of its direction after training on features of one number,
    /// plainly.
    private static func weights(of task: EpisodeTask, using generator: Generator) -> [Double] {
        let images = task.support.map { Double($0[0]) / (Double(abs($0[0])) + 1e-5) }
        var random = generator.stream("s2m2-head weights")
        var orders = generator.stream("s2m2-head orders")
        let first = (0..<task.way).map { _ in random.uniform(in: -1...1) }
        let signs = first.map { $0 < 0 ? -1.0 : 1 }
        var norms = first.map { abs($0) }
        var velocities = [Double](repeating: 0, count: task.way)
        var damping = 1.0
        for _ in 0..<301 {
            let order = orders.permutation(images.count)
            for start in stride(from: 0, to: order.count, by: 4) {
                let batch = order[start..<min(start + 4, order.count)]
                var gradients = norms.map { 0.001 * $0 }
                for image in batch {
                    let terms = zip(norms, signs).map { exp(2 * $0 * $1 * images[image]) }
                    let total = terms.reduce(0, +)
                    for label in 0..<task.way {
                        let residual = terms[label] / total - (task.labels[image] == label ? 1 : 0)
                        gradients[label] +=
                            2 * residual * signs[label] * images[image] / Double(batch.count)
                    }
                }
                for label in 0..<task.way {
                    velocities[label] = 0.9 * velocities[label] + damping * gradients[label]
                    norms[label] -= 0.01 * velocities[label]
                }
                damping = 0.1
            }
        }
        return zip(norms, signs).map { $0 * $1 }
    }
}
