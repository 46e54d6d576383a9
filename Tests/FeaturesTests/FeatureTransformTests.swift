import Classifiers
import Episodes
import Features
import Files
import Foundation
import Randomness
import Synchronization
import TestSupport
import Testing

@Suite("Feature transforms")
struct FeatureTransformTests {
    private func table(_ features: [Float], dimension: Int = 2) throws -> FeatureTable {
        let count = features.count / dimension
        return try FeatureTable(
            dimension: dimension, features: features,
            labels: [Int](repeating: 0, count: count), classes: ["a"],
            paths: (0..<count).map { "a/\($0).jpg" })
    }

    @Test("The transform none changes nothing, l2 gives unit length, zero stays zero")
    func simple() throws {
        let original = try table([3, 4, 0, 0, -5, 0])
        #expect(try FeatureTransform.none.apply(to: original).features == original.features)
        let unit = try FeatureTransform.l2.apply(to: original)
        #expect(unit.features == [0.6, 0.8, 0, 0, -1, 0])
    }

    @Test("The transform cl2n subtracts the base mean before it divides")
    func centred() throws {
        let base = try table([0, 0, 2, 4])
        let centred = try FeatureTransform.cl2n.apply(to: table([4, 6]), base: base)
        #expect(centred.features == [0.6, 0.8])
    }

    @Test("What is learned from base features needs them, of the same dimension and enough")
    func baseErrors() throws {
        let images = try table([4, 6])
        let missing = #expect(throws: UserError.self) {
            try FeatureTransform.cl2n.apply(to: images)
        }
        #expect(missing?.kind == .usage)
        let other = #expect(throws: UserError.self) {
            try FeatureTransform.cl2n.apply(to: images, base: table([1], dimension: 1))
        }
        #expect(other?.kind == .badData)
        let few = #expect(throws: UserError.self) {
            try FeatureTransform("pca=3").apply(to: images, base: table([1, 2, 3, 4]))
        }
        #expect(few?.kind == .usage && few?.message.contains("pca=3") == true)
    }

    @Test("Very large and very small features keep their direction")
    func extremes() throws {
        let unit = try FeatureTransform.l2.apply(to: table([3e14, 4e14, 3e-30, 4e-30]))
        for (value, expected) in zip(unit.features, [Float(0.6), 0.8, 0.6, 0.8]) {
            #expect(abs(value - expected) < 1e-6)
        }
    }

    @Test("Equal numbers have no z-score: they become zeros")
    func constant() throws {
        let scores = try FeatureTransform("zscore").apply(to: table([0.1, 0.1, 7, 7]))
        #expect(scores.features == [0, 0, 0, 0])
    }

    @Test(
        "A word that is no step is a usage error that shows it",
        arguments: [
            "cube", ",", "power,", "center=novel", "pca", "pca=0", "pca=x", "power=-1", "l2=3",
            "l2,cl2n", "qr,center", "center=support,pca=4",
        ])
    func words(text: String) throws {
        let error = #expect(throws: UserError.self) { try FeatureTransform(text) }
        #expect(error?.kind == .usage && error?.message.contains(text) == true)
    }

    @Test("Presets are the steps of their papers, but for a norm that qr does not change")
    func presets() throws {
        #expect(try FeatureTransform("un") == .none && FeatureTransform("l2n") == .l2)
        #expect(try FeatureTransform("center,l2").steps == FeatureTransform("cl2n").steps)
        #expect(
            try FeatureTransform("power,l2,qr,center=query,l2").steps
                == FeatureTransform("pt").steps)
        #expect(try FeatureTransform("pt").isTransductive)
        #expect(try !FeatureTransform("power,center=support,l2").isTransductive)
    }

    private struct Reference: Decodable {
        let transform: String
        /// Whether `expected` holds inner products: the basis is free.
        let inner: Bool
        let base, rows, expected: [Float]
    }

    @Test("Each step is NumPy's, over the table and within an episode")
    func numpy() throws {
        let cases = try references("transforms", as: Reference.self)
        #expect(cases.count == 10)
        for reference in cases {
            let transform = try FeatureTransform(reference.transform)
            let rows = try table(reference.rows, dimension: 6)
            let ready = try transform.apply(
                to: rows, base: table(reference.base, dimension: 6))
            let seen = Recorder()
            // One episode of one class: the first four images are its support.
            let source = OneEpisode(support: Array(0..<4), query: Array(4..<12))
            _ = try Evaluation(source, episodes: 2, threads: 1).run(on: [
                FeatureView(ready, transform, classifiers: [.transductive(seen)])
            ])
            var values = seen.rows.withLock { $0 }
            let size = values.count / 12
            if reference.inner {
                values = (0..<144).map { cell in
                    (0..<size).reduce(0) {
                        $0 + values[cell / 12 * size + $1] * values[cell % 12 * size + $1]
                    }
                }
            }
            #expect(values.count == reference.expected.count)
            for (value, expected) in zip(values, reference.expected) {
                #expect(abs(value - expected) < 3e-5, "\(reference.transform)")
            }
        }
    }

    @Test("A query's features change with the other queries only where the transform says so")
    func induction() throws {
        for name in [
            "power,center=support,l2", "zscore", "center=query,l2", "center=episode",
        ] {
            let transform = try FeatureTransform(name)
            func first(_ query: [Int]) throws -> [Float] {
                let seen = Recorder()
                let images = try randomTable(classes: 1, perClass: 12, dimension: 5)
                let source = OneEpisode(support: [0, 1], query: query)
                _ = try Evaluation(source, episodes: 2, threads: 1).run(on: [
                    FeatureView(
                        transform.apply(to: images), transform, classifiers: [.transductive(seen)])
                ])
                return seen.rows.withLock { Array($0[10..<15]) }
            }
            let equal = try first([2, 3, 4]) == first([2, 9, 11, 5])
            #expect(equal == !transform.isTransductive)
        }
    }
}

/// Keeps what it was shown: support, then queries.
private final class Recorder: TransductiveClassifier, TransductiveLearner {
    let name = "recorder"
    let usesQueryCounts = false
    let rows = Mutex<[Float]>([])

    func makeLearner() -> any TransductiveLearner { self }

    func score(
        queries: Span<Float>, support: Span<Float>, labels: [Int], way: Int,
        using generator: Generator, into scores: inout [Float]
    ) -> Bool {
        let all = support.indices.map { support[$0] } + queries.indices.map { queries[$0] }
        rows.withLock { $0 = all }
        return true
    }
}

/// The same episode of one class again and again.
private struct OneEpisode: EpisodeSource {
    let support, query: [Int]
    let imageCount = 12
    let classCount = 1
    let count: Int? = nil

    func episode(_ index: Int) -> Episode {
        Episode(classes: [0], support: [support], query: [query])
    }
    func generator(forFit index: Int) -> Generator { Generator(seed: 0) }
}
