import CJPEG

extension Image {
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
