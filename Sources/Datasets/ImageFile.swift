import Files
import Foundation
import Images

/// One image of a data set.
public struct ImageFile: Sendable, Equatable {
    /// Where it is.
    public let url: URL
    /// Its place in the data folder, "/"-separated: its name in lists, records and fingerprints.
    public let path: String
    /// Index of its class in `LabeledImages.classes`.
    public let label: Int

    /// The SHA-256 of its bytes as the scan found them; nil before. Whoever reads the image gets
    /// those bytes or an error, so that what is computed is of the images that records and caches
    /// name.
    public let sha256: String?

    /// The image at `url`, called `path`, of class `label`; `sha256` as the property says.
    public init(url: URL, path: String, label: Int, sha256: String? = nil) {
        self.url = url
        self.path = path
        self.label = label
        self.sha256 = sha256
    }

    /// The same image as one of class `label`.
    func labeled(_ label: Int) -> ImageFile {
        ImageFile(url: url, path: path, label: label, sha256: sha256)
    }

    /// The same image, whose bytes have this SHA-256.
    func known(by sha256: String) -> ImageFile {
        ImageFile(url: url, path: path, label: label, sha256: sha256)
    }

    /// All bytes.
    ///
    /// - Throws: where they cannot be had, or are not those that the scan found.
    public func bytes() throws(ReadError) -> [UInt8] {
        let bytes = try FileBytes.read(url.path)
        guard sha256 == nil || Fingerprint.sha256(bytes) == sha256 else { throw .changed }
        return bytes
    }

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
            "The image \(url.path) \(error). "
                + (changed
                    ? "Restore" : "It may have changed since the data set was scanned: restore")
                + " or remove it and start again.")
    }
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
