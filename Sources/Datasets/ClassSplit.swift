import CSplits
import Files
import Foundation

/// Which classes of one folder of all classes are base, val and novel: a table with the columns
/// `part` (base, val or novel) and `class`. Further columns are not looked at.
public struct ClassSplit: Sendable, Equatable {
    /// What messages call it: the published name, or the file.
    public let name: String
    /// The classes of each part, in the order of the table. A class is the path of its folder
    /// inside the data folder, as in "n01532829" or "Greek/character01".
    private let classes: [Split: [String]]

    /// The published splits that the program has inside it; Episodes/README.md names their sources.
    public static let published: [String] = (0..<CSplits_count()).map {
        String(cString: CSplits_list($0).name)
    }

    /// The split called `word`: a published one, or a table in the file of that name.
    ///
    /// - Throws: `UserError` `.usage` if it is neither; `.badData` if the table makes no sense.
    public static func named(_ word: String) throws -> ClassSplit {
        if let index = published.firstIndex(of: word) {
            let list = CSplits_list(Int32(index))
            let bytes = UnsafeBufferPointer(start: list.bytes, count: list.count)
            return try ClassSplit(
                table: String(decoding: bytes, as: UTF8.self), name: word,
                source: "the class split \(word)")
        }
        let file = URL(fileURLWithPath: word)
        guard file.exists else {
            throw UserError(
                .usage,
                "There is no class split \"\(word)\". Choose one of "
                    + "\(published.joined(separator: ", ")), or name a csv file with the columns "
                    + "part and class.")
        }
        return try ClassSplit(contentsOf: file)
    }

    /// The split in the table at `url`.
    ///
    /// - Throws: `UserError` `.missingInput` if it cannot be opened; `.badData` naming the line that
    ///   makes no sense.
    public init(contentsOf url: URL) throws {
        try self.init(
            table: try InputFile.readText(url), name: url.relativePath, source: url.path)
    }

    private init(table: String, name: String, source: String) throws {
        let rows = CSV.rows(table)
        let header = rows[0].fields
        guard let part = header.firstIndex(of: "part"), let column = header.firstIndex(of: "class")
        else {
            throw UserError(
                .badData,
                "The first line of \(source) must name the columns part and class; it is "
                    + "\"\(rows[0].text.prefix(200))\".")
        }
        var classes: [Split: [String]] = [:]
        var seen: Set<ExactText> = []
        for row in rows.dropFirst() where !row.isBlank {
            func wrong(_ reason: String) -> UserError {
                UserError(
                    .badData,
                    "Line \(row.line) of \(source) \(reason): \"\(row.text.prefix(200))\".")
            }
            let fields = row.fields
            guard fields.count > max(part, column) else { throw wrong("lacks a part or a class") }
            guard let split = Split(rawValue: fields[part]) else {
                throw wrong("has the part \"\(fields[part])\"; it must be base, val or novel")
            }
            let pieces = fields[column].split(separator: "/", omittingEmptySubsequences: false)
            guard !pieces.contains(where: { $0.isEmpty || $0.hasPrefix(".") }) else {
                throw wrong("has a class that is no folder in a data folder")
            }
            guard seen.insert(ExactText(fields[column])).inserted else {
                throw wrong("has a class that an earlier line has")
            }
            classes[split, default: []].append(fields[column])
        }
        guard !classes.isEmpty else { throw UserError(.badData, "There is no class in \(source).") }
        (self.name, self.classes) = (name, classes)
    }

    /// The parts that it has classes for.
    public var splits: [Split] { Split.allCases.filter { classes[$0] != nil } }

    /// The classes of a part, in the order of the table; none where it has no such part.
    public subscript(split: Split) -> [String] { classes[split] ?? [] }
}
