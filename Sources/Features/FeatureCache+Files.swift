import Files
import Foundation

/// What is in the cache.
extension FeatureCache {
    /// One table of the cache.
    public typealias Entry = KeptFiles.Entry

    /// The tables, the most recently used first.
    public var entries: [Entry] { files.entries }

    /// Removes every table.
    public func clear() { files.clear() }
}

extension FeatureCache.Entry {
    /// What a table was computed from, and its size: (images × numbers); nil for a damaged file.
    public var content: (key: FeatureCache.Key, images: Int, dimension: Int)? {
        guard let header = try? Safetensors.header(of: url),
            let text = header.metadata["key"],
            let key = try? JSONDecoder().decode(FeatureCache.Key.self, from: Data(text.utf8)),
            let shape = header.shapes["features"], shape.count == 2
        else { return nil }
        return (key, shape[0], shape[1])
    }
}
