import Classifiers
import Foundation
import Randomness
import TestSupport
import Testing

@Suite("Logistic regression")
struct LogisticRegressionTests {
    private struct Reference: Decodable {
        let name: String
        let c: Double
        let way: Int
        let labels: [Int]
        let support, queries: [[Float]]
        let probabilities: [[Double]]
    }

    @Test("Probabilities are scikit-learn's at its optimum")
    func scikitLearn() throws {
        let references = try references("logistic", as: Reference.self)
        #expect(references.count == 14)
        for reference in references {
            let scores = LogisticRegression(c: reference.c).scores(
                support: reference.support, labels: reference.labels, way: reference.way,
                queries: reference.queries)
            var largest = 0.0
            for (scores, expected) in zip(scores, reference.probabilities) {
                for (p, e) in zip(softmax(scores), expected) {
                    largest = abs(p - e) <= largest ? largest : abs(p - e)
                }
            }
            #expect(largest < 5e-6, "\(reference.name)")
        }
    }

    /// The optimality conditions at weights found from the scores of unit vectors: independent of
    /// how the optimum was found.
    @Test(
        "The gradient vanishes whatever the size of the features, and the fit says so",
        arguments: [Float(1e-4), 1e-2, 1, 1e2, 1e4], [1, 3])
    func gradient(scale: Float, shot: Int) throws {
        var generator = Generator(seed: 9)
        let (way, dimension) = (4, 6)
        let labels = (0..<(way * shot)).map { $0 / shot }
        let support = labels.map { label in
            (0..<dimension).map { scale * Float((label == $0 ? 1 : 0) + generator.normal()) }
        }
        let learner = LogisticRegression().makeLearner()
        let rows = support.flatMap { $0 }
        let converged = learner.fit(
            support: rows.span, labels: labels, way: way, using: Generator(seed: 0))
        #expect(converged)

        func scores(_ query: [Float]) -> [Double] {
            var scores = [Float](repeating: 0, count: way)
            learner.score(query.span, into: &scores)
            return scores.map { Double($0) }
        }
        let zero = [Float](repeating: 0, count: dimension)
        let intercept = scores(zero)
        var residualSums = [Double](repeating: 0, count: way)
        var gradient = [[Double]](
            repeating: [Double](repeating: 0, count: dimension), count: way)
        for (x, label) in zip(support, labels) {
            let p = softmax(scores(x).map { Float($0) })
            for k in 0..<way {
                let residual = p[k] - (k == label ? 1 : 0)
                residualSums[k] += residual
                for j in 0..<dimension { gradient[k][j] += residual * Double(x[j]) }
            }
        }
        for j in 0..<dimension {
            var unit = zero
            let length = max(scale, 1 / scale)
            unit[j] = length
            let moved = scores(unit)
            for k in 0..<way {
                // The weight, as a difference of logits in single precision.
                gradient[k][j] += (moved[k] - intercept[k]) / Double(length)
                #expect(abs(gradient[k][j]) < 2e-5 * max(1, Double(scale)))
            }
        }
        #expect(residualSums.allSatisfy { abs($0) < 1e-5 })
    }

