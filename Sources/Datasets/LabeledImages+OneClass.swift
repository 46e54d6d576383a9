import Files
import Foundation

extension LabeledImages {
    /// All image files in a folder and the folders in it, as images of one class without a name.
    ///
    /// - Parameter output: a folder that results go to, which is not looked into.
    /// - Throws: `UserError` `.missingInput` if there is no such folder, or no image in it.
    public static func ofOneClass(in folder: URL, without output: URL? = nil) throws
        -> LabeledImages
    {
        if let trouble = Folder.trouble(listing: folder) {
            throw UserError(.missingInput, "The folder of images \(folder.path) \(trouble).")
        }
        let found = ImageFolder(
            folder, called: folder.lastPathComponent,
            without: Set([output?.path(below: folder)].compactMap { $0 }.map(ExactText.init)))
        let source = ImageSource.folder(folder)
        guard !found.paths.isEmpty else {
            throw UserError(
                .missingInput, "No images were found in \(folder.path).")
        }
        return LabeledImages(
            classes: [""],
            files: found.paths.map {
                ImageFile(in: source, path: $0, label: 0)
            }, unread: found.unread)
    }
}

extension URL {
    /// The path from `folder` to this place in it, links resolved; nil where it is elsewhere.
    fileprivate func path(below folder: URL) -> String? {
        guard isInside(folder) else { return nil }
        let (own, above) = (behindLinks.pathComponents, folder.behindLinks.pathComponents)
        return own.count > above.count ? own.dropFirst(above.count).joined(separator: "/") : nil
    }
}
