import Files
import Foundation

/// What is in the cache, and what has to go.
extension FeatureCache {
    /// One table of the cache.
    public struct Entry: Sendable {
        /// Where it lies.
        public let url: URL
        /// How many bytes it has.
        public let bytes: Int
        /// When it was written or last used.
        public let used: Date
    }

    /// The tables, the most recently used first.
    public var entries: [Entry] {
        guard let folder else { return [] }
        let names = (Folder.names(in: folder) ?? []).filter {
            $0.hasPrefix("features-") && $0.hasSuffix(".safetensors")
        }
        return names.compactMap { name in
            let url = folder.appending(path: name)
            guard let facts = try? FileManager.default.attributesOfItem(atPath: url.path),
                let bytes = facts[.size] as? Int, let used = facts[.modificationDate] as? Date
            else { return nil }
            return Entry(url: url, bytes: bytes, used: used)
        }.sorted { ($0.used, $1.url.path) > ($1.used, $0.url.path) }
    }

    /// Removes every table.
    public func clear() { for entry in entries { entry.url.removeFile() } }

    /// Removes the least recently used tables until the others take no more than the limit.
    func makeRoom() {
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

extension FeatureCache.Entry {
    /// What it was computed from, and its size: (images × numbers); nil for a damaged file.
    public var content: (key: FeatureCache.Key, images: Int, dimension: Int)? {
        guard let header = try? Safetensors.header(of: url),
            let text = header.metadata["key"],
            let key = try? JSONDecoder().decode(FeatureCache.Key.self, from: Data(text.utf8)),
            let shape = header.shapes["features"], shape.count == 2
        else { return nil }
        return (key, shape[0], shape[1])
    }
}
