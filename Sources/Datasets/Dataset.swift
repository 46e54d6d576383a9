import Files
import Foundation

/// A folder of images in one of four layouts:
///
/// - `DATA/base|val|novel/<class>/*.jpg`, also with train and test for base and novel,
/// - `DATA/base-*.tar`, `val-*.tar`, `novel-*.tar`, also with train and test: archives that are read
///   where they lie (`ArchivedImages` says what is in them),
/// - `DATA/<class>/*.jpg`, a plain folder of class folders, and
/// - `DATA/images/*.jpg` with `DATA/train.csv`, `val.csv`, `test.csv` (columns filename,label: the
///   miniImageNet convention), which are the base, val and novel classes.
///
/// A plain folder can be divided by a list of classes, see `open(_:classSplit:)`.
///
/// The folders in a class's folder belong to it. `ImageFolder` says which files are images; names
/// that start with a dot are not seen; symbolic links are followed. Nothing is read but names, until
/// the images are scanned.
public struct Dataset: Sendable {
    /// How the images are laid out.
    public enum Kind: String, Sendable, Codable {
        /// A folder for each split, with a folder for each class.
        case splitFolders
        /// Tar archives of each split.
        case archives
        /// A folder for each class; no splits.
        case plainFolder
        /// One folder of images, and a csv file for each split.
        case csv
        /// A folder for each class, and a list that says which of them are which split.
        case listedFolders
    }

    /// The data folder.
    public let url: URL
    /// Its layout.
    public let kind: Kind
    /// The splits it has. A plain folder has none of its own: it serves as base and as novel,
    /// whichever is asked for, with all of its classes.
    public let splits: [Split]
    /// The list that divides a plain folder, if one does.
    public internal(set) var classSplit: ClassSplit?
    /// The folder of each split, of a data set that is laid out so.
    private(set) var folders: [Split: String] = [:]
    /// The folders that the list does not have, sorted: they are in no split.
    public internal(set) var unlisted: [String] = []

    /// The data set in the folder at `url`.
    ///
    /// - Throws: `UserError` `.missingInput` if there is no such folder or it has none of the four
    ///   layouts, `.badData` if it has csv files without a folder of images.
    public static func open(_ url: URL) throws -> Dataset {
        let names = try Self.names(in: url)
        let listed = Split.allCases.filter { names.contains($0.csvName) }
        if !listed.isEmpty && url.appending(path: "images").isFolder {
            return Dataset(url: url, kind: .csv, splits: listed)
        }
        let folders = try Split.folders(in: url)
        let archived = Split.allCases.filter {
            !ArchivedImages.archives(of: $0, among: names).isEmpty
        }
        if !archived.isEmpty {
            guard folders.isEmpty else {
                throw UserError(
                    .badData,
                    "The data folder \(url.path) has both folders and archives of base, val or novel "
                        + "classes. Move one of them elsewhere.")
            }
            return Dataset(url: url, kind: .archives, splits: archived)
        }
        if !folders.isEmpty {
            var dataset = Dataset(
                url: url, kind: .splitFolders, splits: Split.allCases.filter { folders[$0] != nil })
            dataset.folders = folders
            return dataset
        }
        if !listed.isEmpty {
            throw UserError(
                .badData,
                "The data folder \(url.path) has \(listed[0].csvName) but no folder images/ beside "
                    + "it. Put the images that it lists there.")
        }
        let classes = ImageFolder.folders(in: url)
        guard
            classes.contains(where: {
                ImageFolder.hasImages(url.appending(path: $0, directoryHint: .isDirectory))
            })
        else {
            let loose = ImageFolder.images(beside: url, called: "")
            guard loose.isEmpty else {
                throw UserError(
                    .missingInput,
                    "The data folder \(url.path) has no folders of classes with images in them, only "
                        + "\(loose[0]): put those of each class into a folder of its own. "
                        + layouts)
            }
            let folders =
                classes.isEmpty
                ? "" : ", nor in the \(classes.count) folders in it (\(classes.fewNames))"
            throw UserError(
                .missingInput,
                "No images were found in the data folder \(url.path)\(folders). "
                    + notRead(
                        classes.flatMap { ImageFolder(url.appending(path: $0), called: $0).unread })
                    + layouts)
        }
        return Dataset(url: url, kind: .plainFolder, splits: [.base, .novel])
    }

    /// The names in the data folder.
    static func names(in url: URL) throws -> [String] {
        guard let trouble = Folder.trouble(listing: url) else { return Folder.names(in: url) ?? [] }
        throw UserError(.missingInput, "The data folder \(url.path) \(trouble). \(layouts)")
    }

