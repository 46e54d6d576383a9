import Images
import Randomness

/// A square picture while it is painted: one `Ink` a pixel.
struct Canvas {
    /// Side in pixels.
    let size: Int
    private var pixels: [Ink]

    /// An empty canvas of `size` × `size`.
    init(size: Int) {
        self.size = size
        pixels = [Ink](repeating: .zero, count: size * size)
    }

    /// Changes every pixel within `radius` of `center` (both in pixels) as `paint` says, which gets
    /// the pixel's middle and its ink.
    mutating func paint(around center: Point, radius: Float, _ paint: (Point, Ink) -> Ink) {
        let (left, right) = span(center.x, radius)
        let (top, bottom) = span(center.y, radius)
        guard left < right && top < bottom else { return }
        let size = size
        pixels.withUnsafeMutableBufferPointer { pixels in
            for y in top..<bottom {
                for x in left..<right {
                    let i = y * size + x
                    pixels[i] = paint(Point(Float(x) + 0.5, Float(y) + 0.5), pixels[i])
                }
            }
        }
    }

    /// Changes every pixel.
    mutating func paint(_ paint: (Point, Ink) -> Ink) {
        let middle = Point(repeating: Float(size) / 2)
        self.paint(around: middle, radius: Float(size), paint)
    }

    private func span(_ center: Float, _ radius: Float) -> (Int, Int) {
        let limit = Float(size)
        return (
            Int(min(max(center - radius, 0), limit)),
            Int(min(max(center + radius + 1, 0), limit))
        )
    }

    /// The picture, with grain of deviation `grain` (0...1) added.
    func image(grain: Float, using generator: inout Generator) -> Image {
        var bytes = [UInt8](repeating: 0, count: size * size * 3)
        for (i, ink) in pixels.enumerated() {
            let bits = generator.next()
            // Grain is mostly common to the three channels, as in a photo.
            let common = Self.noise(UInt32(truncatingIfNeeded: bits))
            let own = Self.noise(UInt32(truncatingIfNeeded: bits >> 32))
            let noisy = ink + grain * (Ink(common, common, common, 0) + Ink(own, 0, -own, 0) * 0.4)
            let scaled = (noisy * 255).clamped(
                lowerBound: Ink(repeating: 0), upperBound: Ink(repeating: 255))
            bytes[3 * i] = UInt8(scaled.x.rounded())
            bytes[3 * i + 1] = UInt8(scaled.y.rounded())
            bytes[3 * i + 2] = UInt8(scaled.z.rounded())
        }
        return Image(width: size, height: size, pixels: bytes)
    }

    /// Nearly a standard normal number: the sum of four bytes, centred and scaled. No logarithm,
    /// whose last bits differ between machines.
    private static func noise(_ bits: UInt32) -> Float {
        let sum = (bits & 255) + (bits >> 8 & 255) + (bits >> 16 & 255) + (bits >> 24)
        return (Float(sum) - 510) / 147.8
    }
}
