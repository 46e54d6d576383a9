import Classifiers
import Episodes
import Features
import Foundation
import Randomness
import TestSupport
import Testing

@Suite("What tasks teach about a network")
struct TaskCalibrationTests {
    private static let dimension = 24

    /// Classes about origins of their own, with a common spread.
    private func table(classes: Int, perClass: Int, separation: Double, seed: UInt64) throws
        -> FeatureTable
    {
        try FeatureTransform.l2.apply(
            to: randomTable(
                classes: classes, perClass: perClass, dimension: Self.dimension,
                separation: separation, seed: seed))
    }

    private func learnt(_ table: FeatureTable, threads: Int = 2) -> TaskCalibration? {
        TaskCalibration(
            learningFrom: table, transform: "l2", classifier: LogisticRegression(), seed: 1,
            threads: threads)
    }

    @Test("is the same whatever the number of threads, sound, and comes back from JSON")
    func repeatable() throws {
        let table = try table(classes: 8, perClass: 14, separation: 0.6, seed: 3)
        let one = try #require(learnt(table, threads: 1))
        #expect(one == learnt(table, threads: 3) && one.isSound)
        #expect(one.rows.map(\.examples) == [1, 2, 3, 5] && one.classes == 8)
        #expect(one.rows[0].leftOut == nil && one.rows.dropFirst().allSatisfy { $0.leftOut != nil })
        let copy = try JSONDecoder().decode(
            TaskCalibration.self, from: JSONEncoder().encode(one))
        #expect(copy == one)
    }

    @Test("needs five classes of seven images, and takes equal ones without harm")
    func few() throws {
        #expect(learnt(try table(classes: 4, perClass: 30, separation: 1, seed: 1)) == nil)
        #expect(learnt(try table(classes: 9, perClass: 6, separation: 1, seed: 1)) == nil)
        let equal = try FeatureTable(
            dimension: 2, features: [Float](repeating: 0.5, count: 2 * 70),
            labels: (0..<70).map { $0 % 7 }, classes: (0..<7).map { "\($0)" },
            paths: (0..<70).map { "\($0)" })
        let calibration = try #require(learnt(equal))
        #expect(calibration.isSound)
    }

    @Test(
        "keeps its promises on tasks of other classes, other spread and unequal ways: a twentieth put aside, the share right within two points, 95 % of intervals",
        arguments: [2, 3, 5])
    func kept(examples: Int) throws {
        let calibration = try #require(
            learnt(try table(classes: 24, perClass: 30, separation: 0.7, seed: 11)))
        let other = try table(classes: 40, perClass: 30, separation: 0.62, seed: 12)
        let draw = TaskDraw(other)
        var (aside, asked, gap, held) = (0, 0, 0.0, 0)
        var strict = (promised: 0.0, right: 0, count: 0)
        var (sure, right) = (0.0, 0)
        let tasks = 300
        for number in 0..<tasks {
            var generator = Generator(seed: 5).stream("task", number)
            let trace = TaskTrace(
                draw.next(examples: examples, query: 15, using: &generator), of: other,
                by: LogisticRegression())
            let promises = TaskPromises(
                trace.leftOut, calibration, examples: Double(examples))
            aside += trace.queries.count { promises.typicality($0.answer)! < 0.05 }
            asked += trace.queries.count
            let labelled = trace.queries.filter { promises.typicality($0.answer)! >= 0.05 }
            let came =
                Double(labelled.count { $0.answer.label == $0.label }) / Double(labelled.count)
            let promise = try #require(
                promises.promise(photos: labelled.count, puttingAsideBelow: 0.05))
            gap += (promise.share - came) / Double(tasks)
            held += promise.low <= came && came <= promise.high ? 1 : 0
            // Where a third is put aside, the rest is easier.
            let surer = trace.queries.filter { promises.typicality($0.answer)! >= 0.3 }
            let other = try #require(promises.promise(photos: 50, puttingAsideBelow: 0.3))
            strict.promised += other.share * Double(surer.count)
            strict.right += surer.count { $0.answer.label == $0.label }
            strict.count += surer.count
            for (label, answer) in trace.queries {
                right += answer.label == label ? 1 : 0
                sure += softmax(answer.scores.map { $0 / Float(promises.temperature) }).max()!
            }
        }
        let share = Double(aside) / Double(asked)
        #expect(abs(share - 0.05) < 0.02, "\(share) put aside")
        #expect(abs(gap) < 0.02, "promised less true: \(gap)")
        // More than 95 %: it is also to hold for other kinds of images. But it says something.
        #expect((0.94..<1).contains(Double(held) / Double(tasks)), "\(held) of \(tasks) held")
        let excess = (strict.promised - Double(strict.right)) / Double(strict.count)
        #expect(abs(excess) < 0.03, "promised less true of the surer: \(excess)")
        let error = (sure - Double(right)) / Double(asked)
        #expect(abs(error) < 0.05, "sure less right: \(error)")
    }

    @Test("between two numbers of examples lies what is between them, beyond the last what it has")
    func rows() throws {
        let levels = "\(TaskCalibration.levels)"
        func row(_ examples: Int, _ inverse: Double, _ step: Double?) -> String {
            let leftOut = step.map {
                """
                , "leftOut": {"inverseTemperature": \(inverse), "step": \($0), "rise": \($0),
                "weights": [\($0), 0, 0, 0], "tail": \(levels), "caught": \(levels)}
                """
            }
            return """
                {"examples": \(examples), "inverseTemperature": \(inverse)\(leftOut ?? "")}
                """
        }
        let text = """
            {"classifier": "logistic", "transform": "l2", "classes": 9, "images": 90,
            "designEffect": 1, "rows": [\(row(1, 16, nil)), \(row(2, 8, 0.4)), \(row(8, 2, 0.1))]}
            """
        var calibration = try JSONDecoder().decode(TaskCalibration.self, from: Data(text.utf8))
        #expect(calibration.row(1).leftOut == nil && calibration.row(1).inverseTemperature == 16)
        #expect(calibration.row(1.5).leftOut?.step == 0.4)
        let four = calibration.row(4)
        #expect(abs(four.inverseTemperature - 4) < 1e-12)
        #expect(abs(four.leftOut!.step - 0.25) < 1e-12)
        #expect(calibration.row(50) == calibration.rows[2])
        #expect(calibration.isSound)
        calibration.rows[1].leftOut!.tail.removeLast()
        #expect(!calibration.isSound)
        calibration.rows = []
        #expect(!calibration.isSound)
    }

    @Test(
        "weighs evidence as scikit-learn's logistic regression does, and where a line divides all")
    func weights() {
        let all = (0..<40).map { i -> SIMD4<Double> in
            let (x, inside) = (Double(i), i < 20 ? 1.0 : 0)
            return SIMD4(
                sin(x) + 0.3 * inside, cos(x * 1.7), sin(x * 2.3) - 0.5 * inside,
                cos(x * 0.9) * x / 40)
        }
        let own = EvidenceWeights.fitted(inside: Array(all[..<20]), outside: Array(all[20...]))
        // LogisticRegression(C=1 / (1e-6 * 40), tol=1e-12).fit(X, y).coef_
        let expected = [
            0.5889440697724272, 0.297685720676868, -1.079239149840327, -0.3242800316877796,
        ]
        #expect(zip(own, expected).allSatisfy { abs($0 - $1) < 1e-5 }, "\(own)")
        let divided = EvidenceWeights.fitted(
            inside: (1..<9).map { SIMD4(Double($0), 0, 0, 0) },
            outside: (1..<9).map { SIMD4(-Double($0), 0, 0, 0) })
        #expect(divided[0] > 1 && divided.allSatisfy(\.isFinite))
    }
}

