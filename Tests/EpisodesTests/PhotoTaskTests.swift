import Classifiers
import Episodes
import Features
import Randomness
import TestSupport
import Testing

@Suite("Classes with unequal numbers of examples")
struct PhotoTaskTests {
    /// `examples` of each class of a table, in its order, and its other images.
    private func divided(
        _ table: FeatureTable, _ examples: [Int]
    ) throws -> (examples: FeatureTable, others: FeatureTable) {
        var seen = [Int](repeating: 0, count: examples.count)
        let areExamples = table.labels.map { label in
            seen[label] += 1
            return seen[label] <= examples[label]
        }
        func rows(_ isExample: Bool) throws -> FeatureTable {
            try table.rows(table.labels.indices.filter { areExamples[$0] == isExample })
        }
        return (try rows(true), try rows(false))
    }

    private func task(
        _ examples: FeatureTable, _ classifier: any Classifier,
        _ calibration: TaskCalibration? = nil
    ) throws -> PhotoTask {
        try PhotoTask(examples, classifier, calibration, using: Generator(seed: 0))
    }

    private static let logistic = LogisticRegression(takesClassesForEqual: true)

    @Test(
        "of new images of the classes about as many are below a typicality as it says",
        arguments: [[10, 2, 2, 2], [5, 5, 2, 2], [20, 5, 5, 5]])
    func typicality(examples: [Int]) throws {
        var (few, many, all) = (0, 0, 0)
        for seed in 0..<200 {
            let table = try randomTable(
                classes: 4, perClass: 26, dimension: 16, separation: 3, seed: UInt64(seed))
            let (known, others) = try divided(table, examples)
            let task = try task(known, NearestCentroid())
            #expect(!task.isEven && task.leftOut.count == 4 * examples.min()!)
            for image in 0..<min(others.count, 24) {
                let features = Array(others[others.count - 1 - image])
                let own = try #require(task.typicality(features, task.answer(features)))
                few += own < 0.05 ? 1 : 0
                many += own < 0.2 ? 1 : 0
                all += 1
            }
        }
        let shares = [few, many].map { Double($0) / Double(all) }
        #expect(abs(shares[0] - 0.05) < 0.045 && abs(shares[1] - 0.2) < 0.06, "\(shares)")
    }

    @Test(
        "the promise of what tasks taught holds, and few images of the classes are put aside",
        arguments: [[10, 2, 2, 2], [5, 5, 2, 2]])
    func promise(examples: [Int]) throws {
        func table(_ classes: Int, _ perClass: Int, seed: UInt64) throws -> FeatureTable {
            try FeatureTransform.l2.apply(
                to: randomTable(
                    classes: classes, perClass: perClass, dimension: 24, separation: 0.7,
                    seed: seed))
        }
        let calibration = try #require(
            TaskCalibration(
                learningFrom: table(24, 30, seed: 11), transform: "l2",
                classifier: LogisticRegression(), seed: 1, threads: 2))
        var (aside, asked, held) = (0, 0, 0)
        let tasks = 100
        for number in 0..<tasks {
            let (known, others) = try divided(
                table(4, 30, seed: UInt64(100 + number)), examples)
            let task = try task(known, Self.logistic, calibration)
            // Fifteen of each class, as many as all have left.
            let said = (others.count - 60..<others.count).map { image in
                let features = Array(others[image])
                let answer = task.answer(features)
                return (
                    isRight: answer.label == others.labels[image],
                    typicality: task.typicality(features, answer)!
                )
            }
            let kept = said.filter { $0.typicality >= 0.05 }
            let promise = try #require(
                task.promise(photos: kept.count, puttingAsideBelow: 0.05))
            let came = Double(kept.count { $0.isRight }) / Double(kept.count)
            held += promise.low <= came && came <= promise.high ? 1 : 0
            aside += said.count - kept.count
            asked += said.count
        }
        let share = Double(aside) / Double(asked)
        #expect((0.02..<0.1).contains(share), "\(share) put aside")
        #expect(held >= 90, "\(held) of \(tasks) held")
    }

    @Test("a class of one example leaves nothing to tell, whatever the others have")
    func single() throws {
        let table = try randomTable(classes: 4, perClass: 9, dimension: 6, separation: 2)
        for classifier in [Self.logistic, NearestCentroid()] as [any Classifier] {
            let (known, others) = try divided(table, [5, 5, 5, 1])
            let task = try task(known, classifier)
            let features = Array(others[0])
            #expect(task.typicality(features, task.answer(features)) == nil)
            #expect(task.promise(photos: 9, puttingAsideBelow: 0.05) == nil)
        }
    }

    @Test("nothing is promised by a classifier that a class of many examples draws images to")
    func drawn() throws {
        let table = try randomTable(classes: 3, perClass: 9, dimension: 6, separation: 2)
        func promise(_ examples: [Int], _ classifier: any Classifier) throws -> Promise? {
            try task(divided(table, examples).examples, classifier)
                .promise(photos: 9, puttingAsideBelow: 0.05)
        }
        #expect(try promise([5, 2, 2], NearestCentroid()) == nil)
        #expect(try promise([5, 2, 2], LogisticRegression()) == nil)
        #expect(try promise([5, 2, 2], Self.logistic) != nil)
        #expect(try promise([3, 3, 3], NearestCentroid()) != nil)
    }
}
