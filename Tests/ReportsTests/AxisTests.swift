import Randomness
import Reports
import Testing

@Suite struct AxisTests {
    @Test("Ticks lie inside the range, evenly spaced, few, and labelled apart")
    func ticks() {
        var generator = Generator(seed: 3)
        for _ in 0..<2000 {
            let scale = [1e-6, 0.01, 1, 300, 1e9][generator.integer(below: 5)]
            let low = scale * generator.normal()
            let values = [low, low + scale * generator.uniform(in: 0.001...3)]
            let axis = Axis(title: "x", covering: values, numbers: .plain)
            #expect(axis.range.lowerBound <= values[0] + 1e-9 * scale)
            #expect(axis.range.upperBound >= values[1] - 1e-9 * scale)
            #expect((2...8).contains(axis.ticks.count), "\(values) → \(axis.ticks)")
            #expect(axis.ticks.allSatisfy { axis.range.contains($0) })
            let steps = zip(axis.ticks, axis.ticks.dropFirst()).map { $1 - $0 }
            #expect(steps.allSatisfy { abs($0 - steps[0]) < 1e-6 * scale && $0 > 0 })
            #expect(Set(axis.labels).count == axis.labels.count)
        }
    }

    @Test("Ticks are the numbers that they say, not neighbours of them")
    func exact() {
        let axis = Axis(title: "x", covering: [0, 0.5], numbers: .plain)
        #expect(axis.ticks == [0, 0.1, 0.2, 0.3, 0.4, 0.5])
        #expect(axis.labels == ["0.0", "0.1", "0.2", "0.3", "0.4", "0.5"])
    }

    @Test("A percent axis stays between nothing and all")
    func percent() {
        for values in [[0.0], [1.0], [0, 1], [0.97, 0.995], [-0.1, 1.2], []] {
            let axis = Axis(title: "x", covering: values, numbers: .percent)
            #expect(axis.range.lowerBound >= 0 && axis.range.upperBound <= 1)
            #expect(axis.range.lowerBound < axis.range.upperBound)
            #expect(axis.labels.allSatisfy { $0.hasSuffix(" %") })
        }
    }

    @Test("A whole axis has whole ticks only, for one epoch as for a thousand")
    func whole() {
        for last in [1.0, 2, 3, 7, 100, 1000] {
            let axis = Axis(title: "epoch", covering: [1, last], numbers: .whole, count: 8)
            #expect(axis.ticks.allSatisfy { $0 == $0.rounded() })
            #expect(axis.ticks.contains { $0 >= 1 && $0 <= last })
            #expect(Set(axis.labels).count == axis.labels.count)
        }
    }

    @Test(
        "Values without extent get a range around them",
        arguments: [[0.0, 0], [5, 5], [-3], [1e9, 1e9 + 1e-6], [0, 1e-300]])
    func degenerate(values: [Double]) {
        let axis = Axis(title: "x", covering: values)
        #expect(axis.range.lowerBound < values[0] && values[0] < axis.range.upperBound)
        #expect(axis.ticks.count >= 2)
    }
}
