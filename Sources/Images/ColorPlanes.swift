import CPixels

/// A picture as networks take it: a plane of red, one of green and one of blue.
///
/// Its values are whole numbers 0...255, as the bytes of an `Image` are. Loops over planes are plain
/// vector loops, which those over pixels of three bytes are not.
public struct ColorPlanes: Sendable, Equatable {
    /// Pixels in a row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// 3 × height × width.
    public internal(set) var values: [Float]

    /// Pixels of each plane.
    var count: Int { width * height }

    /// The planes of `image`.
    public init(_ image: Image) {
        self.init(width: image.width, height: image.height) {
            CPixels_planes(image.pixels, image.width * image.height, $0)
        }
    }

    /// ColorPlanes that `fill` writes (all of 3 × height × width).
    init(width: Int, height: Int, fill: (UnsafeMutablePointer<Float>) -> Void) {
        (self.width, self.height) = (width, height)
        let count = 3 * width * height
        values = [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            fill(buffer.baseAddress!)
            initialized = count
        }
    }
}

extension Image {
    /// The picture with these planes.
    public init(_ planes: ColorPlanes) {
        self.init(width: planes.width, height: planes.height) {
            CPixels_bytes(planes.values, planes.count, $0.baseAddress)
        }
    }
}
