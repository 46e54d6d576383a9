import Images
import Randomness
import Testing

@Suite struct PartDecodingTests {
    /// Views of a JPEG, and of the same picture decoded whole first, by the same draws.
    private func expectEqualViews(
        _ bytes: [UInt8], _ transform: TrainingTransform, _ what: String
    ) throws {
        let whole = try Image.decode(bytes, atLeast: transform.decodingSize)
        for seed in 0..<150 as Range<UInt64> {
            var (one, other) = (Generator(seed: seed), Generator(seed: seed))
            let view = try transform.apply(bytes, using: &one)
            #expect(view == transform.apply(whole, using: &other), "\(what), seed \(seed)")
            #expect(one == other)
        }
    }

    @Test(
        "Every view of a JPEG is that of the whole picture, however its colours are stored",
        arguments: PartJPEGs.kinds.keys.sorted(), [0.01, 0.5])
    func kinds(name: String, leastScale: Double) throws {
        // Sides of 12 and 51 keep the full scale for the smaller and the larger least scale.
        let size = leastScale < 0.1 ? 5 : 36
        let transform = TrainingTransform(size: size, leastScale: leastScale)
        #expect(try Image.decode(PartJPEGs.kinds[name]!).width == 73)
        try expectEqualViews(PartJPEGs.kinds[name]!, transform, name)
    }

    @Test("…and at every reduced scale", arguments: [1, 2, 4, 8])
    func scales(divisor: Int) throws {
        let transform = TrainingTransform(size: 6, leastScale: 0.04)
        #expect(transform.decodingSize.width == 30)
        let bytes = noise(width: 31 * divisor + 5, height: 30 * divisor + 1).jpeg()
        let size = try Image.size(of: bytes, atLeast: transform.decodingSize)
        #expect(size.height < 32 && size.width < 37)
        try expectEqualViews(bytes, transform, "1/\(divisor)")
    }

    @Test("…and of a picture that was taken sideways", arguments: 1...8 as ClosedRange<UInt16>)
    func orientations(value: UInt16) throws {
        let bytes = OrientationTests.marked(OrientationTests.exif(value))
        try expectEqualViews(bytes, TrainingTransform(size: 4), "orientation \(value)")
    }

    @Test("The size of a JPEG is that of the decoded picture, without decoding it")
    func size() throws {
        let bytes = noise(width: 90, height: 40).jpeg()
        #expect(try Image.size(of: bytes) == (90, 40))
        #expect(try Image.size(of: bytes, atLeast: (20, 20)) == (45, 20))
        let turned = OrientationTests.marked(OrientationTests.exif(6))
        #expect(try Image.size(of: turned) == (16, 32))
        #expect(throws: ImageError.empty) { try Image.size(of: [UInt8]()) }
    }

    @Test("Views see damage where they look")
    func damage() throws {
        let bytes = noise(width: 64, height: 64).jpeg().dropLast(400)
        let all = TrainingTransform(size: 8, leastScale: 1, leastRatio: 1)
        var generator = Generator(seed: 1)
        #expect(throws: ImageError.self) { try all.apply(Array(bytes), using: &generator) }
    }

    private func noise(width: Int, height: Int) -> Image {
        var generator = Generator(seed: 8)
        let pixels = (0..<width * height * 3).map { _ in
            UInt8(truncatingIfNeeded: generator.next())
        }
        return Image(width: width, height: height, pixels: pixels)
    }
}