    /// The images of a split.
    ///
    /// - Throws: `UserError` `.missingInput` if the data set lacks the split or it has no image,
    ///   `.badData` if its csv file is damaged or a class that is listed has no folder.
    public func images(of split: Split) throws -> LabeledImages {
        if let classSplit { return try images(of: split, by: classSplit) }
        guard splits.contains(split) else {
            let names = splits.map(\.rawValue).joined(separator: " and ")
            throw UserError(
                .missingInput,
                kind == .plainFolder
                    ? "The data folder \(url.path) is a plain folder of classes, without val "
                        + "classes of its own."
                    : "The data folder \(url.path) has no \(split.rawValue) classes "
                        + "(\(missing(split))). It has \(names).")
        }
        let images =
            switch kind {
            case .splitFolders: listFolders(in: folders[split])
            case .archives:
                try ArchivedImages.images(
                    in: ArchivedImages.archives(of: split, among: Self.names(in: url)), of: url)
            case .plainFolder, .listedFolders: listFolders(in: nil)
            case .csv: try SplitTable(url.appending(path: split.csvName)).images(in: url)
            }
        guard !images.files.isEmpty else {
            let place = url.appending(path: kind == .csv ? split.csvName : folders[split] ?? "")
            if kind == .splitFolders, let trouble = Folder.trouble(listing: place) {
                throw UserError(.missingInput, "The folder \(place.path) \(trouble).")
            }
            throw UserError(
                .missingInput,
                "No images were found in \(place.path). "
                    + Self.notRead(images.unread) + Self.layouts)
        }
        return images
    }

    private static func notRead(_ unread: [String]) -> String {
        unread.isEmpty ? "" : "Not read: \(unread.fewNames). "
    }

    private func missing(_ split: Split) -> String {
        kind == .csv
            ? "no file \(split.csvName)"
            : kind == .archives
                ? "no archive \(split.rawValue)-….tar"
                : "no folder \(split.folderNames.joined(separator: "/ or "))/"
    }

    /// The images of the class folders in `folder` of the data folder, or in that itself.
    private func listFolders(in folder: String?) -> LabeledImages {
        let root = folder.map { url.appending(path: $0) } ?? url
        let images = list(
            ImageFolder.folders(in: root), in: root, prefix: folder.map { $0 + "/" } ?? "")
        // Once, not with each split.
        guard let folder, folder == splits.first.flatMap({ folders[$0] }) else { return images }
        let others = ImageFolder.folders(in: url).filter { name in
            !folders.values.contains(name) && ImageFolder.hasImages(url.appending(path: name))
        }
        return LabeledImages(
            classes: images.classes, files: images.files,
            unread: images.unread + ImageFolder.images(beside: url, called: "")
                + others.map { "the folder \($0), which is none of base, val and novel" })
    }

    /// The images of these class folders in `root`, whose paths begin with `prefix`.
    func list(_ classes: [String], in root: URL, prefix: String) -> LabeledImages {
        let nested = Self.nested(classes)
        let source = ImageSource.folder(url)
        var files: [ImageFile] = []
        var unread = ImageFolder.images(beside: root, called: prefix)
        for (label, name) in classes.enumerated() {
            let classURL = root.appending(path: name, directoryHint: .isDirectory)
            let folder = ImageFolder(
                classURL, called: prefix + name, without: nested[ExactText(name)] ?? [])
            unread += folder.unread
            for image in folder.paths {
                files.append(
                    ImageFile(in: source, path: "\(prefix)\(name)/\(image)", label: label))
            }
        }
        return LabeledImages(classes: classes, files: files, unread: unread)
    }

    /// By folder, the classes of a list that lie in it, as paths from there: they are no part of it.
    private static func nested(_ classes: [String]) -> [ExactText: Set<ExactText>] {
        var nested: [ExactText: Set<ExactText>] = [:]
        for name in classes {
            for slash in name.utf8.indices where name.utf8[slash] == UInt8(ascii: "/") {
                nested[ExactText(String(name[..<slash])), default: []].insert(
                    ExactText(String(name[name.utf8.index(after: slash)...])))
            }
        }
        return nested
    }

    static let layouts =
        "A data folder holds base/, val/ and novel/ with a folder of .jpg files for each class, or "
        + "just such class folders, or images/ with train.csv, val.csv and test.csv, or archives "
        + "base-000.tar and so on."
}
