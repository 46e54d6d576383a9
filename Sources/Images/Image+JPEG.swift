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
            try JPEGDecoder(bytes, atLeast: atLeast).image()
        }
    }

    /// The size of what `decode` would give, from the header alone.
    ///
    /// - Throws: `ImageError`.
    public static func size(
        ofJPEG jpeg: some ContiguousBytes, atLeast: (width: Int, height: Int)? = nil
    ) throws -> (width: Int, height: Int) {
        try jpeg.withUnsafeBytes { bytes in
            let decoder = try JPEGDecoder(bytes, atLeast: atLeast)
            return (decoder.width, decoder.height)
        }
    }

    /// The version of libjpeg-turbo that this program was built with, as one number: another may
    /// decode to slightly other bytes.
    public static var decoderVersion: Int { Int(CJPEG_VERSION) }

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
