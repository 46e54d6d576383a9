import Foundation
import Randomness
import TestSupport
import Testing

@Suite("Streams")
struct StreamTests {
    @Test("do not depend on how many numbers were drawn before")
    func drawCount() {
        var generator = Generator(seed: 1)
        let fresh = generator.stream("episodes", 4)
        for _ in 0..<1000 { _ = generator.next() }
        #expect(generator.stream("episodes", 4) == fresh)
    }

    @Test("leave their parent's sequence alone")
    func parent() {
        var (one, other) = (Generator(seed: 2), Generator(seed: 2))
        var stream = one.stream("a")
        for _ in 0..<10 { _ = stream.next() }
        #expect(one.next() == other.next())
    }

    @Test("differ by seed, name and index, and from their parent")
    func distinct() {
        var first: Set<UInt64> = []
        for seed: UInt64 in 0..<10 {
            let generator = Generator(seed: seed)
            var copy = generator
            first.insert(copy.next())
            for name in ["", "a", "b", "ab", "ba", "augment", "dropout", "é"] {
                for index in [-1, 0, 1, 2, 1000] {
                    var stream = generator.stream(name, index)
                    first.insert(stream.next())
                }
            }
        }
        #expect(first.count == 10 * (1 + 8 * 5))
    }

    @Test("of neighbouring indices are uncorrelated")
    func correlation() {
        let generator = Generator(seed: 3)
        let numbers = (0..<20_001).map { index in
            var stream = generator.stream("augment", index)
            return stream.uniform() - 0.5
        }
        let products = zip(numbers, numbers.dropFirst()).map { $0 * $1 }
        // The variance of a uniform number is 1/12, of a product of two 1/144.
        let mean = products.reduce(0, +) / 20_000
        #expect(abs(mean) < 4 / 12 / Double(20_000).squareRoot())
        let average = numbers.reduce(0, +) / 20_001
        #expect(abs(average) < 4 * (1.0 / 12 / 20_001).squareRoot())
    }

    @Test("a generator that was written down goes on where it stopped, streams included")
    func coding() throws {
        var generator = Generator(seed: 4)
        for _ in 0..<7 { _ = generator.next() }
        let data = try JSONEncoder().encode(generator)
        var copy = try JSONDecoder().decode(Generator.self, from: data)
        #expect(copy == generator)
        #expect(copy.stream("a") == generator.stream("a"))
        #expect((0..<10).map { _ in copy.next() } == (0..<10).map { _ in generator.next() })
    }
}
