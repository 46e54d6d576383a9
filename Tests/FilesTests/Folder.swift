import Files
import Foundation

/// A folder for one test, removed with its last reference.
final class Folder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(
            path:
                "fewshot-files-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// The place of `name` inside.
    func file(_ name: String) -> URL { url.appending(path: name) }

    /// All names inside, hidden ones too.
    var names: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: url.path))?.sorted() ?? []
    }
}
