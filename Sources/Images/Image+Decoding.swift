import CJPEG
import CPictures
import Foundation

extension Image {
    /// The picture in a JPEG, PNG, WebP or HEIC file's bytes, upright (the camera's orientation mark
    /// is applied), over white where it is transparent.
    ///
    /// Grey becomes RGB; CMYK and YCCK are converted without a colour profile. A picture that is
    /// cut off or damaged is an error, even where a decoder would fill the gap with grey.
    ///
    /// - Parameters:
    ///   - file: the file's bytes; anything may be in them.
    ///   - atLeast: where given, decoding a JPEG may halve, quarter or eighth the picture as long as
    ///     no side of the upright picture falls below this: much faster than to shrink it later.
    /// - Throws: `ImageError`.
    public static func decode(
        _ file: some ContiguousBytes, atLeast: (width: Int, height: Int)? = nil
    ) throws -> Image {
        try file.withUnsafeBytes { bytes in
            switch try ImageFormat(of: bytes) {
            case .jpeg: try JPEGDecoder(bytes, atLeast: atLeast).image()
            case let format: try OtherDecoder(bytes, format).image()
            }
        }
    }

    /// The size of what `decode` would give, from the header alone.
    ///
    /// - Throws: `ImageError`.
    public static func size(
        of file: some ContiguousBytes, atLeast: (width: Int, height: Int)? = nil
    ) throws -> (width: Int, height: Int) {
        try file.withUnsafeBytes { bytes in
            switch try ImageFormat(of: bytes) {
            case .jpeg:
                let decoder = try JPEGDecoder(bytes, atLeast: atLeast)
                return (decoder.width, decoder.height)
            case let format:
                let decoder = try OtherDecoder(bytes, format)
                return (decoder.width, decoder.height)
            }
        }
    }

    /// Looks at all of a picture as `decode` does.
    ///
    /// - Returns: how many bytes stand between the parts of a JPEG that belong to none of them; all
    ///   of its picture is there nonetheless. 0 for every clean file.
    /// - Throws: `ImageError`.
    public static func strayBytes(in file: some ContiguousBytes) throws -> Int {
        try file.withUnsafeBytes { bytes in
            guard try ImageFormat(of: bytes) == .jpeg else {
                _ = try decode(bytes)
                return 0
            }
            // The smallest scale still reads every coefficient, so it finds all damage.
            let decoder = try JPEGDecoder(bytes, atLeast: (1, 1))
            _ = try decoder.image()
            return decoder.strayBytes
        }
    }

    /// The decoders that this program uses, with their versions: others may decode to slightly other
    /// bytes.
    public static var decoders: String {
        "libjpeg-turbo \(CJPEG_VERSION), \(String(cString: CPictures_versions()))"
    }
}
