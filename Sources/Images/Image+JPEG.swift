import CJPEG
import Foundation

extension Image {
    /// The picture in a JPEG file's bytes, upright (the camera's orientation mark is applied).
    ///
    /// Grey becomes RGB; CMYK and YCCK are converted without a colour profile. A picture that is
    /// cut off or damaged is an error, even where libjpeg would fill the gap with grey.
    ///
    /// - Parameters:
    ///   - jpeg: the file's bytes; anything may be in them.
    ///   - atLeast: where given, decoding may halve, quarter or eighth the picture as long as no
    ///     side of the upright picture falls below this: much faster than to shrink it later.
    /// - Throws: `ImageError`.
    public static func decode(
        jpeg: some ContiguousBytes, atLeast: (width: Int, height: Int)? = nil
    ) throws -> Image {
        try jpeg.withUnsafeBytes { bytes in
            let decoder = try JPEGDecoder(bytes)
            return try decoder.image(atLeast: atLeast)
        }
    }

    /// This picture as a JPEG file (baseline, 4:2:0).
    ///
    /// Equal pictures give equal bytes. Sides are at most 65,500 pixels, the format's limit.
    /// - Parameter quality: 1 (small) to 100 (exact).
    public func jpeg(quality: Int = 92) -> [UInt8] {
        precondition(max(width, height) <= 65_500, "a JPEG's sides are at most 65,500 pixels")
        var bytes: UnsafeMutablePointer<UInt8>?
        var count = 0
        let status = CJPEG_encode(
            pixels, Int32(width), Int32(height), Int32(quality), &bytes, &count)
        guard status == Int32(CJPEG_OK), let bytes else {
            fatalError("libjpeg ran out of memory on a picture of \(width) × \(height)")
        }
        defer { CJPEG_free(bytes) }
        return Array(UnsafeBufferPointer(start: bytes, count: count))
    }
}

/// One JPEG being read. Its bytes must outlive it.
private final class JPEGDecoder {
    private let decoder: OpaquePointer

    init(_ bytes: UnsafeRawBufferPointer) throws {
        if let error = ImageError.wrongStart(of: bytes) { throw error }
        let start = bytes.bindMemory(to: UInt8.self).baseAddress
        guard let decoder = CJPEG_open(start, bytes.count) else { throw ImageError.noMemory }
        self.decoder = decoder
        try check(CJPEG_status(decoder))
    }

    deinit { CJPEG_close(decoder) }

    func image(atLeast: (width: Int, height: Int)?) throws -> Image {
        let orientation = orientation()
        if let atLeast {
            let asked = orientation.swapsSides ? (atLeast.height, atLeast.width) : atLeast
            // Beyond the format's own limit no scale is small enough; the clamp keeps it an Int32.
            try check(
                CJPEG_scale(decoder, Int32(clamping: asked.0), Int32(clamping: asked.1)))
        }
        let width = Int(CJPEG_width(decoder))
        let height = Int(CJPEG_height(decoder))
        let stored = try Image(width: width, height: height) {
            try check(CJPEG_read(decoder, $0.baseAddress))
        }
        return stored.upright(from: orientation)
    }

    private func orientation() -> Orientation {
        var count = 0
        guard let exif = CJPEG_exif(decoder, &count) else { return .upright }
        return Orientation(exif: UnsafeRawBufferPointer(start: exif, count: count))
    }

    private func check(_ status: Int32) throws {
        let message = String(cString: CJPEG_message(decoder))
        switch status {
        case Int32(CJPEG_OK): return
        case Int32(CJPEG_TOO_LARGE): throw ImageError.tooLarge(message)
        case Int32(CJPEG_NO_MEMORY): throw ImageError.noMemory
        default: throw ImageError.damaged(message)
        }
    }
}
