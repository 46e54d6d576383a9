import Classifiers
import Episodes
import Features
import Foundation
import Randomness
import TestSupport
import Testing

@Suite("Leaving one support image out")
struct LeaveOneOutTests {
    @Test("Each image that has others of its class is left out, and the count is theirs")
    func counts() throws {
        let table = try FeatureTable(
            dimension: 1, features: [0, 1, 10, 11, 50], labels: [0, 0, 1, 1, 2],
            classes: ["a", "b", "alone"], paths: ["1", "2", "3", "4", "5"])
        let check = LeaveOneOut(table, classifier: NearestCentroid())
        #expect(check.count == 4 && check.right == 4)
        // Each left-out image is 1 away from the other of its class.
        #expect(check.distances == [1, 1, 1, 1])
        let accuracy = try #require(check.accuracy)
        #expect(accuracy.share == 1 && accuracy.high == 1)
        // Wilson's lower bound for 4 of 4 is 1 / (1 + z²/n).
        #expect(abs(accuracy.low - 1 / (1 + 1.96 * 1.96 / 4)) < 1e-12)
    }

    @Test("Classes of unequal size: every image that can be is left out once")
    func unequal() throws {
        let labels = [0, 0, 0, 0, 0, 1, 1, 1, 2]
        let table = try FeatureTable(
            dimension: 1, features: [0, 1, 2, 3, 4, 20, 21, 22, 50], labels: labels,
            classes: ["a", "b", "alone"], paths: labels.indices.map { "\($0)" })
        let check = LeaveOneOut(table, classifier: LogisticRegression())
        #expect(check.count == 8 && check.right == 8)
    }

    @Test("The accuracy is about that of new images, also with a free intercept")
    func unbiased() throws {
        var (foretold, seen) = (0.0, 0.0)
        for seed in 0..<60 {
            let table = try randomTable(
                classes: 6, perClass: 15, dimension: 20, separation: 0.6, seed: UInt64(seed))
            let support = try FeatureTable(
                dimension: 20, features: Array(table.features[..<(30 * 20)]),
                labels: Array(table.labels[..<30]), classes: table.classes,
                paths: Array(table.paths[..<30]))
            foretold += try #require(
                LeaveOneOut(support, classifier: LogisticRegression(c: 0.01)).accuracy
            ).share
            let scores = LogisticRegression(c: 0.01).scores(
                support: (0..<30).map { Array(table[$0]) }, labels: support.labels, way: 6,
                queries: (30..<90).map { Array(table[$0]) })
            let right = zip(30..<90, scores).filter { image, scores in
                scores.firstIndex(of: scores.max()!) == table.labels[image]
            }.count
            seen += Double(right) / 60
        }
        // Five examples foretell what four would do: a few points less.
        #expect(foretold < seen && seen - foretold < 0.08 * 60, "\(foretold / 60) \(seen / 60)")
        #expect(seen / 60 > 0.4)
    }

    @Test("One image of each class leaves nothing to tell")
    func single() throws {
        let table = try randomTable(classes: 4, perClass: 1, dimension: 3)
        let check = LeaveOneOut(table, classifier: LogisticRegression())
        #expect(check.count == 0 && check.accuracy == nil)
        #expect(check.typicality(ofDistance: 1) == nil)
    }

    @Test("Classes that cannot be told apart are named rightly about as often as by guessing")
    func chance() throws {
        let table = try randomTable(classes: 4, perClass: 60, dimension: 6)
        let check = LeaveOneOut(table, classifier: NearestCentroid())
        #expect(check.count == 240)
        #expect(abs(try #require(check.accuracy).share - 0.25) < 0.11)
        // Scores that say nothing are flattened.
        #expect(check.temperature.value > 3)
    }

    @Test("An image of the classes is rarely below a typicality, one far away always")
    func typicality() throws {
        var low = 0
        for seed in 0..<400 {
            let table = try randomTable(
                classes: 3, perClass: 21, dimension: 8, separation: 3, seed: UInt64(seed))
            // The last three images are new ones of the classes.
            let support = try FeatureTable(
                dimension: 8, features: Array(table.features.dropLast(24)),
                labels: Array(table.labels.dropLast(3)), classes: table.classes,
                paths: Array(table.paths.dropLast(3)))
            let check = LeaveOneOut(support, classifier: NearestCentroid())
            let centroids = Centroids(support)
            let new = centroids.distance(to: Array(table[60]))
            if try #require(check.typicality(ofDistance: new)) <= 0.05 { low += 1 }
            let far = centroids.distance(to: [Float](repeating: 100, count: 8))
            #expect(check.typicality(ofDistance: far) == 1.0 / 61)
        }
        // 20 expected at most; left-out centroids lack an image, so that distances are a little
        // larger and new images a little more typical.
        #expect(low < 34 && low > 4)
    }

    @Test("The distance is that to the nearest centroid")
    func distance() throws {
        let table = try FeatureTable(
            dimension: 2, features: [0, 0, 2, 0, 10, 10], labels: [0, 0, 1],
            classes: ["a", "b"], paths: ["1", "2", "3"])
        let centroids = Centroids(table)
        #expect(centroids.distance(to: [1, 3]) == 3)
        #expect(centroids.distance(to: [10, 10]) == 0)
    }
}
