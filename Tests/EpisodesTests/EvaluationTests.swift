import Classifiers
import Episodes
import Features
import Files
import Foundation
import Randomness
import Statistics
import Synchronization
import TestSupport
import Testing

@Suite("Evaluation over episodes")
struct EvaluationTests {
    private let both: [any Classifier] = [NearestCentroid(), LogisticRegression()]

    private func run(
        _ table: FeatureTable, way: Int = 5, shot: Int = 1, query: Int = 3, episodes: Int = 300,
        classifiers: [any Classifier]? = nil, threads: Int = 2
    ) throws -> [EpisodeResults] {
        let sampler = try EpisodeSampler(table, way: way, shot: shot, query: query, seed: 4)
        let view = FeatureView(
            table, classifiers: (classifiers ?? both).map { .inductive($0) })
        return try Evaluation(sampler, episodes: episodes, threads: threads).run(on: [view])
    }

    @Test("Results do not depend on the number of threads or on the other classifiers")
    func deterministic() throws {
        let table = try randomTable(classes: 8, perClass: 9, dimension: 21, separation: 0.4)
        let one = try run(table, shot: 2, threads: 1)
        for threads in [2, 3, 7] {
            let more = try run(table, shot: 2, threads: threads)
            for (a, b) in zip(one, more) {
                #expect(a.accuracies == b.accuracies && a.confusion == b.confusion)
                #expect(a.mean == b.mean && a.ci95 == b.ci95)
            }
        }
        let alone = try run(table, shot: 2, classifiers: [LogisticRegression()])
        #expect(alone[0].accuracies == one[1].accuracies)
        #expect(Set(one[0].accuracies).count > 3)
        #expect(one.allSatisfy { $0.seconds > 0 && $0.unconverged == 0 })
        #expect(one.map(\.classifier) == ["nearest-centroid", "logistic"])
    }

    @Test("The seconds of all results are those that passed: what they share counts once")
    func seconds() throws {
        let table = try randomTable(classes: 8, perClass: 20, dimension: 200)
        let sampler = try EpisodeSampler(table, way: 5, shot: 1, query: 15, seed: 4)
        let three: [EpisodeClassifier] = [
            .inductive(NearestCentroid()), .inductive(NearestCentroid(metric: .cosine)),
            .inductive(NearestNeighbours()),
        ]
        // Nearly all of the time goes into the transform.
        let view = FeatureView(table, .pt, classifiers: three)
        let evaluation = try Evaluation(sampler, episodes: 200, threads: 1)
        var sum = 0.0
        let passed = ContinuousClock().measure {
            sum = evaluation.run(on: [view, view]).map(\.seconds).reduce(0, +)
        }
        let whole = passed / .seconds(1)
        #expect(sum <= whole && sum > whole / 2)
    }

    @Test(
        "What coordinates cannot change is the same with them and without",
        arguments: ["pt", "qr", "power,qr,center=support,l2", "qr,center=episode,l2"])
    func coordinates(transform: String) throws {
        let table = try randomTable(classes: 8, perClass: 20, dimension: 200, separation: 0.15)
        let sampler = try EpisodeSampler(table, way: 5, shot: 2, query: 8, seed: 4)
        let transform = try FeatureTransform(transform)
        let rows = try transform.apply(to: table)
        let alone: [any Classifier] = [
            NearestCentroid(), NearestCentroid(metric: .cosine), LogisticRegression(),
            RidgeRegression(), LinearSVM(), NearestNeighbours(),
        ]
        let together: [any TransductiveClassifier] = [
            SoftKMeans(), PTMAP(), LaplacianShot(), BDCSPN(), LabelPropagation(),
        ]
        let turned =
            alone.map { EpisodeClassifier.inductive($0) }
            + together.map { .transductive($0) }
        let evaluation = try Evaluation(sampler, episodes: 60, threads: 1)
        let without = evaluation.run(
            on: [FeatureView(rows, transform, classifiers: turned)])
        // S2M2's head draws a number for each coordinate: with it beside them, they are taken.
        let with = evaluation.run(
            on: [
                FeatureView(
                    rows, transform,
                    classifiers: turned + [.inductive(CosineHeadClassifier(epochs: 1))])
            ])
        for (a, b) in zip(without, with) {
            #expect(a.mean > 0.25 && a.mean < 0.95, "\(a.classifier) \(a.mean)")
            // A query of forty, here and there, lies where rounding decides.
            let other = zip(a.accuracies, b.accuracies).count { $0 != $1 }
            #expect(other <= 2, "\(a.classifier)")
        }
    }

    @Test("Random features are at chance level")
    func chance() throws {
        let table = try randomTable(classes: 20, perClass: 40, dimension: 16)
        for result in try run(table, query: 15, episodes: 1000) {
            // The images are the same in all episodes, so the interval alone is too narrow.
            #expect(abs(result.mean - 0.2) < 0.02)
        }
    }

    @Test("Classes that are far apart are always told apart", arguments: [1, 5])
    func separable(shot: Int) throws {
        let table = try randomTable(classes: 6, perClass: 12, dimension: 30, separation: 20)
        for result in try run(table, shot: shot) {
            #expect(result.mean == 1 && result.ci95 == 0)
            #expect(result.classAccuracies.allSatisfy { $0 == 1 })
        }
    }

