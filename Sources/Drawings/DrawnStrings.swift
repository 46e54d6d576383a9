import Randomness

/// Strings of drawn glyphs, for learning to read: pictures of one channel, each with a few shapes of
/// an alphabet from left to right.
///
/// Size, turn, stretch, stroke, strength and distance vary from glyph to glyph; lightness, clouds
/// and grain from picture to picture.
public struct DrawnStrings: Sendable {
    /// What the glyphs are called, by their index in labels.
    public static let alphabet = shapes.map(\.rawValue)
    /// The size of a picture in pixels.
    public static let height = 16
    /// The width of a picture of six glyphs, in pixels.
    public static let width = 64

    /// (count × height × width of a picture): the background and the ink are about −½ and ½, or the
    /// other way round.
    public let pixels: [Float]
    /// The glyphs of each picture, from left to right, as indices into the alphabet.
    public let labels: [[Int]]
    /// How many pictures.
    public var count: Int { labels.count }

    private static let shapes: [Shape] = [
        .disc, .square, .triangle, .star, .cross, .moon, .heart, .arrow, .drop, .bolt,
    ]

    /// `count` random pictures of as many glyphs as `lengths` says, each of at most ten and a half
    /// pixels of `width`.
    public init(
        _ count: Int, lengths: ClosedRange<Int> = 3...6, width: Int = Self.width,
        using generator: inout Generator
    ) {
        precondition(
            lengths.lowerBound >= 0 && 21 * lengths.upperBound <= 2 * width,
            "\(lengths.upperBound) glyphs do not fit")
        var pixels: [Float] = []
        pixels.reserveCapacity(count * Self.height * width)
        var labels: [[Int]] = []
        for _ in 0..<count {
            let length = lengths.lowerBound + generator.integer(below: lengths.count)
            let label = (0..<length).map { _ in generator.integer(below: Self.shapes.count) }
            labels.append(label)
            pixels += Self.picture(of: label, width: width, using: &generator)
        }
        (self.pixels, self.labels) = (pixels, labels)
    }

    private static func picture(
        of label: [Int], width: Int, using generator: inout Generator
    ) -> [Float] {
        var ink = [Float](repeating: 0, count: height * width)
        // A glyph takes ten and a half pixels at most, so that six always fit.
        let widths = label.map { _ in generator.float(8.5...10.5) }
        let free = Float(width) - widths.reduce(0, +)
        var left = generator.float(0...max(free * 0.6, 0))
        let spacing = (free - left) / Float(max(label.count, 1)) * generator.float(0...0.7)
        for (glyph, own) in zip(label, widths) {
            let center = Point(left + own / 2, Float(height) / 2 + generator.float(-2...2))
            paint(
                shapes[glyph], at: center, radius: own * 0.54, on: &ink,
                width: width, using: &generator)
            left += own + spacing
        }
        let noise = ValueNoise(key: generator.next())
        let (scale, strength) = (generator.float(0.05...0.25), generator.float(0...0.6))
        let grain = generator.float(0.03...0.15)
        let sign: Float = generator.happens(0.5) ? 1 : -1
        return ink.indices.map { index in
            let place = Point(Float(index % width), Float(index / width))
            let cloud = strength * (noise.value(place * scale) - 0.5)
            return sign * (ink[index] - 0.5) + cloud + grain * Float(generator.normal())
        }
    }

    private static func paint(
        _ shape: Shape, at center: Point, radius: Float, on ink: inout [Float],
        width: Int, using generator: inout Generator
    ) {
        // A turn by 2·arctan(t / 2), without trigonometry.
        let t = generator.float(-0.35...0.35)
        let q = t * t / 4
        let (cosine, sine) = ((1 - q) / (1 + q), t / (1 + q))
        let stretch = generator.float(0.85...1.2)
        let wobble = generator.float(0...0.15)
        let stroke: Float? = generator.happens(0.35) ? generator.float(0.6...1) : nil
        let strength = generator.float(0.6...1)
        let noise = ValueNoise(key: generator.next())
        let corners = shape.corners
        let reach = radius * 1.6
        for y in max(0, Int(center.y - reach))..<min(height, Int(center.y + reach) + 1) {
            for x in max(0, Int(center.x - reach))..<min(width, Int(center.x + reach) + 1) {
                let p = (Point(Float(x) + 0.5, Float(y) + 0.5) - center) / radius
                let local = Point(
                    (cosine * p.x - sine * p.y) / stretch, (sine * p.x + cosine * p.y) * stretch)
                let bend = Point(noise.value(local * 1.5 + 9), noise.value(local * 1.5 + 71))
                let distance =
                    radius * shape.distance(local + wobble * (2 * bend - 1), corners: corners)
                let amount = strength * cover(stroke.map { abs(distance) - $0 } ?? distance)
                ink[y * width + x] = max(ink[y * width + x], amount)
            }
        }
    }
}
