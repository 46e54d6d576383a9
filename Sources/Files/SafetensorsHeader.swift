import Foundation

/// The JSON header of a safetensors file, read with suspicion.
struct SafetensorsHeader {
    struct Item {
        let element: Safetensors.Element
        let shape: [Int]
        let byteCount: Int
    }

    /// The arrays as they follow each other in the file, without gap or overlap.
    private(set) var itemsInOrder: [(name: String, item: Item)] = []
    private(set) var metadata: [String: String] = [:]
    /// The bytes that it was read from, the length before it among them.
    private(set) var bytes = Data()

    /// The reference reader refuses longer headers too.
    private static let longest = 100_000_000

    /// Reads the header; `source` then stands at the first array.
    init(reading source: borrowing ByteSource) throws {
        let name = source.name
        func damaged(_ reason: String) -> UserError {
            UserError(.badData, "The file \(name) is not a sound safetensors file: \(reason).")
        }
        guard source.size >= 8 else {
            throw damaged("it has \(source.size) bytes, too few for a header")
        }
        bytes = try source.read(8)
        let length = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let room = source.size - 8
        guard length <= room, length <= Self.longest else {
            throw damaged(
                "its header claims \(length) bytes, but \(room) follow. It may be "
                    + (length > 1 << 40 ? "a file of another kind" : "cut off"))
        }
        let text = try source.read(Int(length))
        bytes += text
        let raw: RawHeader
        do {
            raw = try JSONDecoder().decode(RawHeader.self, from: text)
        } catch let error as DecodingError {
            throw damaged("in its header, " + String(error.sentence.dropLast()))
        }
        metadata = raw.metadata
        try place(raw.arrays, in: room - Int(length), damaged)
    }

    /// Checks that the arrays fill the `size` bytes behind the header exactly.
    private mutating func place(
        _ arrays: [String: RawHeader.RawArray], in size: Int, _ damaged: (String) -> UserError
    ) throws {
        // An empty array starts where its neighbour does, so the end and the name break ties.
        let order = arrays.sorted {
            ($0.value.offsets[0], $0.value.offsets[1], $0.key)
                < ($1.value.offsets[0], $1.value.offsets[1], $1.key)
        }
        var end = 0
        for (name, array) in order {
            guard let element = Safetensors.Element(rawValue: array.dtype) else {
                throw damaged(
                    "\"\(name)\" has elements of type \(array.dtype), which is not supported")
            }
            guard let count = Self.byteCount(array.shape, element) else {
                throw damaged("\"\(name)\" has the impossible shape \(array.shape)")
            }
            let (first, last) = (array.offsets[0], array.offsets[1])
            guard first == end, last >= first else {
                throw damaged("\"\(name)\" lies at \(first)..<\(last), but \(end) was next")
            }
            guard last <= size else {
                throw damaged("\"\(name)\" ends at \(last) of \(size) bytes. It may be cut off")
            }
            guard last - first == count else {
                throw damaged(
                    "\"\(name)\" has \(last - first) bytes, but its shape needs \(count)")
            }
            itemsInOrder.append(
                (name, Item(element: element, shape: array.shape, byteCount: count)))
            end = last
        }
        guard end == size else {
            throw damaged("\(size - end) bytes at its end belong to no array")
        }
    }

    /// The bytes of an array; nil for a negative axis or a product beyond 64 bits.
    private static func byteCount(_ shape: [Int], _ element: Safetensors.Element) -> Int? {
        var count = element.size
        for axis in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: axis)
            guard axis >= 0, !overflow else { return nil }
            count = product
        }
        return count
    }

    /// Length and JSON for `entries` in this order, padded by spaces so that the arrays start at a
    /// multiple of eight.
    static func bytes(
        entries: [(key: String, value: Safetensors.Entry)], metadata: [String: String]
    ) -> Data {
        var parts: [String] = []
        if !metadata.isEmpty {
            let pairs = metadata.sorted { $0.key < $1.key }
            let items = pairs.map { "\(quoted($0.key)):\(quoted($0.value))" }
            parts.append("\"__metadata__\":{\(items.joined(separator: ","))}")
        }
        var end = 0
        for (name, entry) in entries {
            let start = end
            end += entry.data.count
            let shape = entry.shape.map(String.init).joined(separator: ",")
            parts.append(
                "\(quoted(name)):{\"dtype\":\"\(entry.element.rawValue)\","
                    + "\"shape\":[\(shape)],\"data_offsets\":[\(start),\(end)]}")
        }
        var json = Data("{\(parts.joined(separator: ","))}".utf8)
        json.append(Data(repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8))
        let length = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) }
        return length + json
    }

    /// `text` as a JSON string.
    private static func quoted(_ text: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        guard let data = try? encoder.encode(text) else { fatalError("A string is always JSON.") }
        return String(decoding: data, as: UTF8.self)
    }
}

/// The header as its JSON says, unchecked but for types.
private struct RawHeader: Decodable {
    struct RawArray: Decodable {
        let dtype: String
        let shape: [Int]
        let offsets: [Int]

        enum CodingKeys: String, CodingKey {
            case dtype, shape
            case offsets = "data_offsets"
        }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            dtype = try values.decode(String.self, forKey: .dtype)
            shape = try values.decode([Int].self, forKey: .shape)
            offsets = try values.decode([Int].self, forKey: .offsets)
            guard offsets.count == 2 else {
                throw DecodingError.dataCorruptedError(
                    forKey: .offsets, in: values, debugDescription: "not two offsets")
            }
        }
    }

    struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    var arrays: [String: RawArray] = [:]
    var metadata: [String: String] = [:]

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        for key in values.allKeys {
            if key.stringValue == "__metadata__" {
                metadata = try values.decode([String: String].self, forKey: key)
            } else {
                arrays[key.stringValue] = try values.decode(RawArray.self, forKey: key)
            }
        }
    }
}