    @Test("Where every feature is the same, ties go to the first class of the table")
    func identical() throws {
        let labels = (0..<60).map { $0 % 6 }
        let table = try FeatureTable(
            dimension: 3, features: [Float](repeating: 0.7, count: 180), labels: labels,
            classes: ["a", "b", "c", "d", "e", "f"], paths: labels.map { "\($0)" })
        for result in try run(table, way: 5, shot: 2) {
            #expect(abs(result.mean - 0.2) < 1e-12)
            #expect(result.classAccuracies[0] == 1 && result.classAccuracies[5] == 0)
        }
    }

    @Test("Counts, per-class accuracies and the mean tell the same story")
    func consistent() throws {
        let table = try randomTable(classes: 7, perClass: 8, dimension: 10, separation: 0.5)
        for result in try run(table, way: 3, shot: 2, query: 4, episodes: 200) {
            #expect(result.accuracies.count == 200)
            #expect(result.confusion.joined().reduce(0, +) == 200 * 3 * 4)
            let right = (0..<7).reduce(0) { $0 + result.confusion[$1][$1] }
            #expect(abs(Double(right) / 2400 - result.mean) < 1e-12)
            for (label, accuracy) in result.classAccuracies.enumerated() {
                let row = result.confusion[label]
                #expect(accuracy == Double(row[label]) / Double(row.reduce(0, +)))
                #expect(row.reduce(0, +) % 4 == 0)
            }
        }
    }

    @Test(
        "The smallest and the fullest episodes run", arguments: [(2, 1, 1), (4, 1, 2), (4, 2, 1)])
    func edges(way: Int, shot: Int, query: Int) throws {
        let table = try randomTable(classes: 4, perClass: 3, dimension: 1, separation: 3)
        let results = try run(table, way: way, shot: shot, query: query, episodes: 2, threads: 5)
        #expect(results.allSatisfy { $0.accuracies.count == 2 && $0.mean.isFinite })
    }

    @Test("A class that no episode draws has no accuracy")
    func undrawn() throws {
        let table = try randomTable(classes: 50, perClass: 2, dimension: 2)
        let result = try run(table, way: 2, query: 1, episodes: 2)[0]
        #expect(result.classAccuracies.filter { $0 != nil }.count <= 4)
    }

    @Test("Progress only rises and ends at the number of episodes")
    func progress() throws {
        let table = try randomTable(classes: 4, perClass: 3, dimension: 2)
        let sampler = try EpisodeSampler(table, way: 2, shot: 1, query: 1, seed: 0)
        let evaluation = try Evaluation(sampler, episodes: 230, threads: 2)
        let view = FeatureView(table, classifiers: [.inductive(NearestCentroid())])
        let seen = Mutex<[Int]>([])
        _ = evaluation.run(on: [view]) { done, total in
            #expect(total == 230)
            seen.withLock { $0.append(done) }
        }
        let reported = seen.withLock { $0 }
        #expect(reported == reported.sorted() && reported.last == 230 && reported.count > 1)
    }

    @Test("Too few episodes and no thread are usage errors")
    func errors() throws {
        let table = try randomTable(classes: 4, perClass: 3, dimension: 2)
        for (episodes, threads) in [(1, 1), (10, 0)] {
            let error = #expect(throws: UserError.self) {
                try run(table, query: 1, episodes: episodes, threads: threads)
            }
            #expect(error?.kind == .usage)
        }
    }

    private struct Interval: Decodable {
        let values: [Double]
        let mean, ci95: Double
    }

    @Test("Mean and interval are NumPy's, those of few episodes by SciPy's Student's t")
    func numpy() throws {
        let cases = try references("intervals", as: Interval.self)
        #expect(cases.count == 5)
        for reference in cases {
            let estimate = MeanEstimate(of: reference.values)
            #expect(abs(estimate.mean - reference.mean) < 1e-12)
            #expect(abs(estimate.ci95 - reference.ci95) < 1e-9)
        }
    }

    @Test("The interval covers the true mean in about 95 of 100 repetitions")
    func coverage() {
        var generator = Generator(seed: 21)
        let covered = (0..<2000).filter { _ in
            let values = (0..<100).map { _ in
                Double((0..<15).filter { _ in generator.uniform() < 0.7 }.count) / 15
            }
            let estimate = MeanEstimate(of: values)
            return abs(estimate.mean - 0.7) <= estimate.ci95
        }.count
        // 1,900 of 2,000 with standard deviation 10.
        #expect(abs(covered - 1900) < 45)
    }

    @Test("Scores that are no numbers end nothing: their queries are guessed, and the fit counted")
    func noNumbers() throws {
        let table = try randomTable(classes: 6, perClass: 9, dimension: 4, separation: 9)
        let results = try run(table, classifiers: [NearestCentroid(), Unsound()])
        #expect(results[0].unconverged == 0 && results[0].mean > 0.9)
        #expect(results[1].unconverged == 300)
        #expect(abs(results[1].mean - 0.2) < 1e-6)
        #expect(abs(results[1].calibration.confidence - 0.2) < 1e-6)
    }
}

/// A classifier whose arithmetic broke down.
private struct Unsound: Classifier {
    let name = "unsound"
    func makeLearner() -> any Learner { Breakdown() }

    private final class Breakdown: Learner {
        func fit(
            support: Span<Float>, labels: [Int], way: Int, using generator: Generator
        ) -> Bool { true }

        func score(_ query: Span<Float>, into scores: inout [Float]) {
            for k in scores.indices { scores[k] = k == 1 ? .nan : Float(k) }
        }
    }
}
