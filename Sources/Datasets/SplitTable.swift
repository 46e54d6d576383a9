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
        let table = CSV.rows(try InputFile.readText(url))
        let header = table[0].fields
        guard let filename = header.firstIndex(of: "filename"),
            let label = header.firstIndex(of: "label")
        else {
            throw UserError(
                .badData,
                "The first line of \(url.path) must name the columns filename and label; it is "
                    + "\"\(table[0].text.prefix(200))\".")
        }
        var rows: [(String, String)] = []
        for row in table.dropFirst() where !row.isBlank {
            let fields = row.fields
            guard fields.count > max(filename, label), !fields[filename].isEmpty,
                !fields[label].isEmpty
            else {
                throw UserError(
                    .badData,
                    "Line \(row.line) of \(url.path) lacks a filename or a label: "
                        + "\"\(row.text.prefix(200))\".")
            }
            let name = fields[filename]
            guard !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else {
                throw UserError(
                    .badData,
                    "Line \(row.line) of \(url.path) names \(name), which is not inside images/.")
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
        let source = ImageSource.folder(data)
        var classes: [ExactText: Int] = [:]
        var labels: [ExactText: Int] = [:]
        var files: [ImageFile] = []
        for row in rows {
            let label = classes[ExactText(row.label)] ?? classes.count
            classes[ExactText(row.label)] = label
            if let known = labels[ExactText(row.filename)] {
                if known == label { continue }
                throw UserError(
                    .badData, "The image \(row.filename) has two labels in \(url.path).")
            }
            labels[ExactText(row.filename)] = label
            files.append(
                ImageFile(in: source, path: "images/\(row.filename)", label: label))
        }
        return LabeledImages(
            classes: classes.sorted { $0.value < $1.value }.map(\.key.text), files: files)
    }
}
