import CJPEG
import CPictures

/// A PNG, WebP or HEIC being read. Its bytes must outlive it.
struct OtherDecoder {
    /// Pixels in a row of the upright picture.
    let width: Int
    /// Its rows.
    let height: Int
    private let bytes: UnsafeRawBufferPointer
    private let format: ImageFormat
    private let orientation: Orientation

    /// Reads the header.
    ///
    /// - Throws: `ImageError`.
    init(_ bytes: UnsafeRawBufferPointer, _ format: ImageFormat) throws(ImageError) {
        (self.bytes, self.format) = (bytes, format)
        let header = try Self.read(bytes, format, into: nil)
        let sides = (Int(header.width), Int(header.height))
        guard sides.0 > 0, sides.1 > 0, sides.0 * sides.1 <= Int(CJPEG_PIXEL_LIMIT) else {
            throw .tooLarge(
                "\(sides.0) × \(sides.1) pixels, and \(CJPEG_PIXEL_LIMIT / 1_000_000) million are allowed"
            )
        }
        orientation =
            ImageChunks(bytes, format).exif.map { Orientation(exif: $0) } ?? .upright
        (width, height) = orientation.swapsSides ? (sides.1, sides.0) : sides
    }

    /// The whole picture, upright.
    func image() throws -> Image {
        let sides = orientation.swapsSides ? (height, width) : (width, height)
        return try Image(width: sides.0, height: sides.1) {
            _ = try Self.read(bytes, format, into: $0.baseAddress)
        }.upright(from: orientation)
    }

    private static func read(
        _ bytes: UnsafeRawBufferPointer, _ format: ImageFormat,
        into rgb: UnsafeMutablePointer<UInt8>?
    ) throws(ImageError) -> CPictures_Header {
        let start = bytes.bindMemory(to: UInt8.self).baseAddress
        var header = CPictures_Header()
        let decode =
            switch format {
            case .png: CPictures_png
            case .webp: CPictures_webp
            case .heic: CPictures_heic
            case .jpeg: preconditionFailure("a JPEG has a decoder of its own")
            }
        let status = decode(start, bytes.count, &header, rgb)
        switch status {
        case Int32(CPICTURES_OK): return header
        case Int32(CPICTURES_NO_MEMORY): throw .noMemory
        case Int32(CPICTURES_ANIMATED): throw .animated(format: format.rawValue)
        default:
            let reason = withUnsafeBytes(of: header.message) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            throw .damaged(format: format.rawValue, reason)
        }
    }
}

/// The parts of a PNG or WebP file, of which the one with the camera's orientation is looked for.
/// libheif turns a HEIC itself.
struct ImageChunks {
    /// The Exif block, without the word that some programs put before it.
    private(set) var exif: UnsafeRawBufferPointer?

    /// Goes from part to part. The bytes may be anything.
    init(_ bytes: UnsafeRawBufferPointer, _ format: ImageFormat) {
        var place = format == .png ? 8 : 12
        let name = format == .png ? "eXIf" : "EXIF"
        guard format == .png || format == .webp else { return }
        while place + 8 <= bytes.count {
            let isPNG = format == .png
            let length = Self.number(bytes, isPNG ? place : place + 4, isBig: isPNG)
            let word = isPNG ? place + 4 : place
            guard length <= bytes.count - place - 8 else { return }
            let content = UnsafeRawBufferPointer(
                rebasing: bytes[(place + 8)..<(place + 8 + length)])
            if bytes[word..<(word + 4)].elementsEqual(name.utf8) {
                let isMarked = content.starts(with: "Exif\0\0".utf8)
                exif = UnsafeRawBufferPointer(rebasing: content[(isMarked ? 6 : 0)...])
                return
            }
            // A PNG's part ends with a checksum, a WebP's at an even place.
            place += 8 + length + (isPNG ? 4 : length % 2)
        }
    }

    private static func number(_ bytes: UnsafeRawBufferPointer, _ place: Int, isBig: Bool) -> Int {
        (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << (isBig ? 24 - 8 * $1 : 8 * $1) }
    }
}
