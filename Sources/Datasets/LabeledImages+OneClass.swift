import Files
import Foundation

extension LabeledImages {
    /// All JPEG files in a folder and the folders in it, as images of one class without a name.
    ///
    /// - Throws: `UserError` `.missingInput` if there is no such folder, or no image in it.
    public static func ofOneClass(in folder: URL) throws -> LabeledImages {
        guard Folder.names(in: folder) != nil else {
            throw UserError(.missingInput, "There is no folder \(folder.path) to read images from.")
        }
        let paths = paths(in: folder, below: "", links: 0)
        guard !paths.isEmpty else {
            throw UserError(
                .missingInput, "No JPEG images were found in \(folder.path).")
        }
        return LabeledImages(
            classes: [""],
            files: paths.map {
                ImageFile(
                    url: folder.appending(path: $0, directoryHint: .notDirectory), path: $0,
                    label: 0)
            })
    }

    /// Depth is bounded, since symbolic links may lead in circles.
    private static func paths(in folder: URL, below prefix: String, links depth: Int) -> [String] {
        guard depth < 16 else { return [] }
        let own = Folder.images(in: folder).filter {
            !folder.appending(path: $0).isFolder
        }
        return own.map { prefix + $0 }
            + Folder.subfolders(of: folder).flatMap {
                paths(
                    in: folder.appending(path: $0, directoryHint: .isDirectory),
                    below: "\(prefix)\($0)/",
                    links: depth + 1)
            }
    }
}
