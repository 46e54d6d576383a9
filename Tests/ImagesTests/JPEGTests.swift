import Foundation
import Images
import Randomness
import Testing

@Suite struct JPEGTests {
    /// Smooth, so that JPEG keeps it well.
    static func smooth(width: Int, height: Int) -> Image {
        var image = Image(width: width, height: height, red: 0, green: 0, blue: 0)
        for y in 0..<height {
            for x in 0..<width {
                image[x, y] = (
                    UInt8(255 * x / width), UInt8(255 * y / height), UInt8(128 + 60 * x / width)
                )
            }
        }
        return image
    }

    @Test(
        "A smooth picture comes back nearly as it was, at odd sizes too",
        arguments: [(1, 1), (37, 25), (84, 84), (33, 100)])
    func roundTrip(width: Int, height: Int) throws {
        let image = Self.smooth(width: width, height: height)
        let back = try Image.decode(image.jpeg(quality: 95))
        #expect(back.width == width && back.height == height)
        let error = zip(image.pixels, back.pixels).map { abs(Int($0) - Int($1)) }
        #expect(Double(error.reduce(0, +)) / Double(error.count) < 4)
    }

    @Test("Bytes, Data and raw buffers decode alike; equal pictures give equal files")
    func inputs() throws {
        let image = Self.smooth(width: 20, height: 10)
        let bytes = image.jpeg()
        #expect(bytes == image.jpeg())
        let decoded = try Image.decode(bytes)
        #expect(try Image.decode(Data(bytes)) == decoded)
        #expect(try bytes.withUnsafeBytes { try Image.decode($0) } == decoded)
    }

    @Test(
        "Grey, progressive, RGB, CMYK and YCCK files become the same RGB",
        arguments: [
            (SampleJPEGs.grey, [50, 50, 50], [210, 210, 210]),
            (SampleJPEGs.progressive, [200, 30, 40], [10, 60, 220]),
            (SampleJPEGs.storedRGB, [200, 30, 40], [10, 60, 220]),
            (SampleJPEGs.cmykPlain, [204, 124, 44], [0, 255, 225]),
            (SampleJPEGs.cmykAdobe, [204, 124, 44], [0, 255, 225]),
            (SampleJPEGs.ycck, [204, 124, 44], [0, 255, 225]),
        ])
    func kinds(bytes: [UInt8], left: [Int], right: [Int]) throws {
        let image = try Image.decode(bytes)
        #expect(image.width == 16 && image.height == 8)
        for (x, expected) in [(2, left), (13, right)] {
            let pixel = image[x, 4]
            let ours = [Int(pixel.red), Int(pixel.green), Int(pixel.blue)]
            for (a, b) in zip(ours, expected) { #expect(abs(a - b) <= 3, "\(ours) \(expected)") }
        }
    }

    @Test(
        "A reduced scale is the smallest power of two that keeps both sides",
        arguments: [
            ((1, 1), (13, 8)), ((13, 8), (13, 8)), ((14, 8), (25, 15)), ((13, 9), (25, 15)),
            ((50, 30), (50, 30)), ((51, 30), (100, 60)), ((5_000_000_000, 1), (100, 60)),
        ])
    func reducedScale(least: (Int, Int), expected: (Int, Int)) throws {
        let bytes = Self.smooth(width: 100, height: 60).jpeg()
        let image = try Image.decode(bytes, atLeast: (least.0, least.1))
        #expect((image.width, image.height) == expected)
        // Still the same picture: dark left, bright right.
        #expect(image[image.width - 2, 1].red > 200 && image[1, 1].red < 60)
    }

    @Test("Every part of a file that lacks its end is an error")
    func prefixes() throws {
        for bytes in [
            Self.smooth(width: 40, height: 24).jpeg(), SampleJPEGs.progressive, SampleJPEGs.ycck,
            SampleJPEGs.grey,
        ] {
            #expect(throws: Never.self) { try Image.decode(bytes) }
            for count in 0..<bytes.count {
                #expect(throws: ImageError.self, "\(count) of \(bytes.count) bytes") {
                    try Image.decode(bytes[..<count])
                }
                // The scan of a data set decodes at the smallest scale and relies on this.
                #expect(throws: ImageError.self, "\(count) of \(bytes.count) bytes, reduced") {
                    try Image.decode(bytes[..<count], atLeast: (1, 1))
                }
            }
        }
    }

    @Test("Flipped bits and random bytes never crash the decoder")
    func hostile() {
        var generator = Generator(seed: 9)
        var refused = 0
        for sample in [
            Self.smooth(width: 40, height: 24).jpeg(), SampleJPEGs.progressive, SampleJPEGs.ycck,
        ] {
            for _ in 0..<3_000 {
                var bytes = sample
                for _ in 0...generator.integer(below: 4) {
                    bytes[generator.integer(below: bytes.count)] ^= UInt8(
                        1 << generator.integer(below: 8))
                }
                // A claim of a huge picture is refused by its size or ends at the first gap, but
                // would first take the memory it claims: keep those out of the loop.
                if claimsMany(bytes) { continue }
                do {
                    let image = try Image.decode(bytes, atLeast: (3, 3))
                    #expect(image.pixels.count == image.width * image.height * 3)
                } catch { refused += 1 }
            }
        }
        #expect(refused > 1_000)
        for count in 0..<400 {
            let noise =
                [0xFF, 0xD8] + (0..<count).map { _ in UInt8(generator.integer(below: 256)) }
            #expect(throws: ImageError.self) { try Image.decode(noise) }
        }
    }

    private func claimsMany(_ bytes: [UInt8]) -> Bool {
        for i in 0..<(bytes.count - 9)
        where bytes[i] == 0xFF && (0xC0...0xC2).contains(bytes[i + 1]) {
            let height = Int(bytes[i + 5]) << 8 | Int(bytes[i + 6])
            let width = Int(bytes[i + 7]) << 8 | Int(bytes[i + 8])
            if width * height > 4_000_000 { return true }
        }
        return false
    }

    @Test("A header that claims four billion pixels is refused before memory is taken")
    func tooLarge() throws {
        var bytes = Self.smooth(width: 16, height: 16).jpeg()
        let frame = try #require(
            bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 })
        for i in 5...8 { bytes[frame + i] = 0xFA }
        #expect(throws: ImageError.tooLarge("64250 × 64250 pixels, and 200 million are allowed")) {
            try Image.decode(bytes)
        }
    }

    @Test("Other kinds of files are named")
    func otherKinds() {
        func reason(_ bytes: [UInt8]) -> String {
            do {
                _ = try Image.decode(bytes)
                return "decoded"
            } catch { return "\(error)" }
        }
        #expect(reason([]) == "is empty (0 bytes)")
        #expect(
            reason([0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10])
                == "is a damaged or cut-off PNG file (read beyond end of data)")
        let none = "is not a JPEG, PNG, WebP or HEIC file"
        #expect(reason(Array("GIF89a".utf8)) == "\(none) (it starts as a GIF file does)")
        #expect(reason(Array("hello".utf8)) == none)
        #expect(reason([0xFF]) == none)
        #expect(
            reason([0, 0, 0, 24] + Array("ftypmp42".utf8))
                == "\(none) (it starts as a video file does)")
        #expect(reason([0xFF, 0xD8]).hasPrefix("is a damaged or cut-off JPEG file ("))
    }
}
