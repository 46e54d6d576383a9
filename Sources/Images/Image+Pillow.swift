import CPixels

extension Image {
    /// This picture at another size with Pillow's bytes: its filter, its order of the two passes (along
    /// the rows first), and its rounding to bytes between them (`Image.resize`,
    /// `src/libImaging/Resample.c`).
    ///
    /// `resized` rounds once and is nearer to the filter; this is what networks saw that were trained
    /// on Pillow's pictures.
    public func resizedAsPillow(
        width newWidth: Int, height newHeight: Int, _ interpolation: Interpolation
    ) -> Image {
        var image = self
        // A pass that would change no size is left out.
        if newWidth != width {
            let filter = ResizeFilter(interpolation, source: width, target: newWidth)
            let weights = filter.fixed
            image = Image(width: newWidth, height: height) { target in
                pixels.withUnsafeBufferPointer { source in
                    for row in 0..<height {
                        CPixels_fixed_columns(
                            source.baseAddress! + 3 * row * width, filter.starts, weights,
                            filter.taps, newWidth, target.baseAddress! + 3 * row * newWidth)
                    }
                }
            }
        }
        guard newHeight != height else { return image }
        let filter = ResizeFilter(interpolation, source: height, target: newHeight)
        let weights = filter.fixed
        let length = 3 * newWidth
        return Image(width: newWidth, height: newHeight) { target in
            image.pixels.withUnsafeBufferPointer { source in
                for row in 0..<newHeight {
                    weights.withUnsafeBufferPointer { weights in
                        CPixels_fixed_rows(
                            source.baseAddress! + filter.starts[row] * length, length,
                            weights.baseAddress! + row * filter.taps, filter.taps, length,
                            target.baseAddress! + row * length)
                    }
                }
            }
        }
    }
}
