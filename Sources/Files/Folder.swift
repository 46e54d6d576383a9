import Foundation

/// Names in folders, sorted by bytes, without hidden ones.
public enum Folder {
    /// All names; nil if the folder cannot be listed.
    public static func names(in url: URL) -> [String]? {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: url.path) else {
            return nil
        }
        return names.filter { !$0.hasPrefix(".") }.sorted(by: precedes)
    }

    /// Whether there is a folder, or a link to one.
    public static func isFolder(_ url: URL) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
            && isFolder.boolValue
    }

    /// The folders in a folder.
    public static func subfolders(of url: URL) -> [String] {
        (names(in: url) ?? []).filter { isFolder(url.appendingPathComponent($0)) }
    }

    /// The names that end as a JPEG's does, whatever stands behind them.
    public static func images(in url: URL) -> [String] {
        (names(in: url) ?? []).filter { name in
            let lower = name.lowercased()
            return lower.hasSuffix(".jpg") || lower.hasSuffix(".jpeg")
        }
    }
}

/// Whether `a` comes before `b` by bytes; Swift's own order of strings is Unicode's.
public func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
