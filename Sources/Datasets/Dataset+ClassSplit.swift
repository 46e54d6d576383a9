import Files
import Foundation

/// One folder of all classes, divided by a list.
extension Dataset {
    /// The data set in the folder at `url`, with a folder for each class, of which `classSplit` says
    /// which are base, val and novel. It has those splits of which a class is there.
    ///
    /// Folders that the list does not have are in no split (`unlisted`). A split of which only some
    /// classes are there is an error when its images are asked for: they would not be the classes
    /// that the list's name stands for.
    /// - Throws: `UserError` `.missingInput` if there is no such folder, or no class of the list in
    ///   it; `.usage` if it is divided already.
    public static func open(_ url: URL, classSplit: ClassSplit) throws -> Dataset {
        let names = try names(in: url)
        let all = Split.allCases.flatMap { classSplit[$0] }
        let splits = classSplit.splits.filter {
            classSplit[$0].contains { url.appending(path: $0).isFolder }
        }
        let isDivided = Split.allCases.contains { split in
            names.contains(split.csvName) && names.contains("images")
                || names.contains(split.rawValue) && !all.contains(split.rawValue)
        }
        guard !isDivided else {
            throw UserError(
                .usage,
                "The data folder \(url.path) is divided into base, val or novel classes already. "
                    + "The class split \(classSplit.name) is for a folder that holds a folder for "
                    + "each class. Leave it out, or name such a folder.")
        }
        guard !splits.isEmpty else {
            throw UserError(
                .missingInput,
                "The data folder \(url.path) has a folder for none of the \(all.count) classes of "
                    + "the class split \(classSplit.name), \(all[0]) and so on.")
        }
        var dataset = Dataset(url: url, kind: .listedFolders, splits: splits)
        dataset.classSplit = classSplit
        dataset.unlisted = unlisted(in: url, "", Listed(all))
        return dataset
    }

    /// The images of a split of the list.
    func images(of split: Split, by classSplit: ClassSplit) throws -> LabeledImages {
        let classes = classSplit[split]
        let list = "the class split \(classSplit.name)"
        guard !classes.isEmpty else {
            let names = classSplit.splits.map(\.rawValue).joined(separator: " and ")
            throw UserError(
                .missingInput, "There are no \(split.rawValue) classes in \(list). It has \(names)."
            )
        }
        let missing = classes.filter { !url.appending(path: $0).isFolder }
        guard missing.count < classes.count else {
            throw UserError(
                .missingInput,
                "The data folder \(url.path) has a folder for none of the \(classes.count) "
                    + "\(split.rawValue) classes of \(list).")
        }
        guard missing.isEmpty else {
            let shown = missing.prefix(5).joined(separator: ", ") + (missing.count > 5 ? ", …" : "")
            throw UserError(
                .badData,
                "The data folder \(url.path) lacks \(missing.count) of the \(classes.count) "
                    + "\(split.rawValue) classes of \(list): \(shown). Add them, or name a csv "
                    + "file with the columns part and class that lists what there is.")
        }
        let images = self.list(classes, in: url, prefix: "")
        guard !images.files.isEmpty else {
            throw UserError(
                .missingInput,
                "No images were found in the folders of the \(split.rawValue) classes in "
                    + "\(url.path).")
        }
        return images
    }

    /// The classes of a list, and the folders that only lead to them.
    private struct Listed {
        let classes: Set<ExactText>
        let onTheWay: Set<ExactText>

        init(_ classes: [String]) {
            self.classes = Set(classes.map(ExactText.init))
            onTheWay = Set(
                classes.flatMap { name in
                    name.utf8.indices.filter { name.utf8[$0] == UInt8(ascii: "/") }
                        .map { ExactText(String(name[..<$0])) }
                })
        }
    }

    /// The folders below `path` in `root` that are no class and lead to none.
    private static func unlisted(in root: URL, _ path: String, _ listed: Listed) -> [String] {
        ImageFolder.folders(in: root.appending(path: path)).flatMap { name -> [String] in
            let folder = path.isEmpty ? name : "\(path)/\(name)"
            if listed.onTheWay.contains(ExactText(folder)) {
                return unlisted(in: root, folder, listed)
            }
            return listed.classes.contains(ExactText(folder)) ? [] : [folder]
        }
    }
}
