import Classifiers
import Randomness
import TestSupport
import Testing

@Suite("Inductive classifiers against independent implementations")
struct InductiveReferenceTests {
    private struct Reference: Decodable {
        let name: String
        let way: Int
        let labels: [Int]
        let support, queries: [[Float]]
        let scores: [String: [[Double]]]
    }

    /// Logistic regression has a suite, and the head a generator, of its own.
    static let names = InductiveClassifiers.undrawn.filter { $0 != "logistic" }

    @Test("Scores and answers are those of scikit-learn and NumPy", arguments: names)
    func scores(name: String) throws {
        let references = try references("inductive", as: Reference.self)
        #expect(references.count == 12)
        for reference in references {
            let expected = try #require(reference.scores[name])
            let scores = InductiveClassifiers[name].scores(
                support: reference.support, labels: reference.labels, way: reference.way,
                queries: reference.queries)
            // Minus squared distances of thousands have no more digits in single precision.
            let size = expected.joined().map { Float(abs($0)) }.max() ?? 0
            let difference = largestDifference(scores, expected)
            #expect(difference < max(1e-4, 1e-6 * size), "\(reference.name)")
            for (scores, expected) in zip(scores, expected) {
                // Where the two best are equal, either is right.
                let sorted = expected.sorted(by: >)
                guard sorted[0] - sorted[1] > 1e-6 else { continue }
                #expect(
                    answer(scores) == expected.firstIndex(of: sorted[0]), "\(reference.name)")
            }
        }
    }

    @Test("Logistic regression, ridge regression and the machines say that they converged")
    func converged() throws {
        for reference in try references("inductive", as: Reference.self) {
            let rows = reference.support.flatMap { $0 }
            for classifier in InductiveClassifiers.all {
                let converged = classifier.classifier.makeLearner().fit(
                    support: rows.span, labels: reference.labels, way: reference.way,
                    using: Generator(seed: 0))
                #expect(converged, "\(classifier.name), \(reference.name)")
            }
        }
    }

    private struct HeadReference: Decodable {
        let name: String
        let way, epochs: Int
        let seed: UInt64
        let labels: [Int]
        let support, queries: [[Float]]
        let scores: [[Double]]
    }

    @Test("S2M2's head scores as PyTorch trains it in the full space, from the same numbers")
    func head() throws {
        let references = try references("cosine_head", as: HeadReference.self)
        #expect(references.count == 9)
        for reference in references {
            let scores = CosineHeadClassifier(epochs: reference.epochs).scores(
                support: reference.support, labels: reference.labels, way: reference.way,
                queries: reference.queries, using: Generator(seed: reference.seed))
            #expect(largestDifference(scores, reference.scores) < 2e-6, "\(reference.name)")
            for (scores, expected) in zip(scores, reference.scores) {
                #expect(answer(scores) == expected.firstIndex(of: expected.max()!))
            }
        }
    }
}
