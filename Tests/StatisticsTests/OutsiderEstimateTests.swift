import Statistics
import Testing

@Suite("How many images of other things got a label")
struct OutsiderEstimateTests {
    @Test("is told by how many were put aside, as written out in NumPy")
    func numbers() throws {
        // o = (40 - 0.05 * 150) / 0.45; variance = o * c(1-c) + (150 - o) * a(1-a)
        //   + o² c(1-c) / 100 + (150 - o)² 0.13 a(1-a); of these 1 - c have a label.
        let estimate = try #require(
            OutsiderEstimate(aside: 40, of: 150, level: 0.05, caught: 0.5, known: 100))
        #expect(abs(estimate.expected - 36.11111111111111) < 1e-9)
        #expect(abs(estimate.low - 17.61344795754044) < 1e-9)
        #expect(abs(estimate.high - 54.60877426468177) < 1e-9)
    }

    @Test(
        "is none where fewer are put aside than of the classes alone, and never more than there are"
    )
    func bounds() throws {
        let few = try #require(
            OutsiderEstimate(aside: 2, of: 150, level: 0.05, caught: 0.5, known: 100))
        #expect(few.expected == 0 && few.low == 0)
        let all = try #require(
            OutsiderEstimate(aside: 90, of: 100, level: 0.05, caught: 0.2, known: 100))
        #expect(all.expected == 10 && all.high == 10)
    }

    @Test("is not known where other things are put aside as seldom as images of the classes")
    func unknown() {
        #expect(OutsiderEstimate(aside: 9, of: 90, level: 0.05, caught: 0.06, known: 50) == nil)
        #expect(OutsiderEstimate(aside: 0, of: 0, level: 0.05, caught: 0.5, known: 50) == nil)
        #expect(OutsiderEstimate(aside: 9, of: 90, level: 0.05, caught: 0.5, known: 0) == nil)
    }
}
