import Foundation
import Randomness
import Statistics
import TestSupport
import Testing

@Suite("Counts over episodes")
struct EpisodeTallyTests {
    private struct Clusters: Decodable {
        let right, queries: [Int]
        let mean, ci95: Double
    }

    private func tally(_ right: [Int], of queries: [Int], label: Int = 1) -> ClassAccuracies {
        var tally = ClassAccuracies(classCount: 3)
        for (right, queries) in zip(right, queries) { tally.add(label, right: right, of: queries) }
        return tally
    }

    @Test("A class's accuracy and interval are those of the ratio estimator, by NumPy and SciPy")
    func numpy() throws {
        let cases = try references("clusters", as: Clusters.self)
        #expect(cases.count == 3)
        for reference in cases {
            let estimates = tally(reference.right, of: reference.queries).estimates
            #expect(estimates[0] == nil && estimates[2] == nil)
            let estimate = try #require(estimates[1])
            #expect(estimate.count == reference.right.count)
            #expect(abs(estimate.mean - reference.mean) < 1e-14)
            #expect(abs(try #require(estimate.ci95) - reference.ci95) < 1e-9 * reference.ci95)
        }
    }

    @Test("Equally many queries in every episode give the mean of the episodes' accuracies")
    func equalSizes() throws {
        let right = [3, 5, 0, 4, 4]
        let estimate = try #require(tally(right, of: [5, 5, 5, 5, 5]).estimates[1])
        let plain = StudentEstimate(of: right.map { Double($0) / 5 })
        #expect(abs(estimate.mean - plain.mean) < 1e-15)
        #expect(abs(try #require(estimate.deviation) - (try #require(plain.deviation))) < 1e-15)
    }

    @Test("No query is no observation, one episode no interval, no spread an interval of zero")
    func degenerate() throws {
        #expect(tally([0, 0], of: [0, 0]).estimates[1] == nil)
        let one = try #require(tally([3, 0], of: [4, 0]).estimates[1])
        #expect(one.mean == 0.75 && one.count == 1 && one.ci95 == nil)
        let sure = try #require(tally([7, 49, 21], of: [21, 147, 63]).estimates[1])
        #expect(sure.mean == 1.0 / 3 && sure.ci95 == 0)
    }

    @Test(
        "Intervals by episode cover the true accuracy in 95 of 100 repetitions, those by query do not"
    )
    func coverage() throws {
        var generator = Generator(seed: 12)
        var byEpisode = 0
        var byQuery = 0
        for _ in 0..<2000 {
            var tally = ClassAccuracies(classCount: 1)
            var (hits, total) = (0, 0)
            for _ in 0..<40 {
                // Good and bad support images; 5 to 15 queries.
                let skill = generator.beta(6, 4)
                let queries = 5 + generator.integer(below: 11)
                let right = (0..<queries).count { _ in generator.uniform() < skill }
                tally.add(0, right: right, of: queries)
                (hits, total) = (hits + right, total + queries)
            }
            let estimate = try #require(tally.estimates[0])
            if abs(estimate.mean - 0.6) <= estimate.ci95 ?? 0 { byEpisode += 1 }
            let p = Double(hits) / Double(total)
            if abs(p - 0.6) <= 1.96 * (p * (1 - p) / Double(total)).squareRoot() { byQuery += 1 }
        }
        // 1,900 of 2,000 with standard deviation 10.
        #expect(abs(byEpisode - 1900) < 40, "\(byEpisode)")
        #expect(byQuery < 1750, "\(byQuery)")
    }

    @Test("Class counts merge in any order")
    func mergingClasses() throws {
        let reference = try references("clusters", as: Clusters.self)[1]
        let whole = tally(reference.right, of: reference.queries)
        var parts = [ClassAccuracies](repeating: ClassAccuracies(classCount: 3), count: 4)
        for (index, counts) in zip(reference.right, reference.queries).enumerated() {
            parts[index * 7 % 4].add(1, right: counts.0, of: counts.1)
        }
        for order in [[0, 1, 2, 3], [3, 1, 0, 2]] {
            var merged = ClassAccuracies(classCount: 3)
            for part in order { merged.merge(parts[part]) }
            #expect(merged == whole && merged.estimates == whole.estimates)
        }
    }

    @Test("The hardest episodes are the lowest accuracies, ties by index, whoever saw them")
    func hardest() {
        var generator = Generator(seed: 14)
        let accuracies = (0..<300).map { _ in Double(generator.integer(below: 40)) / 75 }
        let expected = accuracies.indices.sorted { (accuracies[$0], $0) < (accuracies[$1], $1) }
        for (capacity, workers) in [(10, 1), (10, 4), (1, 3), (400, 3), (0, 2)] {
            var parts = [HardestEpisodes](
                repeating: HardestEpisodes(capacity: capacity), count: workers)
            for episode in generator.permutation(300) {
                parts[generator.integer(below: workers)].add(
                    episode: episode, accuracy: accuracies[episode])
            }
            var merged = HardestEpisodes(capacity: capacity)
            for part in parts { merged.merge(part) }
            #expect(merged.entries.map(\.episode) == Array(expected.prefix(capacity)))
            #expect(merged.entries.allSatisfy { $0.accuracy == accuracies[$0.episode] })
        }
    }
}
