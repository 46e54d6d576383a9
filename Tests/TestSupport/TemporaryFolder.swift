import Foundation

/// A folder of a test's own, removed with everything in it when nobody holds it any more.
public final class TemporaryFolder: Sendable {
    /// Where it is.
    public let url: URL

    /// Creates an empty folder under the system's temporary one.
    public init() throws {
        url = FileManager.default.temporaryDirectory
            .appending(path: "fewshot-" + UUID().uuidString, directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// The place of `path` ("/"-separated) inside it.
    public func file(_ path: String) -> URL { url.appending(path: path) }

    /// Writes `bytes` to `path`, creating the folders on the way.
    @discardableResult
    public func write(_ bytes: some Sequence<UInt8>, to path: String) throws -> URL {
        let url = file(path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
        return url
    }

    /// Writes `text` to `path`, creating the folders on the way.
    @discardableResult
    public func write(_ text: String, to path: String) throws -> URL {
        try write(text.utf8, to: path)
    }
}
