extension Image {
    /// This picture at another size, by the antialiased triangle filter (`TriangleFilter`).
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
        if partWidth == toWidth && partHeight == toHeight {
            let part = cropped(x: x, y: y, width: partWidth, height: partHeight)
            return mirrored ? part.flipped() : part
        }
        let columns = TriangleFilter(source: partWidth, target: toWidth)
        let rows = TriangleFilter(source: partHeight, target: toHeight)
        let stride = width * 3
        return pixels.withUnsafeBufferPointer { source in
            Image(width: toWidth, height: toHeight) { target in
                // One source row's worth of sums, and one pixel more: pixels are read by fours.
                withUnsafeTemporaryAllocation(of: Float.self, capacity: partWidth * 3 + 4) { sums in
                    sums.initialize(repeating: 0)
                    let sums = sums.baseAddress!
                    for row in 0..<toHeight {
                        let taps = rows.taps[row]
                        let first = source.baseAddress! + (y + taps.start) * stride + x * 3
                        for k in 0..<taps.count {
                            add(
                                first + k * stride, times: rows.weights[taps.firstWeight + k],
                                to: sums, count: partWidth * 3, first: k == 0)
                        }
                        let out = target.baseAddress! + row * toWidth * 3
                        write(
                            UnsafePointer(sums), by: columns,
                            to: mirrored ? out + (toWidth - 1) * 3 : out, step: mirrored ? -3 : 3)
                    }
                }
            }
        }
    }
}

/// sums += weight · bytes (or = where `first`), `count` of them.
private func add(
    _ bytes: UnsafePointer<UInt8>, times weight: Float, to sums: UnsafeMutablePointer<Float>,
    count: Int, first: Bool
) {
    if first {
        for i in 0..<count { sums[i] = weight * Float(bytes[i]) }
    } else {
        for i in 0..<count { sums[i] += weight * Float(bytes[i]) }
    }
}

/// One target row from one row of sums (interleaved RGB), rounded to bytes; the first target pixel
/// is at `target`, the next `step` bytes on.
private func write(
    _ sums: UnsafePointer<Float>, by filter: borrowing TriangleFilter,
    to target: UnsafeMutablePointer<UInt8>, step: Int
) {
    var out = target
    filter.taps.withUnsafeBufferPointer { taps in
        filter.weights.withUnsafeBufferPointer { weights in
            for tap in taps {
                // Added to 2²³, a sum below 2²² leaves its rounded value in the lowest bits: a
                // conversion that needs no range check. The fourth lane holds the next pixel's red.
                var total = SIMD4<Float>(repeating: 0)
                let pixel = UnsafeRawPointer(sums + tap.start * 3)
                for k in 0..<tap.count {
                    total +=
                        weights[tap.firstWeight + k]
                        * pixel.loadUnaligned(fromByteOffset: k * 12, as: SIMD4<Float>.self)
                }
                let rounded = unsafeBitCast(total + 0x1p23, to: SIMD4<UInt32>.self)
                out[0] = UInt8(truncatingIfNeeded: rounded.x)
                out[1] = UInt8(truncatingIfNeeded: rounded.y)
                out[2] = UInt8(truncatingIfNeeded: rounded.z)
                out += step
            }
        }
    }
}