    @Test(
        "Every fit converges: features up to norms of 10,000, classes apart or mixed, vectors repeated",
        arguments: [Float(1e-12), 1e-3, 1, 30, 1e3, 1e4, 1e9, 1e14])
    func converges(scale: Float) {
        var generator = Generator(seed: 11)
        for trial in 0..<60 {
            let way = 2 + generator.integer(below: 6)
            let shot = 1 + generator.integer(below: 6)
            let dimension = 1 + generator.integer(below: 40)
            let labels = (0..<(way * shot)).map { $0 / shot }
            var rows: [Float] = []
            for label in labels {
                for j in 0..<dimension {
                    let centre = trial % 3 == 0 ? 3 * Double((label * 7 + j) % 5) : 0
                    rows.append(
                        scale * Float(max(trial % 2 == 0 ? 0 : -9, centre + generator.normal())))
                }
            }
            if trial % 4 == 0 {
                for j in 0..<dimension { rows[rows.count - dimension + j] = rows[j] }
            }
            let learner = LogisticRegression().makeLearner()
            let converged = learner.fit(
                support: rows.span, labels: labels, way: way, using: Generator(seed: 0))
            // Beyond ‖x‖² of some 10¹⁰ rounding may win: then the fit says so, and still scores.
            #expect(
                converged || scale > 1e4, "trial \(trial) way \(way) shot \(shot) d \(dimension)")
            var scores = [Float](repeating: .nan, count: way)
            learner.score(Array(rows[..<dimension]).span, into: &scores)
            #expect(scores.allSatisfy { $0.isFinite })
        }
    }

    @Test("Dimensions of very different size do not spoil the fit")
    func mixedScales() {
        // Only the small dimension tells the classes apart.
        var generator = Generator(seed: 12)
        let labels = [0, 0, 0, 1, 1, 1, 2, 2, 2]
        let support = labels.map {
            [Float(1e3 * generator.normal()), Float($0) * 10 + Float(generator.normal())]
        }
        let learner = LogisticRegression().makeLearner()
        let converged = learner.fit(
            support: support.flatMap { $0 }.span, labels: labels, way: 3, using: Generator(seed: 0))
        #expect(converged)
    }

    @Test("Where classes are taken for equal, many examples of one do not draw queries to it")
    func equalClasses() {
        var generator = Generator(seed: 14)
        func vector(_ label: Int) -> [Float] {
            (0..<8).map { Float($0 == label ? 0.5 : 0) + 0.3 * Float(generator.normal()) }
        }
        // Twelve of the first class, two of each other.
        let labels = [Int](repeating: 0, count: 12) + [1, 1, 2, 2]
        let support = labels.map(vector)
        let queries = (0..<300).map { vector($0 % 3) }
        func right(_ equal: Bool) -> [Int] {
            let scores = LogisticRegression(takesClassesForEqual: equal).scores(
                support: support, labels: labels, way: 3, queries: queries)
            return (0..<3).map { label in
                stride(from: label, to: 300, by: 3).count {
                    scores[$0].firstIndex(of: scores[$0].max()!) == label
                }
            }
        }
        let (plain, equal) = (right(false), right(true))
        #expect(plain[1] + plain[2] < 20 && plain[0] == 100, "\(plain)")
        #expect(equal.allSatisfy { $0 > 45 }, "\(equal)")
        // The logarithm of each share, and nothing where there are as many of each.
        let (a, b) = (false, true)
        let pair = [a, b].map {
            LogisticRegression(takesClassesForEqual: $0).scores(
                support: support, labels: labels, way: 3, queries: [queries[0]])[0]
        }
        for (label, count) in [12.0, 2, 2].enumerated() {
            let off = log(count * 3 / 16)
            #expect(abs(Double(pair[0][label] - pair[1][label]) - off) < 1e-5)
        }
        let same = [a, b].map {
            LogisticRegression(takesClassesForEqual: $0).scores(
                support: Array(support[10...]), labels: [0, 0, 1, 1, 2, 2], way: 3,
                queries: queries)
        }
        #expect(same[0] == same[1])
    }

    @Test("A shifted episode has the same probabilities: the intercept is free")
    func shift() {
        var generator = Generator(seed: 13)
        let labels = (0..<10).map { $0 / 2 }
        let vectors = (0..<15).map { _ in
            (0..<8).map { _ in Float(generator.integer(below: 64)) / 64 }
        }
        let scores = LogisticRegression().scores(
            support: Array(vectors[..<10]), labels: labels, way: 5, queries: Array(vectors[10...]))
        let moved = vectors.map { $0.map { $0 + 1024 } }
        let others = LogisticRegression().scores(
            support: Array(moved[..<10]), labels: labels, way: 5, queries: Array(moved[10...]))
        for (a, b) in zip(scores, others) {
            for (p, q) in zip(softmax(a), softmax(b)) { #expect(abs(p - q) < 1e-4) }
        }
    }
}
