import Randomness

/// A colour in red, green and blue, 0...1; the fourth lane is not used.
typealias Ink = SIMD4<Float>

extension Ink {
    /// The colour of a hue (0...1 around the circle), saturation and lightness (0...1).
    static func of(hue: Float, saturation: Float, lightness: Float) -> Ink {
        let turn = 6 * (hue - hue.rounded(.down))
        func channel(_ offset: Float) -> Float {
            let t = (turn + offset).truncatingRemainder(dividingBy: 6)
            let level = Swift.min(Swift.max(abs(t - 3) - 1, 0), 1)
            return lightness + saturation * (level - 0.5) * (1 - abs(2 * lightness - 1))
        }
        return Ink(channel(0), channel(4), channel(2), 0)
    }

    /// This colour with part `amount` of `other`.
    func mixed(with other: Ink, _ amount: Float) -> Ink { self + amount * (other - self) }
}

/// The colours of one picture.
struct Palette {
    let sky: Ink
    let ground: Ink
    /// The shapes' two inks.
    let first: Ink
    let second: Ink
    /// Colours for clutter.
    let clutter: [Ink]

    /// Random colours whose shapes stand out in lightness from the background, to either side.
    ///
    /// - Parameter hue: the shapes' hue.
    init(hue: Float, using generator: inout Generator) {
        let isDark = generator.happens(0.4)
        let back = isDark ? generator.float(0.08...0.36) : generator.float(0.64...0.92)
        let front = isDark ? generator.float(0.6...0.88) : generator.float(0.12...0.42)
        let backHue = Float(generator.uniform())
        let slope = generator.float(0.02...0.12)
        let saturation = generator.float(0...0.5)
        sky = .of(hue: backHue, saturation: saturation, lightness: Swift.min(back + slope, 0.98))
        ground = .of(
            hue: backHue + generator.float(-0.15...0.15), saturation: saturation,
            lightness: Swift.max(back - slope, 0.02))
        first = .of(hue: hue, saturation: generator.float(0.3...1), lightness: front)
        // The second ink lies near the background's lightness, so that textures stand out.
        second = .of(
            hue: generator.happens(0.5) ? hue : Float(generator.uniform()),
            saturation: generator.float(0...0.7),
            lightness: back + (front - back) * generator.float(-0.1...0.4))
        clutter = (0..<4).map { _ in
            .of(
                hue: Float(generator.uniform()), saturation: generator.float(0...0.9),
                lightness: back + (front - back) * generator.float(0.1...0.7))
        }
    }
}
