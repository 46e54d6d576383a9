/// Why bytes did not become a picture. The description is the end of a sentence that began with
/// the file's name: "… is not a JPEG file (it starts as a PNG does)."
public enum ImageError: Error, Equatable, Sendable, CustomStringConvertible {
    /// No bytes at all.
    case empty
    /// The bytes start as another kind of file does, where it was recognised.
    case notJPEG(looksLike: String?)
    /// A JPEG that is cut off, broken or of an unknown kind; libjpeg's reason.
    case damaged(String)
    /// More pixels than the decoder takes; the size.
    case tooLarge(String)
    /// Memory ran out.
    case noMemory

    /// What is wrong, as a part of a sentence.
    public var description: String {
        switch self {
        case .empty: "is empty (0 bytes)"
        case .notJPEG(let kind?): "is not a JPEG file (it starts as a \(kind) file does)"
        case .notJPEG(nil): "is not a JPEG file"
        case .damaged(let reason): "is a damaged or cut-off JPEG file (\(reason))"
        case .tooLarge(let size): "is too large (\(size))"
        case .noMemory: "does not fit into memory"
        }
    }

    /// The error of bytes that do not start with a JPEG's two; nil where they do.
    static func wrongStart(of bytes: UnsafeRawBufferPointer) -> ImageError? {
        if bytes.isEmpty { return .empty }
        if bytes.starts(with: [0xFF, 0xD8]) { return nil }
        let starts: [(String, [UInt8])] = [
            ("PNG", [0x89, 0x50, 0x4E, 0x47]), ("GIF", [0x47, 0x49, 0x46, 0x38]),
            ("BMP", [0x42, 0x4D]), ("TIFF", [0x49, 0x49, 0x2A, 0]),
            ("TIFF", [0x4D, 0x4D, 0, 0x2A]),
            ("WebP", [0x52, 0x49, 0x46, 0x46]), ("PDF", [0x25, 0x50, 0x44, 0x46]),
        ]
        if let match = starts.first(where: { bytes.starts(with: $0.1) }) {
            return .notJPEG(looksLike: match.0)
        }
        // An ISO media file names its brand after the length of its first box.
        if bytes.count >= 12, bytes[4..<8].elementsEqual("ftyp".utf8) {
            return .notJPEG(looksLike: "HEIC or video")
        }
        return .notJPEG(looksLike: nil)
    }
}
