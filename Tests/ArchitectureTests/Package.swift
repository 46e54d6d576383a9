import Foundation
import Testing

/// The package's own folders, found from this file's place.
enum Package {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The text of a file.
    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// The names of the folders in a folder, sorted.
    static func folders(_ path: String) throws -> [String] {
        let contents = try FileManager.default.contentsOfDirectory(
            at: root.appending(path: path), includingPropertiesForKeys: [.isDirectoryKey])
        return try contents.filter {
            try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true
        }.map(\.lastPathComponent).sorted()
    }

    /// All files below a folder with one of the endings, sorted by path.
    static func files(_ path: String, _ endings: Set<String>) throws -> [URL] {
        let folder = root.appending(path: path)
        let walk = try #require(
            FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil),
            "no folder \(path)")
        return walk.compactMap { $0 as? URL }
            .filter { endings.contains($0.pathExtension) }.sorted { $0.path < $1.path }
    }
}
