import Files
import Foundation
import Images

/// One image of a data set: some eighty bytes and its path, for there may be millions.
public struct ImageFile: Sendable, Equatable {
    /// Its place in the data folder, "/"-separated: its name in lists, records and fingerprints.
    public let path: String
    private let source: ImageSource
    /// Where it begins in its archive, −1 for a file of its own; and how many bytes it has there.
    private let start: Int
    private let count: UInt32
    private let number: Int32
    /// The SHA-256 of its bytes as the scan found them; nil before. Whoever reads the image gets those
    /// bytes or an error, so that what is computed is of the images that records and caches name.
    public private(set) var digest: Fingerprint.Digest?

    /// The image at `url`, called `path`, of class `label`.
    public init(url: URL, path: String, label: Int) {
        self.init(in: .file(url.path), path: path, label: label)
    }

    init(in source: ImageSource, path: String, label: Int, member: ImageMember? = nil) {
        (self.source, self.path, number) = (source, path, Int32(label))
        (start, count) = (member?.start ?? -1, member?.count ?? 0)
    }

    /// Index of its class in `LabeledImages.classes`.
    public var label: Int { Int(number) }

    /// Where it is: a file of its own, or the archive that it is in.
    public var url: URL { URL(filePath: place, directoryHint: .notDirectory) }

    /// The same as the system takes it.
    var place: String { source.place(of: path) }

    /// Which bytes of its archive it is; nil for a file of its own.
    var member: ImageMember? { start < 0 ? nil : ImageMember(start: start, count: count) }

    /// What it is known by where its archive has others: the place, and where in it.
    var key: String { member.map { "\(place)\n\($0.start) \($0.count)" } ?? place }

    /// Whether it is a part of an archive, and no file of its own.
    public var isInArchive: Bool { start >= 0 }

    /// The digits of `digest`.
    public var sha256: String? { digest?.description }

    /// The same image as one of class `label`.
    func labeled(_ label: Int) -> ImageFile {
        var other = ImageFile(in: source, path: path, label: label, member: member)
        other.digest = digest
        return other
    }

    /// The same image, whose bytes have this SHA-256.
    func known(by digest: Fingerprint.Digest) -> ImageFile {
        var other = self
        other.digest = digest
        return other
    }

    /// The same image, of which no scan knows.
    var unknown: ImageFile {
        var other = self
        other.digest = nil
        return other
    }

    /// All bytes.
    ///
    /// - Throws: where they cannot be had, or are not those that the scan found.
    public func bytes() throws(ReadError) -> [UInt8] {
        let bytes = try read().bytes
        guard digest == nil || Fingerprint.digest(bytes) == digest else { throw .changed }
        return bytes
    }

    /// All bytes as they are now, and the state of the file that they are in.
    func read() throws(ReadError) -> (bytes: [UInt8], state: FileState) {
        try FileBytes.readWithState(place, member)
    }

    /// Has the system begin to fetch its bytes, which will be read soon.
    func announce() { FileBytes.announce(place, member) }

    /// The picture in it.
    ///
    /// - Parameter atLeast: allows decoding at a reduced scale, see `Image.decode`.
    /// - Throws: `ImageError` or `ReadError`, both of which say what "the file …" is or cannot.
    public func decode(atLeast: (width: Int, height: Int)? = nil) throws -> Image {
        try Image.decode(bytes(), atLeast: atLeast)
    }

    /// What a person is told where the image, scanned before, cannot be used any more.
    public func unusable(_ error: any Error) -> UserError {
        let changed = error as? ReadError == .changed
        return UserError(
            .badData,
            "The image \(isInArchive ? path : place) \(error). "
                + (changed
                    ? "Restore" : "It may have changed since the data set was scanned: restore")
                + " or remove it and start again.")
    }
}

/// Where images are: in a folder, under their paths, or in a file.
final class ImageSource: Sendable, Equatable {
    private let place: String
    private let isFolder: Bool

    private init(_ place: String, isFolder: Bool) {
        (self.place, self.isFolder) = (place, isFolder)
    }

    /// The files in the folder at `url`.
    static func folder(_ url: URL) -> ImageSource {
        ImageSource(url.path, isFolder: true)
    }

    /// One file, or what is in it.
    static func file(_ place: String) -> ImageSource { ImageSource(place, isFolder: false) }

    /// Where the image called `path` is.
    func place(of path: String) -> String {
        isFolder ? (place.hasSuffix("/") ? place + path : "\(place)/\(path)") : place
    }

    static func == (a: ImageSource, b: ImageSource) -> Bool {
        a === b || a.isFolder == b.isFolder && ExactText(a.place) == ExactText(b.place)
    }
}

/// Which bytes of an archive are an image.
struct ImageMember: Sendable, Equatable {
    let start: Int
    let count: UInt32
}

/// A file that is left out, and why.
public struct RejectedFile: Sendable, Equatable, Codable, CustomStringConvertible {
    /// Its place in the data folder.
    public let path: String
    /// The rest of the sentence that begins with its path: "is empty (0 bytes)".
    public let reason: String

    /// The file at `path`, left out because it `reason`.
    public init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    /// One sentence without its full stop.
    public var description: String { "\(path) \(reason)" }
}
