import Classifiers
import Randomness
import TestSupport
import Testing

@Suite("Classifiers by class vectors")
struct ClassVectorTests {
    static let methods = ClassVectorMethod.inductive

    private func classifier(
        _ method: ClassVectorMethod, _ vectors: [[Float]]
    ) throws -> any ClassVectorClassifier {
        guard
            case .inductive(let classifier) = method.classifier(
                vectors.flatMap(\.self), dimension: vectors[0].count)
        else { throw CancellationError() }
        return classifier
    }

    @Test(
        "Scores are those of NumPy and of PyTorch's descent in the full space", arguments: methods)
    func scores(method: ClassVectorMethod) throws {
        let references = try references("class_vectors", as: ClassVectorReference.self)
        #expect(references.count == 5)
        for reference in references {
            let classifier = try classifier(method, reference.vectors)
            #expect(classifier.name == method.rawValue)
            let scores = classifier.scores(
                support: reference.support, labels: reference.labels, way: reference.way,
                queries: reference.queries)
            let expected = try #require(reference.scores[method.rawValue])
            #expect(largestDifference(scores, expected) < 5e-5, "\(reference.name)")
        }
    }

    /// Vectors near the class centres of a task.
    private func vectors(_ task: EpisodeTask, noise: Float = 0) -> [[Float]] {
        var generator = Generator(seed: 3)
        return (0..<task.way).map { label in
            let own = zip(task.support, task.labels).filter { $0.1 == label }.map(\.0)
            return own[0].indices.map { j in
                own.reduce(0) { $0 + $1[j] } / Float(own.count) + noise * Float(generator.normal())
            }
        }
    }

    @Test(
        "Restricted to some classes it is the classifier of their vectors, in their order",
        arguments: methods)
    func restricted(method: ClassVectorMethod) throws {
        let task = EpisodeTask(way: 3, shot: 4, queries: 2)
        let own = vectors(task, noise: 0.5)
        let others = own.map { $0.map { -$0 } }
        let all = try classifier(method, [others[0], own[2], own[0], others[1], own[1]])
        let few = try classifier(method, own)
        #expect(task.scores(all.restricted(to: [2, 4, 1])) == task.scores(few))
    }

    @Test("Neither the length of features nor that of vectors counts", arguments: methods)
    func lengths(method: ClassVectorMethod) throws {
        let task = EpisodeTask(way: 4, shot: 2, queries: 2)
        let own = vectors(task, noise: 0.5)
        let scores = task.scores(try classifier(method, own))
        let long = own.enumerated().map { k, row in row.map { $0 * Float(k + 2) } }
        let others = task.mapped { $0 * 64 }.scores(try classifier(method, long))
        #expect(largestDifference(scores, others) < 2e-4)
    }

    @Test("Features of zeros get finite scores", arguments: methods)
    func zeros(method: ClassVectorMethod) throws {
        let task = EpisodeTask(way: 3, shot: 2, queries: 1)
        let classifier = try classifier(method, vectors(task))
        for scores in task.mapped({ _ in 0 }).scores(classifier) {
            #expect(scores.allSatisfy { $0.isFinite })
        }
    }

    @Test("Examples mend vectors that are wrong: by them LP++ names what zero-shot cannot")
    func mended() throws {
        let task = EpisodeTask(way: 3, shot: 8, queries: 20, spread: 0.4)
        // The vectors of two classes are exchanged, and small beside what all share.
        var wrong = vectors(task)
        wrong.swapAt(0, 1)
        wrong = wrong.map { row in row.map { 3 + 0.2 * $0 } }
        func right(_ method: ClassVectorMethod) throws -> Int {
            let scores = task.scores(try classifier(method, wrong))
            return zip(scores.map(answer), task.answers).count { $0 == $1 }
        }
        #expect(try right(.zeroShot) <= 30)
        #expect(try right(.lpPlusPlus) >= 57)
    }
}
