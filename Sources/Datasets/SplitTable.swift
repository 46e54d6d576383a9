import Files
import Foundation

/// A csv file of the miniImageNet convention: a header with the columns filename and label, then a
/// line for each image. Further columns are not looked at.
struct SplitTable {
    private let url: URL
    private let rows: [(filename: String, label: String)]

    /// Reads the table at `url`.
    ///
    /// - Throws: `UserError` `.badData` naming the line that makes no sense.
    init(_ url: URL) throws {
        self.url = url
        let text = try InputFile.readText(url)
        // A byte order mark, as spreadsheets write it, is not part of the first column's name.
        let lines = text.drop { $0 == "\u{FEFF}" }.split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let header = Self.fields(lines.first ?? "")
        guard let filename = header.firstIndex(of: "filename"),
            let label = header.firstIndex(of: "label")
        else {
            throw UserError(
                .badData,
                "The first line of \(url.path) must name the columns filename and label; it is "
                    + "\"\(lines.first ?? "")\".")
        }
        var rows: [(String, String)] = []
        for (number, line) in lines.enumerated().dropFirst() where !line.allSatisfy(\.isWhitespace)
        {
            let fields = Self.fields(line)
            guard fields.count > max(filename, label), !fields[filename].isEmpty,
                !fields[label].isEmpty
            else {
                throw UserError(
                    .badData,
                    "Line \(number + 1) of \(url.path) lacks a filename or a label: \"\(line)\".")
            }
            let name = fields[filename]
            guard !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else {
                throw UserError(
                    .badData,
                    "Line \(number + 1) of \(url.path) names \(name), which is not inside images/.")
            }
            rows.append((name, fields[label]))
        }
        self.rows = rows
    }

    /// The listed images, in the folder images/ of the data folder; a line that stands twice counts
    /// once. Whether a file exists shows when it is read.
    ///
    /// - Throws: `UserError` `.badData` if an image has two labels.
    func images(in data: URL) throws -> LabeledImages {
        let folder = data.appendingPathComponent("images")
        var classes: [String: Int] = [:]
        var labels: [String: Int] = [:]
        var files: [ImageFile] = []
        for row in rows {
            let label = classes[row.label] ?? classes.count
            classes[row.label] = label
            if let known = labels[row.filename] {
                if known == label { continue }
                throw UserError(
                    .badData, "The image \(row.filename) has two labels in \(url.path).")
            }
            labels[row.filename] = label
            files.append(
                ImageFile(
                    url: folder.appendingPathComponent(row.filename, isDirectory: false),
                    path: "images/\(row.filename)", label: label))
        }
        return LabeledImages(
            classes: classes.sorted { $0.value < $1.value }.map(\.key), files: files)
    }

    /// The fields of a line; a field may stand in quotes, with quotes doubled inside.
    private static func fields(_ line: Substring) -> [String] {
        var fields = [""]
        var quoted = false
        var justClosed = false
        for character in line {
            if character == "\"" {
                if justClosed { fields[fields.count - 1].append("\"") }
                quoted.toggle()
                justClosed = !quoted
                continue
            }
            justClosed = false
            if character == "," && !quoted {
                fields.append("")
            } else {
                fields[fields.count - 1].append(character)
            }
        }
        return fields.map { $0.trimmingCharacters(in: .whitespaces) }
    }
}
