import Foundation
import Randomness
import Statistics
import TestSupport
import Testing

@Suite("Differences on the same episodes")
struct PairedDifferenceTests {
    private struct Reference: Decodable {
        let name: String
        let first, second: [Double]
        let mean, ci95, p: Double
    }

    @Test("Difference, interval and p-value are those of SciPy's paired t-test")
    func scipy() throws {
        let cases = try references("paired", as: Reference.self)
        #expect(cases.count == 4)
        for reference in cases {
            let difference = PairedDifference(reference.first, minus: reference.second)
            let name = Comment(rawValue: reference.name)
            #expect(abs(difference.estimate.mean - reference.mean) < 1e-14, name)
            let interval = try #require(difference.estimate.ci95)
            #expect(abs(interval - reference.ci95) <= 1e-9 * reference.ci95, name)
            let p = try #require(difference.pValue)
            #expect(abs(p - reference.p) <= 1e-8 * reference.p, name)
        }
    }

    @Test("In single precision it is the same to seven digits, and the other way round the same")
    func single() throws {
        for reference in try references("paired", as: Reference.self) {
            let (first, second) = (
                reference.first.map { Float($0) }, reference.second.map { Float($0) }
            )
            let there = PairedDifference(first, minus: second)
            let back = PairedDifference(second, minus: first)
            #expect(abs(there.estimate.mean - reference.mean) < 1e-7)
            #expect(abs(try #require(there.pValue) - reference.p) < 1e-4 * reference.p)
            #expect(back.estimate.mean == -there.estimate.mean && back.pValue == there.pValue)
        }
    }

    @Test("A classifier does not differ from itself")
    func same() {
        let accuracies: [Float] = [0.2, 0.9, 0.3]
        let difference = PairedDifference(accuracies, minus: accuracies)
        #expect(difference.estimate.mean == 0 && difference.estimate.ci95 == 0)
        #expect(difference.pValue == 1)
    }

    @Test("Differences that are all the same are as surprising as coins that all agree")
    func constant() throws {
        for count in [2, 5, 30] {
            // In 75ths, whose differences in single precision are not quite equal.
            let second = (0..<count).map { Float(20 + $0) / 75 }
            let first = (0..<count).map { Float(21 + $0) / 75 }
            let difference = PairedDifference(first, minus: second)
            #expect(abs(difference.estimate.mean - 1.0 / 75) < 1e-7)
            #expect(try #require(difference.pValue) == exp2(Double(1 - count)))
            #expect(try #require(difference.estimate.ci95) < 1e-6)
        }
    }

    @Test("A single episode has a difference, but neither interval nor p-value")
    func oneEpisode() {
        let difference = PairedDifference([0.5], minus: [0.25])
        #expect(difference.estimate.mean == 0.25)
        #expect(difference.estimate.ci95 == nil && difference.pValue == nil)
    }

    @Test(
        "Intervals cover the true difference in 95 of 100 repetitions, and 5 of 100 alarms are false"
    )
    func coverage() throws {
        var generator = Generator(seed: 5)
        var covered = 0
        var alarms = 0
        for _ in 0..<3000 {
            // Episodes differ far more than the two classifiers on them.
            let hard = (0..<20).map { _ in 0.5 + 0.1 * generator.normal() }
            let first = hard.map { $0 + 0.03 + 0.02 * generator.normal() }
            let second = hard.map { $0 + 0.02 * generator.normal() }
            let difference = PairedDifference(first, minus: second)
            if abs(difference.estimate.mean - 0.03) <= difference.estimate.ci95 ?? 0 {
                covered += 1
            }
            let shifted = PairedDifference(first.map { $0 - 0.03 }, minus: second)
            if try #require(shifted.pValue) < 0.05 { alarms += 1 }
        }
        // 2,850 and 150 of 3,000, each with standard deviation 12; they are two sides of one coin.
        #expect(abs(covered - 2850) < 40, "\(covered)")
        #expect(covered + alarms == 3000)
    }

    private struct HolmReference: Decodable {
        let p, adjusted: [Double]
    }

    @Test("Holm's correction is the smallest level at which his procedure rejects")
    func holm() throws {
        let cases = try references("holm", as: HolmReference.self)
        #expect(cases.count == 5)
        for reference in cases {
            let adjusted = HolmCorrection(reference.p).adjusted
            #expect(adjusted.count == reference.adjusted.count)
            for (found, expected) in zip(adjusted, reference.adjusted) {
                #expect(abs(found - expected) < 1e-12)
            }
        }
        #expect(HolmCorrection([]).adjusted.isEmpty)
        #expect(HolmCorrection([1, 0]).adjusted == [1, 0])
    }

    @Test("Among six comparisons without any difference, 5 of 100 tables have a false alarm")
    func family() throws {
        var generator = Generator(seed: 6)
        var alarms = 0
        var naive = 0
        for _ in 0..<1500 {
            let pValues = try (0..<6).map { _ in
                let values = (0..<10).map { _ in generator.normal() }
                let zeros = values.map { _ in 0.0 }
                return try #require(PairedDifference(values, minus: zeros).pValue)
            }
            if HolmCorrection(pValues).adjusted.contains(where: { $0 < 0.05 }) { alarms += 1 }
            if pValues.contains(where: { $0 < 0.05 }) { naive += 1 }
        }
        // Independent: 1 − (1 − 0.05/6)⁶ = 4.9 %, 73 with standard deviation 8; without it 26 %.
        #expect(abs(alarms - 73) < 28, "\(alarms)")
        #expect(naive > 330, "\(naive)")
    }
}
