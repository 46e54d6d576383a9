import Foundation
import Randomness
import Statistics
import TestSupport
import Testing

@Suite("Temperatures")
struct TemperatureTests {
    private func fit(_ queries: [(scores: [Float], right: Int)]) -> Temperature {
        var samples = TemperatureSamples(way: queries.first?.scores.count ?? 2)
        for (index, query) in queries.enumerated() {
            let scores = query.scores
            samples.add(scores: scores.span, right: query.right, episode: index / 3)
        }
        return samples.fitted()
    }

    @Test("The temperature is the one that SciPy finds, at any size of scores")
    func scipy() throws {
        for reference in try references("calibration", as: CalibrationTests.Reference.self) {
            let found = fit(
                reference.right.indices.map { (reference.query($0), reference.right[$0]) })
            let name = Comment(rawValue: reference.name)
            #expect(found.outcome == .fitted && found.excluded == 0, name)
            #expect(found.queries == reference.right.count)
            #expect(abs(found.value / reference.after.temperature - 1) < 1e-10, name)
        }
    }

    @Test("Scores drawn from their own probabilities need no temperature, stretched ones theirs")
    func recovery() {
        var generator = Generator(seed: 4)
        let queries = (0..<20_000).map { _ -> (scores: [Float], right: Int) in
            let scores = (0..<5).map { _ in Float(1.5 * generator.normal()) }
            var rest = generator.uniform()
            let right = softmax(scores).firstIndex { probability in
                rest -= probability
                return rest < 0
            }
            return (scores, right ?? 4)
        }
        #expect(abs(fit(queries).value - 1) < 0.03)
        let stretched = fit(queries.map { (scores: $0.scores.map { 8 * $0 }, right: $0.right) })
        #expect(abs(stretched.value / fit(queries).value - 8) < 1e-9)
    }

    @Test("However episodes are shared out and merged, the temperature is the same to the last bit")
    func merging() {
        var generator = Generator(seed: 2)
        // Scores of very unequal size, so that sums in another order round otherwise.
        let queries = (0..<900).map { index -> (scores: [Float], right: Int) in
            let size = exp(3 * generator.normal())
            var scores = (0..<5).map { _ in Float(size * generator.normal()) }
            scores[index % 5] += Float(size)
            return (scores, index % 5)
        }
        let whole = fit(queries)
        #expect(whole.outcome == .fitted)
        for workers in [2, 3, 5, 7] {
            var parts = (0..<workers).map { _ in TemperatureSamples(way: 5) }
            for episode in generator.permutation(300) {
                let worker = generator.integer(below: workers)
                for query in queries[(3 * episode)..<(3 * episode + 3)] {
                    let scores = query.scores
                    parts[worker].add(scores: scores.span, right: query.right, episode: episode)
                }
            }
            generator.shuffle(&parts)
            let merged = parts.dropFirst().reduce(into: parts[0]) { $0.merge($1) }
            #expect(merged.fitted() == whole)
        }
    }

    @Test("Where all answers are right, n of them have the mean confidence (n + 1)/(n + 2)")
    func allRight() throws {
        var generator = Generator(seed: 9)
        for scale in [1e-4, 1, 1e6] {
            let queries = (0..<30).map { index -> (scores: [Float], right: Int) in
                var scores = (0..<3).map { _ in Float(scale * generator.uniform()) }
                scores[index % 3] += Float(1.1 * scale)
                return (scores, index % 3)
            }
            let found = fit(queries)
            #expect(found.outcome == .allRight)
            var tally = CalibrationTally(temperature: found.value)
            for query in queries {
                let scores = query.scores
                tally.add(scores: scores.span, right: query.right)
            }
            #expect(abs(try #require(tally.calibration).confidence - 31.0 / 32) < 1e-9)
        }
    }

    @Test("Right answers that tie with wrong ones still give a usable temperature")
    func tied() {
        let found = fit([([1, 1, 0], 0), ([0, 1, 1], 2), ([3, 0, 0], 0)])
        #expect(found.outcome == .allRight && found.value > 0 && found.value < 1e-6)
    }

    @Test("Scores that say nothing get an infinite temperature, equal ones none")
    func degenerate() {
        let wrong = fit([([2, 0, 0], 1), ([0, 3, 0], 2), ([0, 0, 1], 0)])
        #expect(wrong.value == .infinity && wrong.outcome == .uninformative)
        let equal = fit([([1, 1], 0), ([4, 4], 1)])
        #expect(equal.value == 1 && equal.outcome == .undetermined && equal.queries == 2)
        let none = fit([])
        #expect(none.value == 1 && none.outcome == .undetermined && none.queries == 0)
    }

    @Test("Queries with infinite scores are left out where no temperature matters to them")
    func infinite() {
        let finite: [(scores: [Float], right: Int)] = [
            ([1, 0, 0], 0), ([0, 2, 1], 2), ([0, 1, 3], 2), ([0.5, 0, 0], 0),
        ]
        let plain = fit(finite)
        #expect(plain.outcome == .fitted && plain.excluded == 0)
        let more = fit(
            finite + [
                ([.infinity, 0, 0], 0), ([-.infinity, 0, 1], 0), ([0, .infinity, 0], 2),
            ])
        #expect(more.value == plain.value && more.excluded == 3 && more.queries == 4)
        // A class without probability is as good as absent.
        let absent = fit(finite.map { (scores: $0.scores + [-.infinity], right: $0.right) })
        #expect(abs(absent.value / plain.value - 1) < 1e-12 && absent.excluded == 0)
    }

    @Test("with a belief beforehand it is the likeliest of both, as SciPy finds it")
    func believed() {
        var samples = TemperatureSamples(way: 3)
        let queries: [([Float], Int)] = [
            ([2, 1, 0], 0), ([0.5, 1.5, 1], 2), ([3, 0, 1], 0), ([1, 1.2, 0], 1),
        ]
        for (place, (scores, right)) in queries.enumerated() {
            samples.add(scores: scores.span, right: right, episode: place)
        }
        // minimize_scalar over l = log(1/T) of the sum of -log p plus (l + log T0)² / 2s².
        for (around, spread, expected) in [
            (0.5, 0.5, 0.49249758639387464), (0.5, 1e-3, 0.4999999574329642),
            (2, 0.3, 1.8385099996418508),
        ] as [(Double, Double, Double)] {
            let own = samples.fitted(around: around, spread: spread)
            #expect(abs(own - expected) < 1e-7, "\(own)")
        }
        // Without a query the belief stays.
        #expect(abs(TemperatureSamples(way: 3).fitted(around: 0.7, spread: 1) - 0.7) < 1e-12)
    }
}
