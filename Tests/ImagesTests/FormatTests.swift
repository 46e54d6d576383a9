import Foundation
import Images
import Randomness
import Testing

/// PNG, WebP and HEIC files, and JPEGs with bytes that belong to none of their parts.
@Suite struct FormatTests {
    private static func bytes(_ base64: String) -> [UInt8] {
        [UInt8](Data(base64Encoded: base64, options: .ignoreUnknownCharacters)!)
    }

    @Test(
        "A picture without loss has the pixels that Pillow sees, upright and over white",
        arguments: SamplePictures.kinds.keys.sorted())
    func exact(kind: String) throws {
        let sample = try #require(SamplePictures.kinds[kind])
        let file = Self.bytes(sample.file)
        let image = try Image.decode(file)
        #expect(image.width == sample.width && image.height == sample.height)
        #expect(image.pixels == Self.bytes(sample.pixels))
        #expect(try Image.size(of: file) == (sample.width, sample.height))
        #expect(try Image.decode(file, atLeast: (1, 1)) == image, "only JPEGs are read smaller")
        #expect(try Image.strayBytes(in: file) == 0)
    }

    @Test("Of 16 bits the upper 8 are kept, rounded")
    func deep() throws {
        let image = try Image.decode(Self.bytes(SamplePictures.deep.file))
        let numbers = Self.bytes(SamplePictures.deep.numbers)
        let expected = stride(from: 0, to: numbers.count, by: 2).map {
            (Double(Int(numbers[$0]) << 8 | Int(numbers[$0 + 1])) / 257).rounded()
        }
        #expect(image.pixels.map(Double.init) == expected)
    }

    @Test("A HEIC has its colours, within what it lost")
    func heic() throws {
        let image = try Image.decode(Self.bytes(SamplePictures.heic))
        #expect(image.width == 64 && image.height == 48)
        for (place, value) in image.pixels.enumerated() {
            let expected = 20 + 200 * Double(place) / Double(64 * 48 * 3 - 1)
            #expect(abs(Double(value) - expected) <= 4, "\(place)")
        }
    }

    @Test("A file cut off anywhere, or with any byte changed, ends in an error or a picture")
    func damage() throws {
        let others = SamplePictures.kinds.sorted { $0.key < $1.key }.map(\.value.file)
        for base64 in others + [SamplePictures.deep.file, SamplePictures.heic] {
            let file = Self.bytes(base64)
            for count in stride(from: 0, to: file.count - 16, by: 3) {
                #expect(throws: ImageError.self, "\(count) of \(file.count)") {
                    try Image.decode(Array(file[..<count]))
                }
            }
            for place in stride(from: 0, to: file.count, by: 2) {
                var changed = file
                changed[place] ^= 0x55
                do { _ = try Image.decode(changed) } catch is ImageError {}
            }
        }
    }

    @Test("A header of four billion pixels is refused before memory is taken")
    func tooLarge() throws {
        var png = Self.bytes(SamplePictures.kinds["png"]!.file)
        for place in [17, 21] { png[place] = 0x0F }
        // The header's checksum: what is refused is the size and not that.
        let crc = Self.crc(png[12..<29])
        for k in 0..<4 { png[29 + k] = UInt8(truncatingIfNeeded: crc >> (24 - 8 * UInt32(k))) }
        #expect {
            try Image.size(of: png)
        } throws: { error in
            guard case .tooLarge(let words) = error as? ImageError else {
                return "\(error)".contains("limit")
            }
            return words.hasSuffix(" pixels, and 200 million are allowed")
        }
    }

    private static func crc(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        var crc: UInt32 = .max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ crc >> 1 : crc >> 1 }
        }
        return ~crc
    }

    /// A noisy picture as a JPEG, and the place of one of its markers.
    private static func jpeg(before marker: UInt8) throws -> (file: [UInt8], place: Int) {
        var image = Image(width: 40, height: 24, red: 90, green: 120, blue: 30)
        for place in image.pixels.indices { image.pixels[place] &+= UInt8(place * 7 % 97) }
        let file = image.jpeg()
        let place = file.indices.dropLast().last {
            file[$0] == 0xFF && file[$0 + 1] == marker
        }
        return (file, try #require(place))
    }

    @Test(
        "Bytes between a JPEG's parts are passed over and counted; the picture is the same",
        arguments: [(0xDB, 2), (0xDB, 4000), (0xC4, 1), (0xD9, 3), (0xD9, 65)] as [(UInt8, Int)])
    func stray(marker: UInt8, count: Int) throws {
        let (clean, place) = try Self.jpeg(before: marker)
        var file = clean
        file.insert(contentsOf: [UInt8](repeating: 0, count: count), at: place)
        #expect(try Image.decode(file) == Image.decode(clean))
        // The first behind the picture fills up its last bits.
        #expect(try Image.strayBytes(in: file) == (marker == 0xD9 ? count - 1 : count))
        #expect(try Image.strayBytes(in: clean) == 0)
    }

    @Test("Many bytes left behind the picture, or any before a restart, are damage")
    func lostBlocks() throws {
        let (clean, place) = try Self.jpeg(before: 0xD9)
        var file = clean
        file.insert(contentsOf: [UInt8](repeating: 0, count: 66), at: place)
        #expect(throws: ImageError.self) { try Image.decode(file) }

        let restarts = try #require(PartJPEGs.kinds["restarts"])
        let marker = try #require(
            restarts.indices.dropLast().first {
                restarts[$0] == 0xFF && (0xD0...0xD7).contains(restarts[$0 + 1])
            })
        var broken = restarts
        broken.insert(contentsOf: [1, 2, 3], at: marker)
        #expect(throws: ImageError.self) { try Image.decode(broken) }
    }

    @Test("An animated WebP is neither damaged nor cut off, and what to do is said")
    func animated() throws {
        // The extended header alone: its flags say so, and a canvas of 2 × 2.
        let file =
            Array("RIFF".utf8) + [22, 0, 0, 0] + Array("WEBPVP8X".utf8) + [10, 0, 0, 0]
            + [2, 0, 0, 0, 1, 0, 0, 1, 0, 0]
        let error = #expect(throws: ImageError.animated(format: "WebP")) { try Image.decode(file) }
        #expect(error?.description.contains("save one of its pictures") == true)
    }

    @Test("Views for training are those of the whole picture, of other kinds too")
    func views() throws {
        let file = Self.bytes(SamplePictures.kinds["pngTurned"]!.file)
        let transform = TrainingTransform(size: 4)
        var (a, b) = (Generator(seed: 3), Generator(seed: 3))
        #expect(
            try transform.apply(file, using: &a)
                == transform.apply(Image.decode(file), using: &b))
    }
}
