import Foundation

/// JSON files with one fixed look (sorted keys, indented, a line end at the end), so that equal
/// values give equal bytes. Dates are ISO 8601; numbers that JSON lacks are "NaN", "Infinity" and
/// "-Infinity".
public enum JSONFile {
    /// The value stored in the file at `url`.
    ///
    /// - Throws: `UserError` `.missingInput` if it cannot be opened, `.badData` if it is not JSON
    ///   or not a `T`, naming the place in it.
    public static func read<T: Decodable>(_ type: T.Type = T.self, from url: URL) throws -> T {
        let data = try InputFile.read(url)
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        do {
            return try decoder.decode(type, from: data)
        } catch let error as DecodingError {
            throw UserError(.badData, "The file \(url.path) is damaged: \(error.sentence)")
        }
    }

    /// Replaces the file at `url` by `value`; errors as of `AtomicFile`.
    public static func write<T: Encodable>(_ value: T, to url: URL) throws {
        try AtomicFile.write(try data(value), to: url)
    }

    /// The bytes that `write` gives a file.
    public static func data<T: Encodable>(_ value: T) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        return try encoder.encode(value) + Data("\n".utf8)
    }

    /// The same for standard output, which may be a terminal: characters that `String.visible` does
    /// not show as they are stand as JSON's own escapes.
    public static func text<T: Encodable>(_ value: T) throws -> String {
        String(decoding: try data(value), as: UTF8.self).unicodeScalars.reduce(into: "") {
            if $1.isHidden && $1 != "\n" {
                for unit in UTF16.encode($1)! { $0 += String(format: "\\u%04X", unit) }
            } else {
                $0.unicodeScalars.append($1)
            }
        }
    }
}

extension DecodingError {
    /// What is wrong, and where in the JSON.
    var sentence: String {
        switch self {
        case .keyNotFound(let key, let context):
            return "it has no \"\(key.stringValue)\"\(place(context.codingPath))."
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            return "it has no value of type \(type)\(place(context.codingPath))."
        case .dataCorrupted(let context):
            let path = context.codingPath
            return path.isEmpty
                ? "it is not valid JSON, or a number in it is out of range."
                : "its value\(place(path)) cannot be used."
        @unknown default:
            return "it cannot be read as JSON."
        }
    }

    private func place(_ path: [any CodingKey]) -> String {
        path.isEmpty ? "" : " at \"\(path.map(\.stringValue).joined(separator: "."))\""
    }
}
