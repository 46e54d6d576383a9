/// The textures and strokes that classes are drawn with.
enum Fill: String, CaseIterable, Sendable, Codable {
    case solid, outlined, ringed, striped, dotted, checkered, hatched, speckled, halved

    /// How much of the first ink lies at a place in a shape, 0...1; the rest is the second ink.
    ///
    /// - Parameters:
    ///   - p: the place in pixels, turned with the texture.
    ///   - distance: the distance to the shape's edge in pixels, negative inside.
    ///   - period: how far the texture's parts are apart, in pixels.
    func ink(at p: Point, distance: Float, period: Float, noise: ValueNoise) -> Float {
        switch self {
        case .solid: return 1
        case .outlined: return cover(-distance - 0.42 * period)
        case .ringed: return cover(wave(distance / period) * period / 4)
        case .striped: return cover(wave(p.x / period) * period / 4)
        case .dotted:
            let cell = p / period
            let gap = cell - cell.rounded(.toNearestOrEven)
            return cover(length(gap) * period - 0.3 * period)
        case .checkered:
            return cover(wave(p.x / period / 1.5) * wave(p.y / period / 1.5) * period / 3)
        case .hatched:
            let line = min(0.6 - abs(wave(p.x / period / 2)), 0.6 - abs(wave(p.y / period / 2)))
            return cover(-line * period / 2)
        case .speckled: return cover((noise.value(p * (1.5 / period)) - 0.5) * period)
        case .halved: return cover(p.x)
        }
    }
}

/// 1 well inside (distance below −½ pixel), 0 well outside, a ramp between: a smooth edge.
func cover(_ distance: Float) -> Float { min(max(0.5 - distance, 0), 1) }

/// A triangular wave of period one between −1 and 1.
private func wave(_ x: Float) -> Float { 4 * abs(x - x.rounded(.down) - 0.5) - 1 }

/// Smooth noise of the plane: a random number on each lattice point, blended between.
struct ValueNoise: Sendable {
    private let key: UInt32

    /// Another noise for every `key`.
    init(key: UInt64) { self.key = UInt32(truncatingIfNeeded: key >> 16) | 1 }

    /// The noise at `p`, 0...1; it varies over a length of about one.
    func value(_ p: Point) -> Float {
        let cell = p.rounded(.down)
        let (x, y) = (Int32(cell.x), Int32(cell.y))
        let f = p - cell
        let s = f * f * (3 - 2 * f)
        let top = corner(x, y) + s.x * (corner(x &+ 1, y) - corner(x, y))
        let bottom = corner(x, y &+ 1) + s.x * (corner(x &+ 1, y &+ 1) - corner(x, y &+ 1))
        return top + s.y * (bottom - top)
    }

    private func corner(_ x: Int32, _ y: Int32) -> Float {
        var h = UInt32(bitPattern: x) &* 0x9E37_79B1 ^ UInt32(bitPattern: y) &* 0x85EB_CA77 ^ key
        h = (h ^ (h >> 15)) &* 0x2C1B_3C6D
        h = (h ^ (h >> 12)) &* 0x297A_2D39
        return Float((h ^ (h >> 15)) >> 8) * 0x1p-24
    }
}
