import Drawings
import Randomness
import Testing

@Suite("Drawn strings")
struct DrawnStringsTests {
    private func strings(_ count: Int, seed: UInt64, _ lengths: ClosedRange<Int> = 3...6)
        -> DrawnStrings
    {
        var generator = Generator(seed: seed)
        return DrawnStrings(count, lengths: lengths, using: &generator)
    }

    @Test("a seed gives the same strings, another one others; lengths are as asked for")
    func seeds() {
        let (one, same, other) = (strings(40, seed: 1), strings(40, seed: 1), strings(40, seed: 2))
        #expect(one.labels == same.labels && one.pixels == same.pixels)
        #expect(one.labels != other.labels)
        #expect(one.pixels.count == 40 * DrawnStrings.height * DrawnStrings.width)
        #expect(Set(one.labels.map(\.count)) == [3, 4, 5, 6])
        let glyphs = Set(strings(200, seed: 3).labels.joined())
        #expect(glyphs == Set(DrawnStrings.alphabet.indices) && glyphs.count == 10)
        #expect(strings(5, seed: 4, 2...2).labels.allSatisfy { $0.count == 2 })
    }

    @Test("more glyphs are more ink, and a picture of none has only its background")
    func ink() {
        // The share of pixels far from the picture's middle value.
        func spread(_ lengths: ClosedRange<Int>) -> Float {
            let drawn = strings(100, seed: 5, lengths)
            let size = DrawnStrings.height * DrawnStrings.width
            var sum: Float = 0
            for picture in 0..<drawn.count {
                let pixels = drawn.pixels[(picture * size)..<((picture + 1) * size)].sorted()
                let middle = pixels[size / 2]
                sum += Float(pixels.count { abs($0 - middle) > 0.4 }) / Float(size * drawn.count)
            }
            return sum
        }
        let (none, three, six) = (spread(0...0), spread(3...3), spread(6...6))
        #expect(none < 0.1 && three > none + 0.05 && six > three + 0.05, "\(none) \(three) \(six)")
        #expect(strings(20, seed: 6).pixels.allSatisfy { $0.isFinite && abs($0) < 4 })
    }
}
