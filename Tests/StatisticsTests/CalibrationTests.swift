import Foundation
import Randomness
import Statistics
import TestSupport
import Testing

@Suite("Calibration")
struct CalibrationTests {
    struct Figures: Decodable {
        let temperature, nll, brier, ece, accuracy, confidence: Double
        let counts: [Int]
    }

    struct Reference: Decodable {
        let name: String
        let way: Int
        let scores: [Float]
        let right: [Int]
        let before, after: Figures

        /// The scores of a query: (way).
        func query(_ index: Int) -> [Float] { Array(scores[(index * way)..<((index + 1) * way)]) }
    }

    static func tally(_ reference: Reference, at temperature: Double) -> CalibrationTally {
        var tally = CalibrationTally(temperature: temperature)
        for (index, right) in reference.right.enumerated() {
            let scores = reference.query(index)
            tally.add(scores: scores.span, right: right)
        }
        return tally
    }

    @Test("Likelihood, Brier score and calibration error are scikit-learn's and NumPy's")
    func scikitLearn() throws {
        let cases = try references("calibration", as: Reference.self)
        #expect(cases.count == 5)
        for reference in cases {
            for figures in [reference.before, reference.after] {
                let found = try #require(Self.tally(reference, at: figures.temperature).calibration)
                let name = Comment(rawValue: reference.name)
                #expect(found.queries == reference.right.count)
                #expect(abs(found.negativeLogLikelihood - figures.nll) < 1e-10, name)
                #expect(abs(found.brier - figures.brier) < 1e-10, name)
                #expect(abs(found.expectedCalibrationError - figures.ece) < 1e-10, name)
                #expect(abs(found.accuracy - figures.accuracy) < 1e-14, name)
                #expect(abs(found.confidence - figures.confidence) < 1e-10, name)
                #expect(found.bins.map(\.count) == figures.counts, name)
                #expect(found.bins.count == 15 && found.bins[14].upper == 1)
            }
        }
    }

    @Test("However the queries are shared out and merged, every bit is the same")
    func merging() throws {
        let reference = try references("calibration", as: Reference.self)[0]
        let whole = Self.tally(reference, at: 3)
        var generator = Generator(seed: 1)
        for workers in [2, 3, 7] {
            var parts = (0..<workers).map { _ in CalibrationTally(temperature: 3) }
            for index in generator.permutation(reference.right.count) {
                let scores = reference.query(index)
                let worker = generator.integer(below: workers)
                parts[worker].add(scores: scores.span, right: reference.right[index])
            }
            generator.shuffle(&parts)
            let merged = parts.dropFirst().reduce(into: parts[0]) { $0.merge($1) }
            #expect(merged == whole && merged.calibration == whole.calibration)
        }
    }

    @Test("Bins hold what lies above their lower and up to their upper bound")
    func bounds() throws {
        var tally = CalibrationTally()
        // Confidences of 3/15, a little more twice, and 1.
        let queries: [[Float]] = [
            [0, 0, 0, 0, 0], [1e-3, 0, 0, 0, 0], [0, 1e-3, 0, 0, 0], [.infinity, 0],
        ]
        for scores in queries { tally.add(scores: scores.span, right: 0) }
        let bins = try #require(tally.calibration).bins
        #expect(bins.map(\.count) == [0, 0, 1, 2] + [Int](repeating: 0, count: 10) + [1])
        #expect(bins[0].accuracy == nil && bins[2].accuracy == 1)
        #expect(bins[3].accuracy == 0.5 && bins[14].accuracy == 1)
        #expect(bins[0].confidence == nil && bins[14].confidence == 1)
        #expect(bins[0].lower == 0 && bins[2].upper == 0.2 && bins[3].lower == 0.2)
    }

    @Test("Guessing at even odds is calibrated; being sure and wrong is infinitely unlikely")
    func extremes() throws {
        var guess = CalibrationTally()
        let even: [Float] = [2, 2, 2, 2]
        for right in 0..<4 { guess.add(scores: even.span, right: right) }
        let fair = try #require(guess.calibration)
        #expect(abs(fair.negativeLogLikelihood - log(4)) < 1e-11)
        #expect(abs(fair.brier - 0.75) < 1e-11 && fair.expectedCalibrationError < 1e-11)
        #expect(fair.accuracy == 0.25)

        var sure = CalibrationTally()
        let scores: [Float] = [-.infinity, 3, -.infinity]
        sure.add(scores: scores.span, right: 1)
        #expect(try #require(sure.calibration).negativeLogLikelihood == 0)
        sure.add(scores: scores.span, right: 0)
        let both = try #require(sure.calibration)
        #expect(both.negativeLogLikelihood == .infinity)
        #expect(both.brier == 1 && both.expectedCalibrationError == 0.5 && both.accuracy == 0.5)
        #expect(CalibrationTally().calibration == nil)
    }

    @Test("Infinite scores and temperatures are limits")
    func infinite() throws {
        func one(_ scores: [Float], right: Int, temperature: Double = 1) throws -> Calibration {
            var tally = CalibrationTally(temperature: temperature)
            tally.add(scores: scores.span, right: right)
            return try #require(tally.calibration)
        }
        let shared = try one([.infinity, 5, .infinity], right: 2)
        #expect(shared.confidence == 0.5 && abs(shared.negativeLogLikelihood - log(2)) < 1e-11)
        let none = try one([-.infinity, -.infinity], right: 0)
        #expect(none.confidence == 0.5)
        let hot = try one([1e30, -7, 2], right: 1, temperature: .infinity)
        #expect(abs(hot.confidence - 1.0 / 3) < 1e-12)
        #expect(abs(hot.negativeLogLikelihood - log(3)) < 1e-11)
        let far = try one([0, 1e6], right: 0)
        #expect(far.negativeLogLikelihood == 1e6 && far.brier == 2)
    }

    @Test("Where scores tie, the answer is the one given")
    func ties() throws {
        var tally = CalibrationTally()
        let scores: [Float] = [1, 1, 0]
        tally.add(scores: scores.span, right: 1)
        #expect(tally.calibration?.accuracy == 0)
        tally.add(scores: scores.span, right: 1, answer: 1)
        #expect(tally.calibration?.accuracy == 0.5)
    }
}