@Suite("The promise")
struct PromiseTests {
    @Test("moves the share by the step and widens Wilson's interval, as written out in NumPy")
    func numbers() {
        // p = r / n; a = p + (1 / (1 + exp(-(log(p / (1 - p)) + step))) - p) * n / (n - 1)
        // m = 1 / (D / n + 1 / N); Wilson's interval of a share a of m, and 0.5 / N on each side.
        for (promise, expected) in [
            (
                Promise(right: 6, of: 10, step: 0.4, designEffect: 1.25, photos: 75),
                [0.7012692281848976, 0.34623907551661515, 0.9166137707955223]
            ),
            (
                Promise(right: 18, of: 25, step: 0.1, designEffect: 1, photos: 200),
                [0.740531206958655, 0.5305977837345943, 0.8795598582905457]
            ),
        ] {
            let own = [promise.share, promise.low, promise.high]
            #expect(zip(own, expected).allSatisfy { abs($0 - $1) < 1e-12 }, "\(own)")
        }
    }

    @Test("without what was learnt is Wilson's; all or none right stay so, with an interval")
    func ends() {
        // Wilson's lower bound for 4 of 4 is 1 / (1 + z²/n).
        let plain = Promise(right: 4, of: 4)
        #expect(plain.share == 1 && plain.high == 1)
        #expect(abs(plain.low - 1 / (1 + 1.96 * 1.96 / 4)) < 1e-12)
        let all = Promise(right: 10, of: 10, step: 0.3, designEffect: 1, photos: 50)
        #expect(all.share == 1 && all.high == 1 && all.low > 0.6)
        let none = Promise(right: 0, of: 10, step: 0.3, designEffect: 1, photos: 50)
        #expect(none.share == 0 && none.low == 0 && none.high < 0.4)
    }

    @Test("would have been kept at the design effect that it says, and not below")
    func designEffect() {
        for (right, share) in [(6, 0.9), (6, 0.2), (9, 1.0), (1, 0.6)] {
            let expected = Promise.share(right: right, of: 10, step: 0.3)
            let effect = Promise.designEffect(
                expected: expected, came: share, of: 10, photos: 75)
            guard effect > 0, effect.isFinite else { continue }
            func holds(_ effect: Double) -> Bool {
                let promise = Promise(
                    right: right, of: 10, step: 0.3, designEffect: effect, photos: 75)
                return promise.low <= share && share <= promise.high
            }
            #expect(holds(effect * 1.001) && !holds(effect * 0.999), "\(right) \(share)")
        }
    }
}
