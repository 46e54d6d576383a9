import Foundation

/// Files of one kind in a folder of what a program can do without: together they take no more than
/// a limit, and the least recently used go first.
public struct KeptFiles: Sendable {
    /// One of them.
    public struct Entry: Sendable {
        /// Where it lies.
        public let url: URL
        /// How many bytes it has.
        public let bytes: Int
        /// When it was written or last used.
        public let used: Date
    }

    /// The folder, which need not exist yet; nil keeps nothing.
    public let folder: URL?
    /// How many bytes they may have together.
    public let limit: Int
    private let prefix: String
    private let suffix: String

    /// The files in a folder whose names begin and end so.
    public init(in folder: URL?, prefix: String, suffix: String, limit: Int = .max) {
        (self.folder, self.prefix, self.suffix, self.limit) = (folder, prefix, suffix, limit)
    }

    /// The place of the file for what `key` names; nil where nothing is kept.
    public func url(for key: String) -> URL? {
        folder?.appending(path: "\(prefix)\(Fingerprint.sha256(key).prefix(16))\(suffix)")
    }

    /// Those that are there, the most recently used first.
    public var entries: [Entry] {
        guard let folder else { return [] }
        let names = (Folder.names(in: folder) ?? []).filter {
            $0.hasPrefix(prefix) && $0.hasSuffix(suffix)
        }
        return names.compactMap { name in
            let url = folder.appending(path: name)
            guard let facts = try? FileManager.default.attributesOfItem(atPath: url.path),
                let bytes = facts[.size] as? Int, let used = facts[.modificationDate] as? Date
            else { return nil }
            return Entry(url: url, bytes: bytes, used: used)
        }.sorted { ($0.used, $1.url.path) > ($1.used, $0.url.path) }
    }

    /// Says that the file at `url` was used now.
    public static func use(_ url: URL) {
        try? FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: url.path)
    }

    /// Removes every one.
    public func clear() { for entry in entries { entry.url.removeFile() } }

    /// Removes the least recently used until the others take no more than the limit.
    public func makeRoom() {
        var sum = 0
        for entry in entries {
            let (next, overflow) = sum.addingReportingOverflow(entry.bytes)
            if overflow || next > limit {
                entry.url.removeFile()
            } else {
                sum = next
            }
        }
    }
}
