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
        // Each left-out image is 1 away from the other of its class, which is a mean of one: the
        // mean of two lies nearer to a new image, by (1 + 1/2) / (1 + 1).
        #expect(check.typicality?.squares == [0.75, 0.75, 0.75, 0.75])
        let promise = try #require(
            TaskPromises(check, nil, examples: 5.0 / 3).promise(photos: 9, puttingAsideBelow: 0.05))
        #expect(promise == Promise(right: 4, of: 4))
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
            let check = LeaveOneOut(support, classifier: LogisticRegression(c: 0.01))
            foretold += Double(check.right) / Double(check.count)
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
        #expect(check.count == 0 && check.right == 0 && check.typicality == nil)
        #expect(
            TaskPromises(check, nil, examples: 1).promise(photos: 9, puttingAsideBelow: 0.05) == nil
        )
    }

    @Test("Classes that cannot be told apart are named rightly about as often as by guessing")
    func chance() throws {
        let table = try randomTable(classes: 4, perClass: 60, dimension: 6)
        let check = LeaveOneOut(table, classifier: NearestCentroid())
        #expect(check.count == 240)
        #expect(abs(Double(check.right) / 240 - 0.25) < 0.11)
        // Scores that say nothing are flattened.
        #expect(check.samples.fitted().value > 3)
    }

    @Test(
        "Of new images of the classes about as many are below a typicality as it says, whatever the number of examples",
        arguments: [2, 3, 5, 10, 20])
    func typicality(examples: Int) throws {
        var (few, many, all) = (0, 0, 0)
        for seed in 0..<200 {
            let new = 6
            let table = try randomTable(
                classes: 4, perClass: examples + new, dimension: 16, separation: 3,
                seed: UInt64(seed))
            var seen = [Int](repeating: 0, count: 4)
            let isSupport = table.labels.map { label in
                seen[label] += 1
                return seen[label] <= examples
            }
            let places = table.labels.indices.filter { isSupport[$0] }
            let support = try FeatureTable(
                dimension: 16, features: places.flatMap { table[$0] },
                labels: places.map { table.labels[$0] }, classes: table.classes,
                paths: places.map { table.paths[$0] })
            let typicality = try #require(
                LeaveOneOut(support, classifier: NearestCentroid()).typicality)
            let task = FittedTask(
                NearestCentroid().makeLearner(), support.features, labels: support.labels, way: 4,
                using: Generator(seed: 0))
            for image in table.labels.indices where !isSupport[image] {
                let own = typicality.of(square: task.answer(Array(table[image])).nearest)
                few += own < 0.05 ? 1 : 0
                many += own < 0.2 ? 1 : 0
                all += 1
            }
            let far = task.answer([Float](repeating: 100, count: 16)).nearest
            #expect(typicality.of(square: far) < 0.001)
        }
        let shares = [few, many].map { Double($0) / Double(all) }
        #expect(abs(shares[0] - 0.05) < 0.04 && abs(shares[1] - 0.2) < 0.04, "\(shares)")
    }

    @Test("Distances are squared: of the nearest centroid, the second, and the nearest example")
    func distances() throws {
        let task = FittedTask(
            NearestCentroid().makeLearner(), [0, 0, 2, 0, 10, 10], labels: [0, 0, 1], way: 2,
            using: Generator(seed: 0))
        let answer = task.answer([1, 3])
        #expect(answer.nearest == 9 && answer.second == 81 + 49 && answer.example == 10)
        #expect(answer.label == 0 && task.answer([10, 10]).nearest == 0)
    }
}
