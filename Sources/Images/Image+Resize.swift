import CPixels

extension Image {
    /// This picture at another size, by the antialiased triangle filter (`ResizeFilter`).
    public func resized(width newWidth: Int, height newHeight: Int) -> Image {
        Image(
            part(x: 0, y: 0, width: width, height: height, toWidth: newWidth, toHeight: newHeight))
    }

    /// The part at (`x`, `y`) of `width` × `height` at another size, as if it were cut out first,
    /// so that nothing outside it shows in the result; `mirrored` exchanges its left and right.
    public func part(
        x: Int, y: Int, width partWidth: Int, height partHeight: Int, toWidth: Int, toHeight: Int,
        mirrored: Bool = false
    ) -> ColorPlanes {
        precondition(
            x >= 0 && y >= 0 && x + partWidth <= width && y + partHeight <= height,
            "a part lies inside its image")
        let columns = ResizeFilter(source: partWidth, target: toWidth, mirrored: mirrored)
        let rows = ResizeFilter(source: partHeight, target: toHeight)
        return pixels.withUnsafeBufferPointer {
            ColorPlanes(
                $0.baseAddress! + (y * width + x) * 3, stride: width * 3, width: partWidth,
                columns: columns, rows: rows)
        }
    }
}

extension ColorPlanes {
    /// The picture whose first byte is at `source`, its rows of `partWidth` pixels `stride` bytes
    /// apart, resized by `columns` and `rows`.
    ///
    /// The rows are weighed first. Two of them go through the columns together: one vector holds a
    /// pixel of each, and both take the same weights.
    fileprivate init(
        _ source: UnsafePointer<UInt8>, stride: Int, width partWidth: Int, columns: ResizeFilter,
        rows: ResizeFilter
    ) {
        let (columnWeights, rowWeights) = (columns.singles, rows.singles)
        let (toWidth, toHeight) = (columns.starts.count, rows.starts.count)
        let row = partWidth * 3
        self.init(width: toWidth, height: toHeight) { target in
            // Two rows of sums and one float more, since pixels are read by fours; then the pairs.
            withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * row + 1 + 8 * partWidth) {
                let (sums, pairs) = ($0.baseAddress!, $0.baseAddress! + 2 * row + 1)
                pairs[-1] = 0
                for upper in Swift.stride(from: 0, to: toHeight, by: 2) {
                    let lower = min(upper + 1, toHeight - 1)
                    for (place, y) in [upper, lower].enumerated() {
                        rowWeights.withUnsafeBufferPointer { weights in
                            CPixels_weigh_rows(
                                source + rows.starts[y] * stride, stride,
                                weights.baseAddress! + y * rows.taps, rows.taps, row,
                                sums + place * row)
                        }
                    }
                    CPixels_weigh_columns(
                        sums, partWidth, pairs, columns.starts, columnWeights, columns.taps,
                        toWidth, toWidth * toHeight, target + upper * toWidth,
                        target + lower * toWidth)
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
    /// A part at another size, see `Image.part`.
    func part(
        x: Int, y: Int, width: Int, height: Int, toWidth: Int, toHeight: Int, mirrored: Bool
    ) throws(Failure) -> ColorPlanes
}

extension Image: Picture {
    typealias Failure = Never
}
