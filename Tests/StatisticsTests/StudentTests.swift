import Foundation
import Randomness
import Statistics
import TestSupport
import Testing

@Suite("Student's t and intervals of few values")
struct StudentTests {
    private struct Reference: Decodable {
        let degrees: Int
        let t, p, level, quantile: [Double]
    }

    @Test("Probabilities and quantiles are SciPy's, from one to a million degrees of freedom")
    func scipy() throws {
        let cases = try references("student", as: Reference.self)
        #expect(cases.count == 10)
        for reference in cases {
            let student = StudentT(degrees: reference.degrees)
            for (t, p) in zip(reference.t, reference.p) {
                #expect(
                    abs(student.twoSided(t) - p) <= 1e-8 * p, "t \(t), degrees \(reference.degrees)"
                )
                #expect(student.twoSided(-t) == student.twoSided(t))
            }
            for (level, quantile) in zip(reference.level, reference.quantile) {
                let found = student.quantile(level: level)
                #expect(
                    abs(found - quantile) <= 1e-9 * quantile,
                    "level \(level), degrees \(reference.degrees)")
            }
        }
    }

    @Test("Nothing is farther than infinity and everything at least as far as zero")
    func ends() {
        for degrees in [1, 2, 30, 100_000] {
            let student = StudentT(degrees: degrees)
            #expect(student.twoSided(0) == 1)
            #expect(student.twoSided(.infinity) == 0 && student.twoSided(1e200) == 0)
            #expect(student.twoSided(1e-200) == 1)
        }
        // One degree is Cauchy's distribution: tails of 2/(π·t).
        #expect(abs(StudentT(degrees: 1).twoSided(1e10) - 2 / (.pi * 1e10)) < 1e-20)
    }

    @Test("One value has a mean and no interval; equal values have one of width zero")
    func degenerate() {
        let one = StudentEstimate(of: [0.4])
        #expect(one.count == 1 && one.mean == 0.4 && one.deviation == nil && one.ci95 == nil)
        let equal = StudentEstimate(of: [0.5, 0.5, 0.5])
        #expect(equal.mean == 0.5 && equal.deviation == 0 && equal.ci95 == 0)
    }

    @Test("The interval of episodes is 1.96 standard errors of many values, Student's t of few")
    func many() throws {
        var generator = Generator(seed: 3)
        let values = (0..<5000).map { _ in generator.uniform() }
        let usual = MeanEstimate(of: values)
        let student = StudentEstimate(of: values)
        #expect(student.mean == usual.mean)
        #expect(abs(try #require(student.ci95) / usual.ci95 - 1) < 4e-4)
        #expect(usual.ci95 == 1.96 * usual.error)
        for (count, quantile) in [(2, 12.7062), (3, 4.30265), (99, 1.984467), (100, 1.96)] {
            let few = MeanEstimate(of: Array(values[..<count]))
            #expect(abs(few.ci95 / few.error - quantile) < 1e-4, "\(count)")
        }
    }

    @Test("The interval of five values covers the true mean in 95 of 100 repetitions")
    func coverage() throws {
        var generator = Generator(seed: 8)
        var student = 0
        var usual = 0
        for _ in 0..<4000 {
            let values = (0..<5).map { _ in 0.6 + 0.1 * generator.normal() }
            let estimate = StudentEstimate(of: values)
            if abs(estimate.mean - 0.6) <= estimate.ci95 ?? 0 { student += 1 }
            let episodes = MeanEstimate(of: values)
            if abs(episodes.mean - 0.6) <= episodes.ci95 { usual += 1 }
        }
        // 3,800 of 4,000 with standard deviation 14; with 1.96 standard errors 3,510.
        #expect(abs(student - 3800) < 50, "\(student)")
        #expect(abs(usual - 3800) < 50, "\(usual)")
    }

    @Test("The spread over seeds is that of the runs' means, apart from that over episodes")
    func seeds() throws {
        let runs = [[0.5, 0.7], [0.4, 0.4], [0.9, 0.7]].map { MeanEstimate(of: $0) }
        let spread = SeedSpread(of: runs)
        #expect(spread.estimate == StudentEstimate(of: runs.map(\.mean)))
        #expect(abs(spread.estimate.mean - 0.6) < 1e-15)
        #expect(abs(try #require(spread.estimate.deviation) - 0.2) < 1e-15)
        #expect(abs(try #require(spread.estimate.ci95) - 4.30265 * 0.2 / 3.0.squareRoot()) < 1e-5)
        // Standard errors 0.1, 0 and 0.1.
        #expect(abs(spread.episodeError - (0.02 / 3).squareRoot()) < 1e-15)
        let one = SeedSpread(of: [runs[0]])
        #expect(one.estimate.ci95 == nil && one.estimate.deviation == nil)
        #expect(one.estimate.mean == runs[0].mean && one.episodeError > 0)
    }
}
