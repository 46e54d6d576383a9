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

    /// The image at `url`, called `path`, of class `label`.
    public init(url: URL, path: String, label: Int) {
        self.url = url
        self.path = path
        self.label = label
    }

    /// The picture in it.
    ///
    /// - Parameter atLeast: allows decoding at a reduced scale, see `Image.decode`.
    /// - Throws: `ImageError` or `ReadError`, both of which say what "the file …" is or cannot.
    public func decode(atLeast: (width: Int, height: Int)? = nil) throws -> Image {
        try Image.decode(jpeg: FileBytes.read(url.path), atLeast: atLeast)
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
