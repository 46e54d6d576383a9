import CZlib
import Foundation

/// A zip archive (PKWARE's APPNOTE 6.3.10) held in memory and read with suspicion: its members
/// stored or deflated, without encryption; ZIP64 where it is large.
///
/// Places and sizes are the directory's: those of a local header may be zero, with the sizes behind
/// the member, and its extra field may have another length.
public struct ZipArchive: Sendable {
    struct Member: Sendable {
        let isDeflated: Bool
        let checksum: UInt32
        /// Bytes in the archive, and unpacked.
        var packed: Int
        var size: Int
        /// The place of its local header.
        var start: Int
    }

    /// The members by name.
    let members: [String: Member]
    let bytes: Data
    private let trouble: Trouble

    /// The names of the members, sorted.
    public var names: [String] { members.keys.sorted() }

    /// The members of the archive in `bytes`.
    ///
    /// - Parameters:
    ///   - name: the file's, for messages.
    ///   - kind: what messages call it.
    /// - Throws: `UserError` `.badData`.
    public init(_ bytes: Data, name: String, kind: String = ".npz archive") throws {
        let trouble = Trouble(name: name, kind: kind)
        let directory = try ZipDirectory(of: bytes, trouble)
        let end = directory.end
        var members: [String: Member] = [:]
        var place = directory.start
        for _ in 0..<directory.count {
            guard place <= end - 46, bytes.u32(place) == 0x0201_4b50 else {
                throw trouble("its directory is broken")
            }
            let nameEnd = place + 46 + bytes.u16(place + 28)
            let extraEnd = nameEnd + bytes.u16(place + 30)
            guard extraEnd <= end else { throw trouble("its directory is cut off") }
            guard let key = String(validating: bytes[(place + 46)..<nameEnd], as: UTF8.self)
            else { throw trouble("a member's name is no text") }
            guard members[key] == nil else {
                throw trouble("it has two members called \(key)")
            }
            members[key] = try Self.member(
                at: place, extra: nameEnd..<extraEnd, of: bytes, key, trouble)
            place = extraEnd + bytes.u16(place + 32)
        }
        // Members that share bytes would together unpack to more than the growth of each allows
        // (Fifield 2019, "A better zip bomb").
        let places = members.sorted { $0.value.start < $1.value.start }
        for (member, next) in zip(places, places.dropFirst())
        where next.value.start - member.value.start - 30 < member.value.packed {
            throw trouble("its members \(member.key) and \(next.key) share bytes")
        }
        (self.bytes, self.members, self.trouble) = (bytes, members, trouble)
    }

    /// The directory's entry at `place`, whose fixed part is inside, as are the bytes of `extra`.
    private static func member(
        at place: Int, extra: Range<Int>, of bytes: Data, _ key: String, _ trouble: Trouble
    ) throws -> Member {
        let (flags, method) = (bytes.u16(place + 8), bytes.u16(place + 10))
        guard flags & 1 == 0 else {
            throw trouble("its member \(key) is encrypted; save it without a password")
        }
        guard method == 0 || method == 8 else {
            throw trouble("its member \(key) is packed by method \(method), which is not read")
        }
        var member = Member(
            isDeflated: method == 8, checksum: UInt32(bytes.u32(place + 16)),
            packed: bytes.u32(place + 20), size: bytes.u32(place + 24),
            start: bytes.u32(place + 42))
        // What does not fit into 32 bits is in the extra field, in this order.
        var wide = ZipDirectory.wideNumbers(extra, of: bytes)[...]
        for number in [\Member.size, \.packed, \.start]
        where member[keyPath: number] == 0xffff_ffff {
            guard let value = wide.popFirst() else {
                throw trouble("its member \(key) lacks the sizes of ZIP64")
            }
            member[keyPath: number] = value
        }
        return member
    }

    /// The unpacked bytes of the member called `key`; nil if there is none. Those of a stored member
    /// are a part of the archive's, not a copy.
    ///
    /// - Throws: `UserError` `.badData`.
    public func bytes(of key: String) throws -> Data? {
        guard let member = members[key] else { return nil }
        guard member.start <= bytes.count - 30, bytes.u32(member.start) == 0x0403_4b50 else {
            throw trouble("its member \(key) is not where its directory says")
        }
        let start =
            member.start + 30 + bytes.u16(member.start + 26) + bytes.u16(member.start + 28)
        guard start <= bytes.count, member.packed <= bytes.count - start else {
            throw trouble("its member \(key) is cut off")
        }
        var result = bytes[start..<(start + member.packed)]
        if member.isDeflated {
            guard member.size <= max(Self.unsuspicious, Self.growth * member.packed),
                member.size < Int(UInt32.max)
            else {
                throw trouble(
                    "its member \(key) would grow from \(member.packed) bytes to \(member.size), "
                        + "as no numbers do. If they are right, save them without packing")
            }
            guard let inflated = inflated(result, to: member.size) else {
                throw trouble("its member \(key) cannot be unpacked")
            }
            result = inflated
        }
        guard result.count == member.size, checksum([result]) == member.checksum else {
            throw trouble("its member \(key) is not what was packed (its checksum)")
        }
        return result
    }

    /// A deflated member may grow to this size whatever it was,
    private static let unsuspicious = 1 << 26
    /// and beyond it by this factor: numbers of a model shrink by a tenth, labels to a hundredth.
    private static let growth = 100

    /// What is wrong with an archive, as an error with its name.
    struct Trouble: Sendable {
        let name: String
        let kind: String

        func callAsFunction(_ reason: String) -> UserError {
            UserError(.badData, "The file \(name) is not a sound \(kind): \(reason).")
        }
    }
}

/// What raw DEFLATE data (RFC 1951) unpack to; nil unless they are sound and give `size` bytes.
private func inflated(_ packed: Data, to size: Int) -> Data? {
    guard packed.count <= Int(UInt32.max) else { return nil }
    var stream = z_stream()
    // The negative window size says that there is neither zlib's nor gzip's header.
    guard
        inflateInit2_(
            &stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { fatalError("zlib has no memory, or is another than it was built with.") }
    defer { inflateEnd(&stream) }
    // One byte more shows data that go on.
    var result = Data(count: size + 1)
    let status = result.withUnsafeMutableBytes { target in
        packed.withUnsafeBytes { source in
            stream.next_in = UnsafeMutablePointer(
                mutating: source.bindMemory(to: UInt8.self).baseAddress)
            stream.avail_in = UInt32(source.count)
            stream.next_out = target.bindMemory(to: UInt8.self).baseAddress
            stream.avail_out = UInt32(target.count)
            return inflate(&stream, Z_FINISH)
        }
    }
    guard status == Z_STREAM_END, stream.total_out == size else { return nil }
    result.removeLast()
    return result
}

/// The CRC-32 of the pieces, one after the other.
func checksum(_ pieces: [Data]) -> UInt32 {
    var sum = crc32(0, nil, 0)
    for piece in pieces {
        piece.withUnsafeBytes { bytes in
            sum = crc32_z(sum, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count)
        }
    }
    return UInt32(sum)
}
