import Foundation

/// Where the directory of a zip archive lies, by the records at the archive's end.
struct ZipDirectory {
    /// The members that it claims to list.
    let count: Int
    /// The place of its first entry.
    let start: Int
    /// The end of the room in which it must lie.
    let end: Int

    /// Finds the directory of the archive in `bytes`.
    ///
    /// - Throws: `UserError` `.badData`.
    init(of bytes: Data, _ trouble: ZipArchive.Trouble) throws {
        let place = try Self.endRecord(of: bytes, trouble)
        var (count, size, start, end) = (
            bytes.u16(place + 10), bytes.u32(place + 12), bytes.u32(place + 16), place
        )
        if count == 0xffff || size == 0xffff_ffff || start == 0xffff_ffff {
            // A locator before the end record says where the wide one is.
            let locator = place - 20
            guard locator >= 56, bytes.u32(locator) == 0x0706_4b50 else {
                throw trouble("it lacks the end record of ZIP64")
            }
            end = bytes.u64(locator + 8)
            guard end <= locator - 56, bytes.u32(end) == 0x0606_4b50 else {
                throw trouble("its end record of ZIP64 is not where it should be")
            }
            (count, size, start) = (bytes.u64(end + 32), bytes.u64(end + 40), bytes.u64(end + 48))
        }
        guard start <= end, size <= end - start else {
            throw trouble("its directory is cut off")
        }
        (self.count, self.start, self.end) = (count, start, end)
    }

    /// The place of the record that ends an archive; only a comment may follow.
    private static func endRecord(of bytes: Data, _ trouble: ZipArchive.Trouble) throws -> Int {
        let last = bytes.count - 22
        guard last >= 0,
            let end = stride(from: last, through: max(0, last - 0xffff), by: -1).first(
                where: {
                    bytes.u32($0) == 0x0605_4b50 && $0 + 22 + bytes.u16($0 + 20) == bytes.count
                })
        else { throw trouble("it has no end record; it may be cut off") }
        return end
    }

    /// The 64-bit numbers of ZIP64 among the extra fields at `places`; none where there is no such
    /// field or it is cut off.
    static func wideNumbers(_ places: Range<Int>, of bytes: Data) -> [Int] {
        var place = places.lowerBound
        while place <= places.upperBound - 4 {
            let (kind, length) = (bytes.u16(place), bytes.u16(place + 2))
            place += 4
            guard length <= places.upperBound - place else { return [] }
            if kind == 1 { return (0..<(length / 8)).map { bytes.u64(place + 8 * $0) } }
            place += length
        }
        return []
    }
}

/// Numbers in an archive, little-endian; the caller has checked that they are inside. What does not
/// fit is the largest, which is beyond any file.
extension Data {
    func u16(_ place: Int) -> Int { Int(self[place]) | Int(self[place + 1]) << 8 }
    func u32(_ place: Int) -> Int { u16(place) | u16(place + 2) << 16 }
    func u64(_ place: Int) -> Int {
        Int(clamping: UInt64(u32(place)) | UInt64(u32(place + 4)) << 32)
    }
}
