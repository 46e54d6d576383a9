import Files
import Foundation
import Images
import Synchronization

/// The pictures of a training set, decoded once and kept as bytes in one file: from it, an epoch
/// costs no reading of JPEGs.
///
/// A cache belongs to the *content* of the images: its key is made of the SHA-256 of each file's
/// bytes, so another content is another key, and a file that lies there under another key is not
/// used. It is written whole or not at all. What the loader makes of it equals what it makes of the
/// JPEGs, byte for byte, and so the file may go at any time: deleted while it is in use it serves
/// on, and where it can no longer be read the JPEGs are. For that reason it is read and not mapped
/// into memory, where a file that is cut, or a disk that fails, would end the process.
public final class PixelCache: Sendable {
    /// How many pictures it has.
    public var count: Int { header.places.count }
    /// Whether a picture could not be read from it: it was cut, or its disk fails.
    public var isBroken: Bool { broken.load(ordering: .relaxed) }
    private let header: PixelCacheHeader
    private let url: URL
    private let descriptor: Int32
    private let broken = Atomic(false)

    /// The cache in the file at `url`; nil where there is none, or it is damaged or of another key.
    public convenience init?(_ url: URL, key: String) {
        self.init(url, key: key, isNew: false)
    }

    /// The same; one that `isNew` is not read through to find damages.
    init?(_ url: URL, key: String, isNew: Bool) {
        let descriptor = open(url.path, O_RDWR | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            let header = PixelCacheHeader(
                size: Int(status.st_size), key: key,
                read: { Self.bytes(of: descriptor, from: 0, count: $0) }),
            isNew || Self.isSound(descriptor, header)
        else {
            close(descriptor)
            return nil
        }
        (self.url, self.descriptor, self.header) = (url, descriptor, header)
    }

    deinit { close(descriptor) }

    /// Picture `index`; nil where the file has it no longer.
    func image(_ index: Int) -> Image? {
        let place = header.places[index]
        guard
            !isBroken,
            let pixels = Self.bytes(of: descriptor, from: place.start, count: place.count)
        else {
            broken.store(true, ordering: .relaxed)
            return nil
        }
        return Image(width: place.width, height: place.height, pixels: pixels)
    }

    /// Has the system begin to fetch picture `index`, which will be asked for soon.
    func announce(_ index: Int) {
        let place = header.places[index]
        posix_fadvise(descriptor, off_t(place.start), off_t(place.count), POSIX_FADV_WILLNEED)
    }

    /// Gives the file's room on the disk back at once, also while threads read it: for them it is
    /// broken from then on.
    public func giveWay() {
        broken.store(true, ordering: .relaxed)
        ftruncate(descriptor, 0)
        url.removeFile()
    }

    /// Whether an open file ends with the SHA-256 of all that is before.
    private static func isSound(_ descriptor: Int32, _ header: PixelCacheHeader) -> Bool {
        var hasher = Fingerprint.SHA256()
        for part in (0..<header.end).parts(of: 1 << 20) {
            guard let bytes = bytes(of: descriptor, from: part.lowerBound, count: part.count) else {
                return false
            }
            hasher.update(bytes)
        }
        let kept = bytes(of: descriptor, from: header.end, count: header.total - header.end)
        return kept == Array(hasher.finish().utf8)
    }

    /// `count` bytes of an open file; nil where it is shorter or cannot be read.
    private static func bytes(of descriptor: Int32, from start: Int, count: Int) -> [UInt8]? {
        let bytes = pread(descriptor, from: start, count: count).bytes
        return bytes.count == count ? bytes : nil
    }

    /// The key of the pictures of files with these content `hashes`, decoded for views by
    /// `transform`: at a reduced scale where they stay large enough for its smallest crop.
    public static func key(hashes: [String], transform: TrainingTransform) -> String {
        var hasher = Fingerprint.SHA256()
        let least = transform.decodingSize
        hasher.update("pixels 1 of \(Image.decoders)\n")
        hasher.update("\(least.width) \(least.height)\n")
        for hash in hashes { hasher.update("\(hash)\n") }
        return hasher.finish()
    }
}

/// The start of a cache's file: a word, the key, the number of pictures, and the width and height of
/// each; the pictures follow, one after the other, and the SHA-256 of everything.
struct PixelCacheHeader {
    struct Place {
        var width, height, start: Int
        var count: Int { width * height * 3 }
    }

    private static let word = "fewshot pixels 2"
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

    /// Reads what `bytes` wrote, from a file of `size` bytes whose first ones `read` gives; nil for
    /// anything but a whole cache of `key`.
    init?(size: Int, key: String, read: (_ count: Int) -> [UInt8]?) {
        let start = Array((Self.word + key).utf8)
        guard size >= start.count + 8, let first = read(start.count + 8), first.starts(with: start)
        else { return nil }
        func number(_ bytes: [UInt8], _ at: Int) -> Int {
            bytes.withUnsafeBytes {
                Int(Int64(littleEndian: $0.loadUnaligned(fromByteOffset: at, as: Int64.self)))
            }
        }
        let count = number(first, start.count)
        guard count >= 0, count < size / 16, Self.start(count: count) <= size,
            let all = read(Self.start(count: count))
        else { return nil }
        let sides = (0..<2 * count).map { number(all, start.count + 8 + 8 * $0) }
        guard sides.allSatisfy({ (1...1 << 20).contains($0) }) else { return nil }
        let sizes = (0..<count).map { (width: sides[2 * $0], height: sides[2 * $0 + 1]) }
        var rest = size - Self.start(count: count) - 64
        for picture in sizes where rest >= 0 { rest -= picture.width * picture.height * 3 }
        guard rest == 0 else { return nil }
        self.init(key: key, sizes: sizes)
    }

    /// Where the pictures end.
    var end: Int { places.last.map { $0.start + $0.count } ?? Self.start(count: 0) }
    /// Bytes of the whole file.
    var total: Int { end + 64 }

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
