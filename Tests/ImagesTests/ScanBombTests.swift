import Foundation
import Images
import Testing

/// Small progressive files that ask for much work or memory.
@Suite("Pictures of many scans")
struct ScanBombTests {
    /// A progressive file: one scan of the means, all zero, then `scans` of one component each that
    /// say that blocks stay as they are, 2^14 of them in 15 bits.
    static func bomb(side: Int, components: Int, scans: Int) -> [UInt8] {
        func segment(_ marker: UInt8, _ body: [UInt8]) -> [UInt8] {
            [0xFF, marker, UInt8((body.count + 2) >> 8), UInt8((body.count + 2) & 255)] + body
        }
        let two = [UInt8(side >> 8), UInt8(side & 255)]
        let all = (1...components).map { UInt8($0) }
        let blocks = ((side + 7) / 8) * ((side + 7) / 8)
        let lengths = [UInt8](repeating: 0, count: 15)
        var file: [UInt8] = [0xFF, 0xD8]
        file += segment(0xDB, [0] + [UInt8](repeating: 1, count: 64))
        file += segment(
            0xC2, [8] + two + two + [UInt8(components)] + all.flatMap { [$0, 0x11, 0] })
        // One code each, the bit 0: no difference, and a run of ends of band with 14 bits behind.
        file += segment(0xC4, [0x00, 1] + lengths + [0x00])
        file += segment(0xC4, [0x10, 1] + lengths + [0xE0])
        file += segment(0xDA, [UInt8(components)] + all.flatMap { [$0, 0] } + [0, 0, 0])
        file += [UInt8](repeating: 0, count: (blocks * components + 7) / 8)
        let runs = (blocks + (1 << 14) - 1) >> 14
        for scan in 0..<scans {
            file += segment(0xDA, [1, all[scan % components], 0, 1, 63, 0])
            file += [UInt8](repeating: 0, count: (runs * 15 + 7) / 8)
        }
        return file + [0xFF, 0xD9]
    }

    @Test("as many scans as usual files have are decoded", arguments: [1, 3])
    func usual(components: Int) throws {
        let image = try Image.decode(Self.bomb(side: 40, components: components, scans: 12))
        #expect(image.width == 40)
    }

    @Test("their cost is bounded, by scans and by blocks in all of them")
    func cost() throws {
        #expect(throws: ImageError.damaged(format: "JPEG", "more than 500 scans")) {
            try Image.decode(Self.bomb(side: 8, components: 1, scans: 600), atLeast: (1, 1))
        }
        let bomb = Self.bomb(side: 4000, components: 1, scans: 490)
        #expect(bomb.count < 60_000)
        #expect(
            throws: ImageError.damaged(
                format: "JPEG", "its scans go through more than 80000000 blocks")
        ) {
            try Image.decode(bomb, atLeast: (1, 1))
        }
    }

    @Test("the memory of all coefficients is bounded before it is taken")
    func memory() {
        let words =
            "progressive, its 13000 × 13000 pixels take 1014 MB to decode, and 600 are allowed"
        #expect(throws: ImageError.tooLarge(words)) {
            try Image.decode(Self.bomb(side: 13_000, components: 3, scans: 1))
        }
    }
}
