import Tensors
import TestSupport
import Testing

@Suite("Operations on whole examples")
struct ExampleTests {
    private let device = Device(threads: 2)
    private let values = Pattern.values("x", count: 4 * 2 * 3 * 3)
    private let shape = [4, 2, 3, 3]

    @Test("mixing at λ = 1 changes nothing, at λ = 0 permutes")
    func mixingLimits() {
        let x = Tensor(device, values, shape: shape)
        let tape = Tape(device)
        #expect(tape.mixed(x, partner: [3, 0, 1, 2], lambda: 1).values() == values)
        let permuted = tape.mixed(x, partner: [3, 0, 1, 2], lambda: 0)
        #expect(permuted.values() == tape.selected(x, [3, 0, 1, 2]).values())
    }

    @Test("mixing an example with itself changes nothing")
    func mixingWithItself() {
        let x = Tensor(device, values, shape: shape)
        let mixed = Tape(device).mixed(x, partner: [0, 1, 2, 3], lambda: 0.3)
        expectClose(mixed.values(), values, relative: 1e-6, absolute: 0)
    }

    @Test("mixing by λ and mixing by 1 − λ of the permuted examples agree")
    func mixingSymmetry() {
        let x = Tensor(device, values, shape: shape)
        let tape = Tape(device)
        let one = tape.mixed(x, partner: [1, 0, 3, 2], lambda: 0.25).values()
        let swapped = tape.selected(x, [1, 0, 3, 2])
        let other = tape.mixed(swapped, partner: [1, 0, 3, 2], lambda: 0.75).values()
        expectClose(one, other, relative: 1e-6, absolute: 1e-7)
    }

    @Test("mixing keeps the sum over examples, and its gradient the sum of upstream gradients")
    func mixingKeepsSums() throws {
        let x = Tensor(device, values, shape: shape, needsGradient: true)
        let tape = Tape(device)
        let mixed = tape.mixed(x, partner: [2, 3, 1, 0], lambda: 0.37)
        let upstream = Pattern.values("upstream", count: values.count)
        tape.backward(from: tape.products(mixed, with: upstream))
        let pairs = [(mixed.values(), values), (try #require(x.gradient()), upstream)]
        for (after, before) in pairs {
            for place in 0..<18 {
                let sums = [after, before].map { numbers in
                    (0..<4).reduce(0.0) { $0 + Double(numbers[$1 * 18 + place]) }
                }
                expectClose(sums[0], sums[1], relative: 0, absolute: 1e-6)
            }
        }
    }

    @Test("each image turns by its own quarter turns, counter-clockwise, four of them back")
    func rotation() {
        let tape = Tape(device)
        let x = Tensor(
            device, [1, 2, 3, 4] + [5, 6, 7, 8] + [9, 10, 11, 12], shape: [3, 1, 2, 2])
        let turned = tape.rotated(x, quarterTurns: [0, 1, 2])
        #expect(turned.values() == [1, 2, 3, 4] + [6, 8, 5, 7] + [12, 11, 10, 9])
        #expect(tape.rotated(turned, quarterTurns: [4, 3, 2]).values() == x.values())
    }

    @Test("selection takes examples in the order given, more than once too")
    func selection() {
        let x = Tensor(device, [1, 2, 3, 4, 5, 6], shape: [3, 2])
        let chosen = Tape(device).selected(x, [2, 0, 2])
        #expect(chosen.shape == [3, 2])
        #expect(chosen.values() == [5, 6, 1, 2, 5, 6])
    }

    @Test("dropout keeps 1 − rate of the numbers, scaled up, and passes gradients alike")
    func dropout() throws {
        let count = 40_000
        let x = Tensor(
            device, [Float](repeating: 2, count: count), shape: [4, 100, 10, 10],
            needsGradient: true)
        let tape = Tape(device)
        let y = tape.dropout(x, rate: 0.25, seed: 9)
        let kept = y.values().map { $0 != 0 }
        expectClose(y.values(), kept.map { $0 ? 2 / 0.75 : 0.0 }, relative: 1e-6, absolute: 0)
        // Four standard deviations of a binomial distribution.
        let share = Double(kept.count { $0 }) / Double(count)
        expectClose(
            share, 0.75, relative: 0, absolute: 4 * (0.25 * 0.75 / Double(count)).squareRoot())
        let upstream = Pattern.values("upstream", count: count)
        tape.backward(from: tape.products(y, with: upstream))
        let expected = zip(upstream, kept).map { $0.1 ? Double($0.0) / 0.75 : 0 }
        expectClose(try #require(x.gradient()), expected, relative: 1e-6, absolute: 0)
    }

    @Test("dropout repeats with its seed and differs with another; rate 0 changes nothing")
    func dropoutSeeds() {
        let x = Tensor(device, Pattern.values("x", count: 1000), shape: [10, 100])
        let tape = Tape(device)
        func dropped(_ seed: UInt64) -> [Float] { tape.dropout(x, rate: 0.5, seed: seed).values() }
        #expect(dropped(1) == dropped(1))
        #expect(dropped(1) != dropped(2))
        #expect(tape.dropout(x, rate: 0, seed: 1).values() == x.values())
    }
}
