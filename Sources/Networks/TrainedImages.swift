import Datasets
import Files
import Foundation

/// The images that weights were trained on: the first 8 bytes of the SHA-256 of each. A million
/// images that are others all differ from a million of these but for one chance in 10⁷.
public struct TrainedImages: Sendable, Equatable {
    /// Whether these are all of them; not where weights to start from do not say theirs.
    public private(set) var areAll: Bool
    /// Ascending.
    private var keys: [UInt64]

    /// Images of which nothing is known.
    public static let unknown = TrainedImages(keys: [], areAll: false)

    private init(keys: some Sequence<UInt64>, areAll: Bool) {
        self.keys = Set(keys).sorted()
        self.areAll = areAll
    }

    /// Images with these SHA-256, in hex.
    public init(hashes: some Sequence<String>) {
        self.init(keys: hashes.map(Self.key), areAll: true)
    }

    /// Images that were scanned; unknown where they were not.
    public init(_ images: LabeledImages) {
        let keys = images.files.compactMap(\.digest?.start)
        self = keys.count == images.files.count ? TrainedImages(keys: keys, areAll: true) : .unknown
    }

    /// All images of several networks, or of the runs that one network went through.
    public init(joining all: some Sequence<TrainedImages>) {
        self.init(
            keys: all.flatMap(\.keys), areAll: all.allSatisfy(\.areAll))
    }

    /// Whether the image with this SHA-256 is one of them.
    public func contains(_ sha256: String) -> Bool { contains(Self.key(sha256)) }

    /// The same by its bytes.
    public func contains(_ digest: Fingerprint.Digest) -> Bool { contains(digest.start) }

    private func contains(_ key: UInt64) -> Bool {
        var (low, high) = (0, keys.count)
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low < keys.count && keys[low] == key
    }

    private static func key(_ sha256: String) -> UInt64 { UInt64(sha256.prefix(16), radix: 16)! }
}

extension TrainedImages: Codable {
    private enum CodingKeys: CodingKey { case areAll, sha256 }

    /// Whether they are all, and the keys as base64 of their bytes, ascending, big-endian.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(areAll, forKey: .areAll)
        let bytes = keys.flatMap { key in
            (0..<8).map { UInt8(truncatingIfNeeded: key >> (56 - 8 * $0)) }
        }
        try container.encode(Data(bytes), forKey: .sha256)
    }

    /// - Throws: `DecodingError` for bytes that are no whole number of keys.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let bytes = Array(try container.decode(Data.self, forKey: .sha256))
        guard bytes.count % 8 == 0 else {
            throw DecodingError.dataCorruptedError(
                forKey: .sha256, in: container, debugDescription: "no whole number of keys")
        }
        let keys = stride(from: 0, to: bytes.count, by: 8).map { start in
            bytes[start..<start + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        self.init(keys: keys, areAll: try container.decode(Bool.self, forKey: .areAll))
    }
}
