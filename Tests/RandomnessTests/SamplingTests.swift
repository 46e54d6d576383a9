import Randomness
import TestSupport
import Testing

/// Pearson's statistic of counts that should be equal: its mean is their number less one.
private func chiSquare(_ counts: [Int]) -> Double {
    let expected = Double(counts.reduce(0, +)) / Double(counts.count)
    return counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
}

/// What a fair source exceeds once in ten thousand (Wilson & Hilferty 1931).
private func limit(_ freedom: Int) -> Double {
    let n = Double(freedom)
    let root = 1 - 2 / (9 * n) + 3.719 * (2 / (9 * n)).squareRoot()
    return n * root * root * root
}

@Suite("Sampling")
struct SamplingTests {
    @Test("whole numbers are uniform", arguments: [2, 3, 6, 10, 64, 100])
    func uniformIntegers(_ bound: Int) {
        var generator = Generator(seed: UInt64(bound))
        var counts = [Int](repeating: 0, count: bound)
        for _ in 0..<1000 * bound { counts[generator.integer(below: bound)] += 1 }
        #expect(chiSquare(counts) < limit(bound - 1))
        #expect(chiSquare(counts) > 0)
    }

    @Test("below one there is only zero; a bound near 2⁶³ reaches both halves")
    func bounds() {
        var generator = Generator(seed: 1)
        #expect((0..<100).allSatisfy { _ in generator.integer(below: 1) == 0 })
        let large = (0..<100).map { _ in generator.integer(below: .max) }
        #expect(large.allSatisfy { $0 >= 0 })
        #expect(large.contains { $0 < .max / 2 } && large.contains { $0 > .max / 2 })
    }

    @Test("every order of three is equally likely")
    func shuffles() {
        var generator = Generator(seed: 2)
        var counts: [[String]: Int] = [:]
        for _ in 0..<12_000 {
            var items = ["a", "b", "c"]
            generator.shuffle(&items)
            counts[items, default: 0] += 1
        }
        #expect(counts.count == 6)
        #expect(chiSquare(Array(counts.values)) < limit(5))
    }

    @Test("nothing and one thing are shuffled without a draw")
    func shortShuffles() {
        var generator = Generator(seed: 3)
        let before = generator
        var nothing: [Int] = []
        var one = [7]
        generator.shuffle(&nothing)
        generator.shuffle(&one)
        #expect(nothing.isEmpty && one == [7])
        #expect(generator.permutation(0).isEmpty)
        #expect(generator == before)
    }

    @Test("a permutation holds every number once", arguments: [1, 2, 3, 17, 1000])
    func permutations(_ count: Int) {
        var generator = Generator(seed: 4)
        let order = generator.permutation(count)
        #expect(order.sorted() == Array(0..<count))
    }

    @Test("choices are distinct and in range, from none to all", arguments: [0, 1, 5, 19, 20])
    func distinctChoices(_ count: Int) {
        var generator = Generator(seed: 5)
        for _ in 0..<200 {
            let chosen = generator.choose(count, from: 20)
            #expect(chosen.count == count && Set(chosen).count == count)
            #expect(chosen.allSatisfy { (0..<20).contains($0) })
        }
    }

    @Test("every pair, in either order, is chosen equally often")
    func fairChoices() {
        var generator = Generator(seed: 6)
        var counts = [Int](repeating: 0, count: 20)
        for _ in 0..<20_000 {
            let pair = generator.choose(2, from: 5)
            // Twenty ordered pairs of five.
            counts[pair[0] * 4 + pair[1] - (pair[1] > pair[0] ? 1 : 0)] += 1
        }
        #expect(chiSquare(counts) < limit(19))
    }

    @Test(
        "choosing all of a set is a permutation of it, the one of `permutation`",
        arguments: [30, 32, 33, 100])
    func choosingAll(_ count: Int) {
        var (one, other) = (Generator(seed: 7), Generator(seed: 7))
        // Fisher–Yates needs no draw for the last; `choose` makes one.
        #expect(one.choose(count, from: count) == other.permutation(count))
    }
}
