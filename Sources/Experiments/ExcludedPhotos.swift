import Datasets
import Features
import Files
import Foundation
import Reports

/// Photos that a person takes out of all commands, by a list as `fewshot doctor` writes it: their
/// paths, seen from the folder of a command's images, or with that folder before them.
public struct ExcludedPhotos: Sendable {
    /// As they are seen from a folder of images.
    private let paths: Set<ExactText>
    /// As they are by themselves, seen from the current folder.
    private let places: Set<ExactText>
    /// As the list has them, each once.
    private let entries: [String]
    /// The list's name.
    private let list: String

    /// None.
    public init() { (paths, places, entries, list) = ([], [], [], "") }

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
        let all = try rows.dropFirst().map { row in
            let fields = row.fields
            guard column < fields.count else {
                throw UserError(
                    .badData, "Line \(row.line) of \(url.path) has no field for the path.")
            }
            return CSV.text(ofCell: fields[column])
        }
        list = url.path
        entries = all.unique { ExactText($0) }
        paths = Set(entries.map(Self.path))
        places = Set(entries.map(Self.place))
    }

    private static func path(_ entry: String) -> ExactText {
        var path = Substring(entry)
        while path.hasPrefix("./") { path = path.dropFirst(2) }
        return ExactText(String(path))
    }

    private static func place(_ entry: String) -> ExactText {
        ExactText(place(URL(fileURLWithPath: entry)))
    }

    private static func place(_ url: URL) -> String { url.absoluteURL.standardizedFileURL.path }

    /// Whether there are none.
    var isEmpty: Bool { paths.isEmpty }

    /// Whether what is called `path` is one of them.
    func contains(_ path: String) -> Bool { paths.contains(ExactText(path)) }

    /// The places of those of `images`, which lie in `folder`, that are among them.
    func places(in images: LabeledImages, _ folder: URL) -> [Int] {
        guard !isEmpty else { return [] }
        let start = Self.place(folder)
        return images.files.indices.filter {
            let path = images.files[$0].path
            return contains(path) || places.contains(ExactText("\(start)/\(path)"))
        }
    }

    /// Sees to it that a path that is seen from a folder is that of a photo in one of them alone.
    ///
    /// - Throws: `UserError.badData` naming the list, and what to write in it.
    func requireOneMeaning(in folders: [(url: URL, images: LabeledImages)]) throws {
        var found: [ExactText: String] = [:]
        for (url, images) in folders {
            let folder = Self.place(url)
            for place in places(in: images, url) {
                let path = images.files[place].path
                guard contains(path) else { continue }
                guard let other = found.updateValue(folder, forKey: ExactText(path)),
                    other != folder
                else { continue }
                throw UserError(
                    .badData,
                    "The list \(list) names \(path), which is a photo in \(other) and another in "
                        + "\(folder). Write the folder before it, as in \(folder)/\(path), and a line "
                        + "for each where both are meant.")
            }
        }
    }

    /// What the list has that is none of these folders' images.
    ///
    /// - Throws: `UserError.badData` naming the list where it names no image at all.
    func unmatched(in folders: [(url: URL, images: LabeledImages)]) throws -> [String] {
        var matched: Set<ExactText> = []
        for (url, images) in folders {
            let folder = Self.place(url)
            for place in places(in: images, url) {
                let path = images.files[place].path
                matched.formUnion([ExactText(path), ExactText("\(folder)/\(path)")])
            }
        }
        guard isEmpty || !matched.isEmpty else {
            throw UserError(
                .badData,
                "The list \(list) names no photo in "
                    + "\(folders.map(\.url.path).unique.fewNames). Its paths are seen from there, "
                    + "as in the findings.csv of fewshot doctor, or have the folder before them. "
                    + "Leave the list out where its photos are gone.")
        }
        return entries.filter {
            !matched.contains(Self.path($0)) && !matched.contains(Self.place($0))
        }
    }
}

extension Setting {
    /// `images` in `folder`, which a person is told to be `name`, without those that a person excluded.
    func withoutExcluded(
        _ images: LabeledImages, named name: String, in folder: URL
    ) -> LabeledImages {
        guard !excluded.isEmpty else { return images }
        let places = Set(excluded.places(in: images, folder))
        warn(excluded: places.count, of: name)
        let left = images.files.indices.filter { !places.contains($0) }.map { images.files[$0] }
        return LabeledImages(classes: images.classes, files: left, unread: images.unread)
    }

    /// Refuses a list that names no image of these data sets, in any split, and says what else in
    /// it names none.
    func requireExcluded(in datasets: [Dataset]) throws {
        guard !excluded.isEmpty else { return }
        let folders = try? datasets.flatMap { dataset in
            try (dataset.kind == .plainFolder ? [.novel] : dataset.splits).map {
                (dataset.url, try dataset.images(of: $0))
            }
        }
        // A split that cannot be listed is refused where it is read, if it is.
        if let folders { try warn(unmatchedIn: folders) }
    }

    /// Refuses a list that may mean two of these folders' images or that names none, and says what
    /// else in it names none.
    func requireExcluded(in folders: [(url: URL, images: LabeledImages)]) throws {
        try excluded.requireOneMeaning(in: folders)
        try warn(unmatchedIn: folders)
    }

    private func warn(unmatchedIn folders: [(url: URL, images: LabeledImages)]) throws {
        let unmatched = try excluded.unmatched(in: folders)
        guard let first = unmatched.first else { return }
        warn(
            unmatched.count == 1
                ? "1 path of the list is none of these photos (\(first))."
                : "\(Format.count(unmatched.count)) paths of the list are none of these photos "
                    + "(the first is \(first)).")
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
