import Datasets
import Files
import Foundation

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

    /// `images` without them.
    func removed(from images: LabeledImages) -> LabeledImages {
        guard !paths.isEmpty else { return images }
        return LabeledImages(
            classes: images.classes,
            files: images.files.filter { !paths.contains(ExactText($0.path)) },
            unread: images.unread)
    }
}

extension Setting {
    /// `images` without those that a person excluded.
    func withoutExcluded(_ images: LabeledImages) -> LabeledImages {
        excluded.removed(from: images)
    }
}
