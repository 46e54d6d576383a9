import Files
import Foundation
import Images

/// The pictures of a training set, decoded once and kept as bytes in one file that is mapped into
/// memory: from it, an epoch costs no reading of JPEGs.
///
/// A cache belongs to the *content* of the images: its key is made of the SHA-256 of each file's
/// bytes, so another content is another key, and a file that lies there under another key is not
/// used. The file may be deleted at any time, also while it is in use; it is written whole or not
/// at all. What the loader makes of it equals what it makes of the JPEGs, byte for byte.
public final class PixelCache: Sendable {
    /// How many pictures it has.
    public var count: Int { header.places.count }
    private let header: PixelCacheHeader
    private nonisolated(unsafe) let mapping: UnsafeRawPointer
    private let size: Int

    /// The cache in the file at `url`; nil where there is none, or it is damaged or of another key.
    public init?(_ url: URL, key: String) {
        let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_size > 0,
            let mapping = mmap(nil, Int(status.st_size), PROT_READ, MAP_SHARED, descriptor, 0),
            mapping != MAP_FAILED
        else { return nil }
        let bytes = UnsafeRawBufferPointer(start: mapping, count: Int(status.st_size))
        guard let header = PixelCacheHeader(bytes, key: key) else {
            munmap(mapping, bytes.count)
            return nil
        }
        self.header = header
        self.mapping = UnsafeRawPointer(mapping)
        size = bytes.count
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: mapping), size) }

    /// Picture `index`, which must not outlive the cache.
    func image(_ index: Int) -> BorrowedImage {
        let place = header.places[index]
        return BorrowedImage(
            width: place.width, height: place.height,
            pixels: UnsafeRawBufferPointer(start: mapping + place.start, count: place.count))
    }

    /// The key of the pictures of files with these content `hashes`, decoded for views by
    /// `transform`: at a reduced scale where they stay large enough for its smallest crop.
    public static func key(hashes: [String], transform: TrainingTransform) -> String {
        var hasher = Fingerprint.Hasher()
        let least = transform.decodingSize
        hasher.update("pixels 1 of libjpeg-turbo \(Image.decoderVersion)\n")
        hasher.update("\(least.width) \(least.height)\n")
        for hash in hashes { hasher.update("\(hash)\n") }
        return hasher.finish()
    }
}

/// The start of a cache's file: a word, the key, the number of pictures, and the width, height and
/// place of each; the pictures follow, one after the other.
struct PixelCacheHeader {
    struct Place {
        var width, height, start: Int
        var count: Int { width * height * 3 }
    }

    private static let word = "fewshot pixels 1"
    let key: String
    private(set) var places: [Place] = []

    /// The header of a file with pictures of these `sizes`.
    init(key: String, sizes: [(width: Int, height: Int)]) {
        self.key = key
        var start = Self.start(count: sizes.count)
        for (width, height) in sizes {
            places.append(Place(width: width, height: height, start: start))
            start += width * height * 3
        }
    }

    /// Reads what `bytes` wrote; nil where `file` is anything but a whole cache of `key`.
    init?(_ file: UnsafeRawBufferPointer, key: String) {
        let start = Array((Self.word + key).utf8)
        guard file.count >= start.count + 8, file.starts(with: start) else { return nil }
        func number(_ at: Int) -> Int {
            Int(Int64(littleEndian: file.loadUnaligned(fromByteOffset: at, as: Int64.self)))
        }
        let count = number(start.count)
        guard count >= 0, count < file.count / 16, Self.start(count: count) <= file.count else {
            return nil
        }
        let sides = (0..<2 * count).map { number(start.count + 8 + 8 * $0) }
        guard sides.allSatisfy({ (1...1 << 20).contains($0) }) else { return nil }
        self.init(
            key: key, sizes: (0..<count).map { (sides[2 * $0], sides[2 * $0 + 1]) })
        guard total == file.count else { return nil }
    }

    /// Bytes of the whole file.
    var total: Int { places.last.map { $0.start + $0.count } ?? Self.start(count: 0) }

    /// The header as it stands in the file.
    var bytes: Data {
        var data = Data((Self.word + key).utf8)
        for number in [places.count] + places.flatMap({ [$0.width, $0.height] }) {
            withUnsafeBytes(of: Int64(number).littleEndian) { data.append(contentsOf: $0) }
        }
        return data
    }

    private static func start(count: Int) -> Int { word.utf8.count + 64 + 8 + 16 * count }
}
