/// A picture that parts can be taken from: an `Image`, one whose bytes somebody else keeps, or a
/// JPEG that decodes no more than the part.
protocol Picture {
    /// Why a part cannot be had.
    associatedtype Failure: Error
    /// Pixels in a row.
    var width: Int { get }
    /// Rows.
    var height: Int { get }
    /// A part at another size, see `Image.resized`.
    func resized(
        x: Int, y: Int, width: Int, height: Int, toWidth: Int, toHeight: Int, mirrored: Bool
    ) throws(Failure) -> Image
}

extension Image: Picture {
    typealias Failure = Never
}

/// A picture whose bytes lie in memory that somebody else keeps, such as a mapped file.
public struct BorrowedImage: Picture {
    typealias Failure = Never

    /// Pixels in a row.
    public let width: Int
    /// Rows.
    public let height: Int
    let pixels: UnsafePointer<UInt8>

    /// The picture of `pixels`: height × width × 3 bytes that outlive it and do not change.
    public init(width: Int, height: Int, pixels: UnsafeRawBufferPointer) {
        precondition(width > 0 && height > 0, "an image has at least one pixel")
        precondition(pixels.count == width * height * 3, "an image has three bytes a pixel")
        self.width = width
        self.height = height
        self.pixels = pixels.bindMemory(to: UInt8.self).baseAddress!
    }

    func resized(
        x: Int, y: Int, width: Int, height: Int, toWidth: Int, toHeight: Int, mirrored: Bool
    ) -> Image {
        precondition(
            x >= 0 && y >= 0 && x + width <= self.width && y + height <= self.height,
            "a part lies inside its image")
        return .resized(
            pixels + (y * self.width + x) * 3, stride: self.width * 3, width: width,
            height: height, toWidth: toWidth, toHeight: toHeight, mirrored: mirrored)
    }
}
