import Foundation

/// The header of an entry in a tar archive.
struct TarHeader {
    enum Kind {
        /// A plain file.
        case file
        /// Attributes of the next entry (pax), or its name (GNU).
        case attributes, longName
        /// Attributes of all entries, names of links, the archive's own name.
        case ignored
        /// Folders, links, devices.
        case other
    }

    let kind: Kind
    let path: String
    let size: Int
    /// Whether bytes follow.
    let hasBytes: Bool
    /// What kind of another it is, in a word; nil for one that nobody misses.
    private(set) var other: String?

    /// Reads a block at `place`; nil for one of zeros, the end mark.
    ///
    /// - Throws: `UserError.badData` where it is no header.
    init?(_ block: [UInt8], at place: Int, of file: borrowing ArchiveFile) throws {
        guard block.contains(where: { $0 != 0 }) else { return nil }
        // The sum of all bytes, those of the sum itself taken for spaces.
        let sum = block.enumerated().reduce(0) { sum, byte in
            sum + ((148..<156).contains(byte.offset) ? 32 : Int(byte.element))
        }
        guard Self.number(block[148..<156]) == sum else {
            let isCompressed = [[0x1f, 0x8b], [0x28, 0xb5], [0xfd, 0x37], [0x42, 0x5a]].contains {
                block.starts(with: $0)
            }
            throw file.trouble(
                place == 0
                    ? isCompressed
                        ? "it is compressed, and its images could not be found in it without reading "
                            + "all of it. Unpack it to a plain .tar file"
                        : "it does not begin with a header"
                    : "its header at byte \(place) is damaged")
        }
        guard let size = Self.number(block[124..<136]) else {
            throw file.trouble("its header at byte \(place) has an impossible size")
        }
        func text(_ range: Range<Int>) -> String {
            FileName.text(of: block[range].prefix { $0 != 0 })
        }
        let isPOSIX = block[257..<263].elementsEqual(Array("ustar\0".utf8))
        let prefix = isPOSIX ? text(345..<500) : ""
        path = prefix.isEmpty ? text(0..<100) : "\(prefix)/\(text(0..<100))"
        let others: [UInt8: String] = [
            UInt8(ascii: "1"): "link", UInt8(ascii: "2"): "link", UInt8(ascii: "3"): "device",
            UInt8(ascii: "4"): "device", UInt8(ascii: "6"): "pipe",
        ]
        let type = block[156]
        switch type {
        case 0, UInt8(ascii: "0"), UInt8(ascii: "7"):
            // Before POSIX a folder was a file whose name ends so.
            kind = path.hasSuffix("/") ? .other : .file
        case UInt8(ascii: "x"): kind = .attributes
        case UInt8(ascii: "L"): kind = .longName
        case UInt8(ascii: "5"), UInt8(ascii: "D"): kind = .other
        case UInt8(ascii: "g"), UInt8(ascii: "K"), UInt8(ascii: "V"): kind = .ignored
        case UInt8(ascii: "S"):
            throw file.trouble(
                "\(path) is stored as a sparse file, which is not read. Make the archive without")
        default:
            kind = .other
            other = others[type] ?? "unknown part"
        }
        // A size of what has no bytes is that of what it stands for.
        hasBytes = !(UInt8(ascii: "1")...UInt8(ascii: "6")).contains(type)
        self.size = hasBytes ? size : 0
    }

    /// A number in octal digits, or GNU's in base 256, which begins with the highest bit; nil for one
    /// that is none, or has more than 63 bits.
    private static func number(_ field: ArraySlice<UInt8>) -> Int? {
        if field.first! & 0x80 != 0 {
            return field.dropFirst().reduce(Int(field.first! & 0x7f)) { number, byte in
                number.flatMap { $0 < 1 << 55 ? $0 << 8 | Int(byte) : nil }
            }
        }
        let digits = field.drop { $0 == 32 }.prefix { $0 != 0 && $0 != 32 }
        guard digits.allSatisfy({ (48...55).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 << 3 | Int($1 - 48) }
    }
}

/// What pax attributes and GNU's long names say of the entry behind them.
struct TarAttributes {
    var path: String?
    private(set) var size: Int?
    private(set) var isSparse = false

    /// Reads pax attributes: lines of their own length, a key and a value.
    mutating func read(_ bytes: [UInt8], of file: borrowing ArchiveFile) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let digits = rest.prefix { (48...57).contains($0) }
            guard digits.count <= 7, let length = Int(String(decoding: digits, as: UTF8.self)),
                length > digits.count + 2, length <= rest.count,
                let equals = rest.prefix(length).firstIndex(of: UInt8(ascii: "="))
            else { throw file.trouble("its attributes of an entry are damaged") }
            let line = rest.prefix(length)
            let key = String(
                decoding: line[(line.startIndex + digits.count + 1)..<equals], as: UTF8.self)
            let value = line[(equals + 1)...].dropLast()
            switch key {
            case "path": path = FileName.text(of: value)
            case "size":
                guard let number = Int(String(decoding: value, as: UTF8.self)), number >= 0 else {
                    throw file.trouble("its attributes give an impossible size")
                }
                size = number
            case _ where key.hasPrefix("GNU.sparse."): isSparse = true
            default: break
            }
            rest = rest.dropFirst(length)
        }
    }
}
