import Foundation
import Statistics
import TestSupport
import Testing

@Suite("Wilcoxon's signed ranks")
struct WilcoxonTests {
    private struct Reference: Decodable {
        let name: String
        let differences: [Double]
        let p: Double
    }

    private func p(_ differences: [Double]) -> Double {
        WilcoxonTest(differences, minus: differences.map { _ in 0 }).pValue
    }

    @Test("Probabilities are SciPy's exact ones, ties and zeros among the differences")
    func scipy() throws {
        let cases = try references("wilcoxon", as: Reference.self)
        #expect(cases.count == 7)
        for reference in cases {
            let found = p(reference.differences)
            #expect(abs(found - reference.p) < 1e-12, "\(reference.name): \(found)")
        }
    }

    @Test("Shares of whole counts are tied as the counts are")
    func shares() throws {
        struct Reference: Decodable {
            let of: Double
            let first, second: [Double]
            let p: Double
        }
        let cases = try references("shares", as: Reference.self)
        #expect(cases.count == 4)
        for reference in cases {
            let found = WilcoxonTest(
                reference.first.map { $0 / reference.of },
                minus: reference.second.map { $0 / reference.of })
            #expect(abs(found.pValue - reference.p) < 1e-12, "of \(reference.of)")
        }
    }

    @Test("Neither side is preferred, and only the order of sizes counts")
    func symmetry() {
        let differences = [0.5, -1, 2, 3, 0.25, 7]
        #expect(p(differences) == p(differences.map { -$0 }))
        #expect(p(differences) == p([0.5, -1, 2, 3, 0.25, 1e9]))
    }

    @Test("Nothing, and pairs that never differ, show nothing; n that agree, 2 of 2^n")
    func ends() {
        #expect(p([]) == 1 && p([0, 0]) == 1 && p([1]) == 1)
        #expect(p([1, 2, 3, 4, 5, 6]) == 2.0 / 64)
        #expect(p([-1, 1, -2, 2]) == 1)
        #expect(WilcoxonTest([0.1 + 0.2, 1], minus: [0.3, 0]).pValue == p([1]))
    }
}
