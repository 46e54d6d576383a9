import CPixels

extension Image {
    /// This picture at another size, by the antialiased triangle filter (`ResizeFilter`).
    public func resized(width newWidth: Int, height newHeight: Int) -> Image {
        resized(x: 0, y: 0, width: width, height: height, toWidth: newWidth, toHeight: newHeight)
    }

    /// The part at (`x`, `y`) of `width` × `height` at another size, as if it were cut out first,
    /// so that nothing outside it shows in the result; `mirrored` exchanges its left and right.
    public func resized(
        x: Int, y: Int, width partWidth: Int, height partHeight: Int, toWidth: Int, toHeight: Int,
        mirrored: Bool = false
    ) -> Image {
        precondition(
            x >= 0 && y >= 0 && x + partWidth <= width && y + partHeight <= height,
            "a part lies inside its image")
        return pixels.withUnsafeBufferPointer { pixels in
            .resized(
                pixels.baseAddress! + (y * width + x) * 3, stride: width * 3, width: partWidth,
                height: partHeight, toWidth: toWidth, toHeight: toHeight, mirrored: mirrored)
        }
    }

    /// The picture of `width` × `height` whose first byte is at `source`, its rows `stride` bytes
    /// apart, at another size.
    static func resized(
        _ source: UnsafePointer<UInt8>, stride: Int, width: Int, height: Int, toWidth: Int,
        toHeight: Int, mirrored: Bool
    ) -> Image {
        if width == toWidth && height == toHeight {
            let part = Image(width: width, height: height) { target in
                for row in 0..<height {
                    (target.baseAddress! + row * width * 3)
                        .initialize(from: source + row * stride, count: width * 3)
                }
            }
            return mirrored ? part.flipped() : part
        }
        let columns = ResizeFilter(source: width, target: toWidth)
        let rows = ResizeFilter(source: height, target: toHeight)
        let (columnWeights, rowWeights) = (columns.singles, rows.singles)
        return Image(width: toWidth, height: toHeight) { target in
            // One source row's worth of sums, and one float more: pixels are read by fours.
            withUnsafeTemporaryAllocation(of: Float.self, capacity: width * 3 + 1) { sums in
                sums.initialize(repeating: 0)
                let sums = sums.baseAddress!
                for row in 0..<toHeight {
                    rowWeights.withUnsafeBufferPointer { weights in
                        CPixels_weigh_rows(
                            source + rows.starts[row] * stride, stride,
                            weights.baseAddress! + row * rows.taps, rows.taps, width * 3, sums)
                    }
                    CPixels_weigh_columns(
                        sums, columns.starts, columnWeights, columns.taps, toWidth,
                        mirrored ? 1 : 0, target.baseAddress! + row * toWidth * 3)
                }
            }
        }
    }
}

/// A picture that parts can be taken from: an `Image`, or a JPEG that decodes no more than the part.
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
