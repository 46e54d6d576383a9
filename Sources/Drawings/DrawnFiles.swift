import Files
import Foundation

/// The note in a drawn folder that says what it holds and whether it is complete, so that drawing
/// again neither takes time nor destroys anything.
struct DrawnNote {
    private struct Content: Codable, Equatable {
        var drawn: DrawnDataset
        var isComplete: Bool
        /// Raised when the drawings themselves change.
        var version = 1
    }

    private let folder: URL
    private let dataset: DrawnDataset
    private var url: URL { folder.appending(path: "drawn.json") }

    /// The note of `dataset` in `folder`.
    init(folder: URL, dataset: DrawnDataset) {
        self.folder = folder
        self.dataset = dataset
    }

    /// Whether the folder holds the data set already; otherwise the folder is ready for drawing.
    ///
    /// - Throws: `UserError` `.cannotCreate` if it holds something else or cannot be made.
    func begin() throws -> Bool {
        try OutputFolder.make(folder)
        let complete = Content(drawn: dataset, isComplete: true)
        let begun = Content(drawn: dataset, isComplete: false)
        if url.exists {
            let found = try? JSONFile.read(Content.self, from: url)
            if found == complete { return true }
            guard found == begun else {
                throw UserError(
                    .cannotCreate,
                    "The folder \(folder.path) holds another drawn data set (see drawn.json in "
                        + "it). Choose another folder, or remove this one.")
            }
            return false
        }
        guard Folder.names(in: folder)?.isEmpty ?? false else {
            throw UserError(
                .cannotCreate,
                "The folder \(folder.path) is not empty, and a data set is drawn only into an "
                    + "empty one. Choose another folder.")
        }
        try JSONFile.write(begun, to: url)
        return false
    }

    /// Notes that all images are there.
    func end() throws { try JSONFile.write(Content(drawn: dataset, isComplete: true), to: url) }
}
