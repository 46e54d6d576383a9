/// Why bytes did not become a picture. The description is the end of a sentence that began with
/// the file's name: "… is a damaged or cut-off PNG file (Read Error)".
public enum ImageError: Error, Equatable, Sendable, CustomStringConvertible {
    /// No bytes at all.
    case empty
    /// The bytes start as another kind of file does, where it was recognised.
    case unknown(looksLike: String?)
    /// A file of this format that is cut off, broken or of a variant that is not read; the
    /// decoder's reason.
    case damaged(format: String, String)
    /// A file of this format that holds several pictures, which follow each other.
    case animated(format: String)
    /// More pixels than are decoded; the size.
    case tooLarge(String)
    /// Memory ran out.
    case noMemory

    /// What is wrong, as a part of a sentence.
    public var description: String {
        switch self {
        case .empty: "is empty (0 bytes)"
        case .unknown(let kind):
            "is not a JPEG, PNG, WebP or HEIC file"
                + (kind.map { " (it starts as a \($0) file does)" } ?? "")
        case .damaged(let format, let reason):
            "is a damaged or cut-off \(format) file (\(reason))"
        case .animated(let format):
            "is an animated \(format) file, and one picture is wanted (save one of its pictures as a "
                + "file of its own)"
        case .tooLarge(let size): "is too large (\(size))"
        case .noMemory: "does not fit into memory"
        }
    }
}
