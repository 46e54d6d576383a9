import CJPEG

/// One JPEG being read, once: whole, or a part of it. Its bytes must outlive it.
final class JPEGDecoder: Picture {
    /// Pixels in a row of the upright picture.
    let width: Int
    /// Its rows.
    let height: Int
    private let decoder: OpaquePointer
    private let orientation: Orientation

    /// Reads the header, and chooses the scale; see `Image.decode`.
    init(_ bytes: UnsafeRawBufferPointer, atLeast: (width: Int, height: Int)?) throws {
        let start = bytes.bindMemory(to: UInt8.self).baseAddress
        guard let decoder = CJPEG_open(start, bytes.count) else { throw ImageError.noMemory }
        self.decoder = decoder
        do {
            try Self.check(CJPEG_status(decoder), decoder)
            var count = 0
            let exif = CJPEG_exif(decoder, &count)
            orientation =
                exif.map { Orientation(exif: UnsafeRawBufferPointer(start: $0, count: count)) }
                ?? .upright
            if let atLeast {
                let asked =
                    orientation.swapsSides
                    ? (atLeast.height, atLeast.width) : (atLeast.width, atLeast.height)
                // Beyond the format's own limit no scale is small enough; the clamp keeps it an
                // Int32.
                try Self.check(
                    CJPEG_scale(decoder, Int32(clamping: asked.0), Int32(clamping: asked.1)),
                    decoder)
            }
        } catch {
            CJPEG_close(decoder)
            throw error
        }
        let stored = (Int(CJPEG_width(decoder)), Int(CJPEG_height(decoder)))
        (width, height) = orientation.swapsSides ? (stored.1, stored.0) : stored
    }

    deinit { CJPEG_close(decoder) }

    /// Bytes that were passed over between parts of the file, see `Image.strayBytes`.
    var strayBytes: Int { Int(CJPEG_stray(decoder)) }

    /// The whole picture, upright, of a file that is whole: damage anywhere is an error.
    func image() throws -> Image {
        let sides = orientation.swapsSides ? (height, width) : (width, height)
        return try Image(width: sides.0, height: sides.1) {
            try Self.check(CJPEG_read(decoder, $0.baseAddress), decoder)
        }.upright(from: orientation)
    }

    /// A part at another size: the pixels that the whole picture has there, though no more is
    /// decoded than they need. Damage that does not touch them is not seen.
    func part(
        x: Int, y: Int, width partWidth: Int, height partHeight: Int, toWidth: Int, toHeight: Int,
        mirrored: Bool
    ) throws -> ColorPlanes {
        // Turned pictures are rare; a part of theirs is another part of what is stored.
        guard orientation == .upright else {
            return try image().part(
                x: x, y: y, width: partWidth, height: partHeight, toWidth: toWidth,
                toHeight: toHeight, mirrored: mirrored)
        }
        let cut = try Image(width: partWidth, height: partHeight) {
            try Self.check(
                CJPEG_read_part(
                    decoder, Int32(x), Int32(y), Int32(partWidth), Int32(partHeight),
                    $0.baseAddress), decoder)
        }
        return cut.part(
            x: 0, y: 0, width: partWidth, height: partHeight, toWidth: toWidth,
            toHeight: toHeight, mirrored: mirrored)
    }

    private static func check(_ status: Int32, _ decoder: OpaquePointer) throws {
        let message = String(cString: CJPEG_message(decoder))
        switch status {
        case Int32(CJPEG_OK): return
        case Int32(CJPEG_TOO_LARGE): throw ImageError.tooLarge(message)
        case Int32(CJPEG_NO_MEMORY): throw ImageError.noMemory
        default: throw ImageError.damaged(format: ImageFormat.jpeg.rawValue, message)
        }
    }
}
