import Files
import Foundation

/// The three parts of a few-shot data set; no class is in two of them.
public enum Split: String, CaseIterable, Codable, Sendable {
    /// The classes that a backbone is trained on.
    case base
    /// The classes that training is watched on.
    case val
    /// The classes that results are measured on.
    case novel

    /// The csv file of this part in the miniImageNet layout.
    var csvName: String {
        switch self {
        case .base: "train.csv"
        case .val: "val.csv"
        case .novel: "test.csv"
        }
    }

    /// What the folder of this part may be called.
    var folderNames: [String] {
        switch self {
        case .base: ["base", "train"]
        case .val: ["val"]
        case .novel: ["novel", "test"]
        }
    }

    /// The parts that the data folder at `url` has folders for, with the folders' names. "train" and
    /// "test" may be classes, too: they are parts where images lie in folders inside them, and only
    /// there.
    ///
    /// - Throws: `UserError` `.badData` where a part has two folders.
    static func folders(in url: URL) throws -> [Split: String] {
        var found: [Split: String] = [:]
        for split in allCases {
            let names = split.folderNames.filter { name in
                let folder = url.appending(path: name)
                guard folder.isFolder else { return false }
                return name == split.rawValue || holdsClasses(folder)
            }
            guard names.count < 2 else {
                throw UserError(
                    .badData,
                    "The data folder \(url.path) has \(names.joined(separator: "/ and "))/, which "
                        + "both mean its \(split.rawValue) classes. Rename or move one of them.")
            }
            found[split] = names.first
        }
        return found
    }

    private static func holdsClasses(_ folder: URL) -> Bool {
        let hasOwn = (Folder.entries(in: folder) ?? []).contains {
            !$0.isFolder && ImageFolder.isImage($0.name)
        }
        return !hasOwn
            && ImageFolder.folders(in: folder).contains {
                ImageFolder.hasImages(folder.appending(path: $0, directoryHint: .isDirectory))
            }
    }
}
