import Datasets
import Features
import Files
import Foundation
import Reports

/// Photos that a person takes out of all commands, by a list as `fewshot doctor` writes it.
public struct ExcludedPhotos: Sendable {
    private let paths: Set<ExactText>

    /// None.
    public init() { paths = [] }

    /// The photos in the column "path" of the csv file at `url`.
    ///
    /// - Throws: `UserError` `.missingInput` for a file that cannot be read, `.badData` for one
    ///   without such a column.
    public init(_ url: URL) throws {
        let rows = CSV.rows(try InputFile.readText(url)).filter { !$0.isBlank }
        guard let column = rows.first?.fields.firstIndex(of: "path") else {
            throw UserError(
                .badData,
                "The list \(url.path) has no column called path in its first line, with commas between "
                    + "columns. Take findings.csv as fewshot doctor writes it, without the lines of "
                    + "photos that are to stay.")
        }
        paths = Set(
            try rows.dropFirst().map { row in
                let fields = row.fields
                guard column < fields.count else {
                    throw UserError(
                        .badData, "Line \(row.line) of \(url.path) has no field for the path.")
                }
                return ExactText(CSV.text(ofCell: fields[column]))
            })
    }

    /// Whether there are none.
    var isEmpty: Bool { paths.isEmpty }

    /// Whether the photo at `path` is one of them.
    func contains(_ path: String) -> Bool { paths.contains(ExactText(path)) }
}

extension Setting {
    /// `images`, which a person is told to be `name`, without those that a person excluded.
    func withoutExcluded(_ images: LabeledImages, named name: String) -> LabeledImages {
        guard !excluded.isEmpty else { return images }
        let left = images.files.filter { !excluded.contains($0.path) }
        warn(excluded: images.files.count - left.count, of: name)
        return LabeledImages(classes: images.classes, files: left, unread: images.unread)
    }

    /// `table` without the images that a person excluded, and without classes that have no others.
    ///
    /// - Throws: `UserError.usage` where copies are to be left out: features are of no bytes.
    func withoutExcluded(_ table: FeatureTable, named name: String) throws -> FeatureTable {
        guard !leavesOutCopies else {
            throw UserError(
                setting: "without-copies",
                "compares the bytes of images, of which a file of features has none. Leave it out.")
        }
        guard !excluded.isEmpty else { return table }
        let left = table.labels.indices.filter { !excluded.contains(table.paths[$0]) }
        warn(excluded: table.count - left.count, of: name)
        guard !left.isEmpty else {
            throw UserError(
                .badData, "All \(Format.count(table.count)) \(name) are left out by the list.")
        }
        return try table.rows(left, ofClasses: Set(left.map { table.labels[$0] }).sorted())
    }

    /// Says how many a list took out; of none, too, for a list may be of another folder.
    private func warn(excluded count: Int, of name: String) {
        warn(
            "\(count == 0 ? "None" : Format.count(count)) of the \(name) "
                + "\(count < 2 ? "is" : "are") left out by the list.")
    }
}
