import ArgumentParser
import Classifiers
import Episodes
import Features
import Foundation
import Matrices
import Randomness

/// Episodes per second of one classifier, as `peers/episodes.py` measures others'.
struct EpisodesBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "episodes",
        abstract: "Measure one classifier: 5-way episodes per second over 20 classes × 600 images.")

    @Option(help: "gather (only reads the features: the floor), or a classifier's name.")
    var method = "nearest-centroid"

    @Option(help: "What is done to the features before, as in `fewshot eval`.")
    var transform = "l2"

    @Option(help: "Support images per class.")
    var shot = 1

    @Option(help: "Compute threads; as many as the machine has unless given.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @Option(help: "Seconds to measure for.")
    var seconds = 4.0

    private static let classes = 20
    private static let images = 600
    private static let dimension = 640

    func run() throws {
        let classifiers: [String: EpisodeClassifier] = [
            "gather": .inductive(Gather()), "nearest-centroid": .inductive(NearestCentroid()),
            "logistic": .inductive(LogisticRegression()), "pt-map": .transductive(PTMAP()),
            "s2m2-head": .inductive(CosineHeadClassifier()),
            "tim-gd": .transductive(TIM()),
        ]
        guard let classifier = classifiers[method] else {
            throw ValidationError(
                "--method must be one of \(classifiers.keys.sorted().joined(separator: ", ")).")
        }
        let view = try FeatureView(
            of: features(), by: FeatureTransform(transform), classifiers: [classifier])
        let sampler = try EpisodeSampler(view.table, way: 5, shot: shot, query: 15, seed: 1)
        // Portions that last about a quarter of a second each, after one to warm up; those of quick
        // methods as many as a report usually has, of which the first thousand cost more.
        var portion = 100
        let clock = ContinuousClock()
        func time() throws -> Double {
            let evaluation = try Evaluation(sampler, episodes: portion, threads: threads)
            return clock.measure { _ = evaluation.run(on: [view]) } / .seconds(1)
        }
        portion = max(100, Int(Double(portion) * 0.25 / (try time())))
        if portion > 2000 { portion = 10_000 }
        var (done, spent) = (0, 0.0)
        while spent < seconds {
            spent += try time()
            done += portion
        }
        print(Double(done) / spent)
    }

    /// The positive part of Gaussians around a centre for each class.
    private func features() throws -> FeatureTable {
        var generator = Generator(seed: 0)
        var features: [Float] = []
        features.reserveCapacity(Self.classes * Self.images * Self.dimension)
        for _ in 0..<Self.classes {
            let centre = (0..<Self.dimension).map { _ in 0.3 * generator.normal() }
            for _ in 0..<Self.images {
                for j in 0..<Self.dimension {
                    features.append(Float(max(centre[j] + generator.normal(), 0)))
                }
            }
        }
        let labels = (0..<(Self.classes * Self.images)).map { $0 / Self.images }
        return try FeatureTable(
            dimension: Self.dimension, features: features, labels: labels,
            classes: (0..<Self.classes).map { "\($0)" }, paths: labels.indices.map { "\($0)" })
    }
}

/// Reads each feature once and adds it up: less than that no classifier can do.
private struct Gather: Classifier {
    let name = "gather"
    func makeLearner() -> any Learner { GatherLearner() }
}

private final class GatherLearner: Learner {
    private var square = [Float](repeating: 0, count: 1)

    func fit(
        support: Span<Float>, labels: [Int], way: Int, using generator: Generator
    ) -> Bool {
        read(support)
        return true
    }

    func score(_ query: Span<Float>, into scores: inout [Float]) {
        read(query)
        scores[0] = square[0]
    }

    private func read(_ features: Span<Float>) {
        // By the loop that asks for the row which comes next, as every classifier does.
        features.withUnsafeBufferPointer { features in
            square.withUnsafeMutableBufferPointer {
                LinearAlgebra.products(of: features, with: features, into: $0)
            }
        }
    }
}
