import TestSupport
import Testing

@Suite("The numbers that tests and reference scripts share")
struct PatternTests {
    // Printed by Tests/TensorsTests/References/pattern.py, each the shortest text of its float32.
    @Test("equal those of the script, bit for bit")
    func equalThoseOfTheScript() {
        let x: [Float] = [-0.62997556, 0.7598531, -0.51193154, 0.9831344]
        #expect(Pattern.values("x", count: 4) == x)
        let weight: [Float] = [0.2726513, 0.15969183, 0.2529108, -0.21018681]
        #expect(Pattern.values("conv1.weight", count: 4, scale: 0.3) == weight)
        let scale: [Float] = [0.92137754, 0.958535, 0.934746, 1.0412046]
        #expect(Pattern.values("bn1.weight", count: 4, scale: 0.1, offset: 1) == scale)
        let last: [Float] = [0.7866342, 0.50385106]
        #expect(Pattern.values("σ", count: 100_001).suffix(2) == last[...])
    }

    @Test("none asked for, none given")
    func empty() {
        #expect(Pattern.values("x", count: 0).isEmpty)
    }

    @Test("a longer count continues a shorter one")
    func longerContinuesShorter() {
        #expect(Array(Pattern.values("x", count: 50).prefix(20)) == Pattern.values("x", count: 20))
    }

    @Test("fill offset ± scale evenly")
    func fillTheRange() {
        let values = Pattern.values("range", count: 10_000, scale: 2, offset: 5)
        #expect(values.allSatisfy { (3..<7).contains($0) })
        let mean = values.reduce(0) { $0 + Double($1) } / 10_000
        let variance = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / 10_000
        expectClose(mean, 5, relative: 0, absolute: 0.05)
        expectClose(variance, 4.0 / 3, relative: 0.05, absolute: 0)
    }
}
