import Images
import Randomness
import Testing

/// The orientation mark of cameras: a JPEG with an Exif block in front, as a camera writes it.
@Suite struct OrientationTests {
    /// Four corners of four colours, 32 × 16, so that every orientation differs.
    static let stored: [UInt8] = {
        var image = Image(width: 32, height: 16, red: 0, green: 0, blue: 0)
        for y in 0..<16 {
            for x in 0..<32 {
                image[x, y] = (x < 16 ? 250 : 20, y < 8 ? 240 : 10, x < 16 && y < 8 ? 200 : 30)
            }
        }
        return image.jpeg(quality: 95)
    }()

    /// An Exif block with one entry.
    static func exif(_ value: UInt16, bigEndian: Bool = true, tag: UInt16 = 0x0112) -> [UInt8] {
        func short(_ v: UInt16) -> [UInt8] {
            let bytes = [UInt8(v >> 8), UInt8(v & 255)]
            return bigEndian ? bytes : bytes.reversed()
        }
        func long(_ v: UInt16) -> [UInt8] {
            bigEndian ? [0, 0] + short(v) : short(v) + [0, 0]
        }
        return Array((bigEndian ? "MM" : "II").utf8) + short(42) + long(8) + short(1)
            + short(tag) + short(3) + long(1) + short(value) + [0, 0] + long(0)
    }

    /// `stored` with an APP1 marker of `block` behind its start.
    static func marked(_ block: [UInt8], start: String = "Exif\0\0") -> [UInt8] {
        let content = Array(start.utf8) + block
        let length = content.count + 2
        return stored[..<2] + [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)] + content
            + stored[2...]
    }

    /// What each orientation shows: its size and where the stored picture's column and row lie.
    @Test(
        "Each of the eight orientations is seen upright, from both byte orders",
        arguments: 1...8 as ClosedRange<UInt16>, [true, false])
    func upright(value: UInt16, bigEndian: Bool) throws {
        let plain = try Image.decode(Self.stored)
        let image = try Image.decode(Self.marked(Self.exif(value, bigEndian: bigEndian)))
        #expect((image.width, image.height) == (value < 5 ? (32, 16) : (16, 32)))
        for y in 0..<image.height {
            for x in 0..<image.width {
                // Exif: 1 row 0 on top, column 0 left; 2 top, right; 3 bottom, right; 4 bottom,
                // left; 5 left, top; 6 right, top; 7 right, bottom; 8 left, bottom.
                let (column, row) =
                    switch value {
                    case 1: (x, y)
                    case 2: (31 - x, y)
                    case 3: (31 - x, 15 - y)
                    case 4: (x, 15 - y)
                    case 5: (y, x)
                    case 6: (y, 15 - x)
                    case 7: (31 - y, 15 - x)
                    default: (31 - y, x)
                    }
                let (ours, theirs) = (image[x, y], plain[column, row])
                guard ours == theirs else {
                    Issue.record("orientation \(value) at \(x), \(y): \(ours), not \(theirs)")
                    return
                }
            }
        }
    }

    @Test("A reduced scale is asked for in the upright picture's sides")
    func reduced() throws {
        let turned = try Image.decode(Self.marked(Self.exif(6)), atLeast: (8, 9))
        #expect((turned.width, turned.height) == (8, 16))
        let straight = try Image.decode(Self.marked(Self.exif(1)), atLeast: (8, 9))
        #expect((straight.width, straight.height) == (32, 16))
    }

    @Test("Marks that make no sense leave the picture as it is stored")
    func nonsense() throws {
        let plain = try Image.decode(Self.stored)
        let good = Self.exif(6)
        var blocks = (0..<good.count - 6).map { Array(good[..<$0]) }
        blocks += [
            Self.exif(0), Self.exif(9), Self.exif(65_535), Self.exif(6, tag: 0x0113),
            Array("MM\0*".utf8) + [255, 255, 255, 255] + good, Array("IM".utf8) + good[2...],
            // A directory that claims 65,535 entries.
            Array(good[..<8]) + [255, 255] + [UInt8](repeating: 0, count: 300),
        ]
        for block in blocks { #expect(try Image.decode(Self.marked(block)) == plain) }
        #expect(try Image.decode(Self.marked(good, start: "XMP!\0\0")) == plain)
        #expect(try Image.decode(Self.marked(good)) != plain)
    }

    @Test("Random Exif blocks never crash")
    func random() throws {
        var generator = Generator(seed: 1)
        for _ in 0..<2_000 {
            var block = Self.exif(6, bigEndian: generator.integer(below: 2) == 0)
            for _ in 0..<3 {
                block[generator.integer(below: block.count)] = UInt8(generator.integer(below: 256))
            }
            let image = try Image.decode(Self.marked(block))
            #expect(image.width * image.height == 512)
        }
    }
}
