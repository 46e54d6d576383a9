/// The kinds of image files that are read, told by how their bytes start and not by their names.
enum ImageFormat: String, Sendable, CaseIterable {
    case jpeg = "JPEG"
    case png = "PNG"
    case webp = "WebP"
    /// HEIC and AVIF: an ISO media file around a picture.
    case heic = "HEIC"

    /// The format of a file.
    ///
    /// - Throws: `ImageError.empty`, or `.unknown` with what it looks like instead.
    init(of bytes: UnsafeRawBufferPointer) throws(ImageError) {
        if bytes.isEmpty { throw .empty }
        if bytes.starts(with: [0xFF, 0xD8]) {
            self = .jpeg
        } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
            self = .png
        } else if bytes.starts(with: "RIFF".utf8), Self.word(8, in: bytes, is: ["WEBP"]) {
            self = .webp
        } else if Self.word(4, in: bytes, is: ["ftyp"]), Self.word(8, in: bytes, is: Self.brands) {
            self = .heic
        } else {
            throw .unknown(looksLike: Self.otherKind(of: bytes))
        }
    }

    /// The brands of ISO media files that are pictures.
    private static let brands = ["heic", "heix", "heim", "heis", "mif1", "avif", "avis", "hevc"]

    private static func word(
        _ place: Int, in bytes: UnsafeRawBufferPointer, is words: [String]
    ) -> Bool {
        guard bytes.count >= place + 4 else { return false }
        return words.contains { bytes[place..<(place + 4)].elementsEqual($0.utf8) }
    }

    /// What a file of another kind is, where it was recognised.
    private static func otherKind(of bytes: UnsafeRawBufferPointer) -> String? {
        let starts: [(String, [UInt8])] = [
            ("GIF", [0x47, 0x49, 0x46, 0x38]), ("BMP", [0x42, 0x4D]),
            ("TIFF", [0x49, 0x49, 0x2A, 0]), ("TIFF", [0x4D, 0x4D, 0, 0x2A]),
            ("PDF", [0x25, 0x50, 0x44, 0x46]),
        ]
        return starts.first { bytes.starts(with: $0.1) }?.0
            ?? (word(4, in: bytes, is: ["ftyp"]) ? "video" : nil)
    }
}
