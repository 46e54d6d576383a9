import Files
import Foundation

/// Feature tables kept as safetensors files in one folder, each under a key that says what it was
/// computed from. A file whose key is another is stale and never used. Together they take no more
/// than `limit` bytes: the least recently used goes first.
public struct FeatureCache: Sendable {
    /// What features depend on.
    public struct Key: Codable, Sendable, Equatable {
        /// SHA-256 of the checkpoint's bytes.
        public let checkpoint: String
        /// The backbone's name: some have the same tensors.
        public let backbone: String
        /// The fingerprint of the images.
        public let data: String
        /// The side of the input, in pixels.
        public let imageSize: Int
        /// What images the network takes, where its header does not say it.
        public let input: String?
        /// The precision of the computation.
        public let precision: String
        /// The instructions that oneDNN computed with: they change last bits.
        public let instructions: String
        /// The version of our own loops, `Device.arithmetic`: likewise.
        public let arithmetic: Int
        /// The random crops that each image's features are the mean of; nil for the whole image.
        public let crops: Int?
        /// The least part of an image's area that they cover; nil likewise.
        public let leastCrop: Double?
        /// The seed that they are drawn from; nil likewise.
        public let seed: UInt64?

        /// A key; all values as the properties say.
        public init(
            checkpoint: String, backbone: String, data: String, imageSize: Int,
            input: String? = nil, precision: String, instructions: String, arithmetic: Int,
            crops: Int? = nil, leastCrop: Double? = nil, seed: UInt64? = nil
        ) {
            self.crops = crops
            self.leastCrop = leastCrop
            self.seed = seed
            self.checkpoint = checkpoint
            self.backbone = backbone
            self.data = data
            self.imageSize = imageSize
            self.input = input
            self.precision = precision
            self.instructions = instructions
            self.arithmetic = arithmetic
        }
    }

    /// Where they lie, and how many bytes they may have together.
    let files: KeptFiles
    /// The folder; nil keeps nothing.
    public var folder: URL? { files.folder }
    /// How many bytes the files may have together.
    public var limit: Int { files.limit }

    /// The cache in a folder, which need not exist yet; nil, or a limit of 0, keeps nothing.
    public init(in folder: URL?, limit: Int = .max) {
        files = KeptFiles(
            in: limit > 0 ? folder : nil, prefix: "features-", suffix: ".safetensors", limit: limit)
    }

    /// The table of a key: from the cache, else computed and put there.
    public func table(_ key: Key, compute: () throws -> FeatureTable) throws -> FeatureTable {
        if let known = known(key) { return known }
        let table = try compute()
        keep(table, key)
        return table
    }

    /// The table of a key; nil where it is not in the cache.
    public func known(_ key: Key) -> FeatureTable? {
        guard let url = url(key), let table = Self.read(url, key) else { return nil }
        KeptFiles.use(url)
        return table
    }

    /// Puts a table there, where it fits. A cache that cannot be written is no error: the work is done
    /// all the same.
    public func keep(_ table: FeatureTable, _ key: Key) {
        guard let folder, let url = url(key),
            table.features.count <= limit / MemoryLayout<Float>.stride
        else { return }
        try? OutputFolder.make(folder)
        try? Self.write(table, key, to: url)
        files.makeRoom()
    }

    private func url(_ key: Key) -> URL? {
        let crops = key.crops.map { " \($0) \(key.seed ?? 0)" } ?? ""
        let name =
            key.checkpoint + key.backbone + key.data + "\(key.imageSize)\(key.precision)"
            + "\(key.instructions) \(key.arithmetic)\(crops)\(key.input ?? "")"
        return files.url(for: name)
    }

    private static func read(_ url: URL, _ key: Key) -> FeatureTable? {
        guard let file = try? Safetensors(contentsOf: url),
            let stored: Key = decoded(file.metadata["key"]), stored == key,
            let classes: [String] = decoded(file.metadata["classes"]),
            let paths: [String] = decoded(file.metadata["paths"]),
            let shape = file.entries["features"]?.shape, shape.count == 2,
            let features = try? file.floats("features", shape: shape),
            let labels = try? file.integers("labels", shape: [shape[0]])
        else { return nil }
        let table = try? FeatureTable(
            dimension: shape[1], features: features, labels: labels.map(Int.init),
            classes: classes, paths: paths)
        // A disk may give back other numbers than it was given.
        guard let table, file.metadata["numbers"] == numbers(of: table) else { return nil }
        return table
    }

    /// The SHA-256 of a table's features and labels.
    private static func numbers(of table: FeatureTable) -> String {
        var hasher = Fingerprint.SHA256()
        hasher.update(table.features)
        hasher.update(table.labels)
        return hasher.finish()
    }

    private static func write(_ table: FeatureTable, _ key: Key, to url: URL) throws {
        var file = Safetensors()
        file.set("features", floats: table.features, shape: [table.count, table.dimension])
        file.set("labels", integers: table.labels.map(Int64.init), shape: [table.count])
        file.metadata["key"] = try text(key)
        file.metadata["numbers"] = numbers(of: table)
        file.metadata["classes"] = try text(table.classes)
        file.metadata["paths"] = try text(table.paths)
        try file.write(to: url)
    }

    private static func text<Value: Encodable>(_ value: Value) throws -> String {
        String(decoding: try JSONFile.data(value), as: UTF8.self)
    }

    private static func decoded<Value: Decodable>(_ text: String?) -> Value? {
        text.flatMap { try? JSONDecoder().decode(Value.self, from: Data($0.utf8)) }
    }
}
