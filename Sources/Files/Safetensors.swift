import Foundation

/// Named arrays in one file that any safetensors reader opens
/// (https://github.com/huggingface/safetensors, format section of its README): eight bytes of
/// header length, a JSON header, then the bytes of all arrays without gaps, little-endian.
public struct Safetensors: Sendable, Equatable {
    /// The type of an array's elements, named as in the file.
    public enum Element: String, Sendable, CaseIterable, Codable {
        /// IEEE 754 single precision.
        case f32 = "F32"
        /// IEEE 754 double precision.
        case f64 = "F64"
        /// IEEE 754 half precision.
        case f16 = "F16"
        /// The upper 16 bits of a single-precision number.
        case bf16 = "BF16"
        /// Signed 64-bit integer.
        case i64 = "I64"
        /// Signed 32-bit integer.
        case i32 = "I32"
        /// Signed 16-bit integer.
        case i16 = "I16"
        /// Signed byte.
        case i8 = "I8"
        /// Unsigned byte.
        case u8 = "U8"
        /// A byte that is 0 or 1.
        case bool = "BOOL"

        /// Bytes per element.
        public var size: Int {
            switch self {
            case .f64, .i64: 8
            case .f32, .i32: 4
            case .f16, .bf16, .i16: 2
            case .i8, .u8, .bool: 1
            }
        }
    }

    /// One array: `data` holds the elements of `shape` in row-major order.
    public struct Entry: Sendable, Equatable {
        /// The type of the elements.
        public let element: Element
        /// The sizes of the axes; empty for a single number.
        public let shape: [Int]
        /// The elements' bytes, little-endian.
        public let data: Data

        /// An array of `shape` from its bytes.
        public init(element: Element, shape: [Int], data: Data) {
            let count = shape.reduce(1, *) * element.size
            guard data.count == count, shape.allSatisfy({ $0 >= 0 }) else {
                fatalError("\(shape) of \(element.rawValue) are \(count) bytes, not \(data.count).")
            }
            (self.element, self.shape, self.data) = (element, shape, data)
        }
    }

    /// The arrays by name.
    public var entries: [String: Entry]
    /// Free text by key.
    public var metadata: [String: String]
    /// The file that this was read from, for messages; empty if it was made here.
    public private(set) var origin = ""
    /// The SHA-256 of the bytes that this was read from; nil if it was made here.
    public private(set) var sha256: String?

    /// Equal if all arrays and the metadata are, wherever they came from.
    public static func == (a: Safetensors, b: Safetensors) -> Bool {
        a.entries == b.entries && a.metadata == b.metadata
    }

    /// Arrays and metadata, both empty unless given; `origin` is the file that they are from.
    public init(
        entries: [String: Entry] = [:], metadata: [String: String] = [:], origin: String = ""
    ) {
        (self.entries, self.metadata, self.origin) = (entries, metadata, origin)
    }

    /// Reads the file at `url`. Nothing in it is trusted: no allocation exceeds the file's size.
    ///
    /// - Parameter mapped: as for `InputFile`.
    /// - Throws: `UserError` `.missingInput` if it cannot be opened, `.badData` naming the file and
    ///   what is wrong in it, `.inputOutput` if reading breaks off.
    public init(contentsOf url: URL, mappedFrom mapped: Int = .max) throws {
        let source = try ByteSource(url, mappedFrom: mapped)
        let header = try SafetensorsHeader(reading: source)
        var entries: [String: Entry] = [:]
        // Of the very bytes that are used: another reading might find other ones.
        var hasher = Fingerprint.SHA256()
        hasher.update(header.bytes)
        for (name, item) in header.itemsInOrder {
            let data = try source.read(item.byteCount)
            hasher.update(data)
            entries[name] = Entry(element: item.element, shape: item.shape, data: data)
        }
        (self.entries, metadata, origin) = (entries, header.metadata, url.path)
        sha256 = hasher.finish()
    }

    /// What the file at `url` says of itself, without its arrays: metadata, and shapes by name.
    ///
    /// - Throws: as reading the whole file does.
    public static func header(
        of url: URL
    ) throws -> (metadata: [String: String], shapes: [String: [Int]]) {
        let header = try SafetensorsHeader(reading: try ByteSource(url))
        let shapes = header.itemsInOrder.map { ($0.name, $0.item.shape) }
        return (header.metadata, Dictionary(uniqueKeysWithValues: shapes))
    }

    /// Replaces the file at `url`. Equal content gives equal bytes: wider elements come first, so
    /// that each array is aligned, and names are sorted.
    ///
    /// - Throws: as `AtomicFile`.
    public func write(to url: URL) throws {
        let order = entries.sorted {
            ($1.value.element.size, $0.key) < ($0.value.element.size, $1.key)
        }
        let header = SafetensorsHeader.bytes(entries: order, metadata: metadata)
        try AtomicFile.write(to: url) { file in
            try file.write(header)
            for (_, entry) in order { try file.write(entry.data) }
        }
    }
}
