/// A place or a direction in the plane: x to the right, y down.
typealias Point = SIMD2<Float>

/// The shapes that classes are drawn with, as signed distances: negative inside, in units of the
/// shape's radius. (Distances instead of outlines give stroke, ring and smooth edge for free.)
enum Shape: String, CaseIterable, Sendable, Codable {
    case disc, square, triangle, star, cross, moon, heart, hexagon, arrow, drop, flower, bolt

    /// The distance of `p` to the shape's edge; the shape's radius is about one.
    ///
    /// - Parameter corners: `self.corners`, looked up once for many points.
    func distance(_ p: Point, corners: [Point]) -> Float {
        switch self {
        case .disc: length(p) - 0.9
        case .square, .triangle, .star, .cross, .hexagon, .arrow, .bolt:
            polygonDistance(p, to: corners)
        case .moon: max(length(p) - 0.98, 0.8 - length(p - Point(0.5, -0.15)))
        case .heart:
            min(
                length(p - Point(-0.44, -0.32)) - 0.5, length(p - Point(0.44, -0.32)) - 0.5,
                polygonDistance(p, to: corners))
        case .drop: min(length(p - Point(0, 0.35)) - 0.62, polygonDistance(p, to: corners))
        case .flower:
            Self.petals.reduce(length(p) - 0.3) { min($0, length(p - $1) - 0.36) }
        }
    }

    /// The corners of the shape or of its straight part.
    var corners: [Point] { Self.table[self] ?? [] }

    private static let petals = ring(5, radius: 0.6)

    private static let table: [Shape: [Point]] = [
        .square: [Point(-0.8, -0.8), Point(0.8, -0.8), Point(0.8, 0.8), Point(-0.8, 0.8)],
        .triangle: [Point(0, -1), Point(0.95, 0.75), Point(-0.95, 0.75)],
        .star: zip(ring(5, radius: 1.05), ring(5, radius: 0.42, halfStep: true))
            .flatMap { [$0, $1] },
        .cross: [
            Point(-0.3, -0.95), Point(0.3, -0.95), Point(0.3, -0.3), Point(0.95, -0.3),
            Point(0.95, 0.3), Point(0.3, 0.3), Point(0.3, 0.95), Point(-0.3, 0.95),
            Point(-0.3, 0.3), Point(-0.95, 0.3), Point(-0.95, -0.3), Point(-0.3, -0.3),
        ],
        .hexagon: ring(6, radius: 0.98),
        .arrow: [
            Point(0, -1), Point(0.8, -0.1), Point(0.32, -0.1), Point(0.32, 0.95),
            Point(-0.32, 0.95), Point(-0.32, -0.1), Point(-0.8, -0.1),
        ],
        .heart: [Point(-0.86, -0.06), Point(0, -0.4), Point(0.86, -0.06), Point(0, 0.98)],
        .drop: [Point(0, -1.05), Point(0.56, 0.1), Point(-0.56, 0.1)],
        .bolt: [
            Point(0.25, -1.05), Point(-0.6, 0.2), Point(-0.08, 0.2), Point(-0.3, 1.05),
            Point(0.6, -0.25), Point(0.08, -0.25),
        ],
    ]

    /// `count` points on a circle from the top on, or half a step further. The numbers are sines
    /// of whole parts of a turn, written out so that every machine draws the same picture.
    private static func ring(_ count: Int, radius: Float, halfStep: Bool = false) -> [Point] {
        let fifths: [Point] = [
            Point(0, -1), Point(0.951_056_5, -0.309_017), Point(0.587_785_3, 0.809_017),
            Point(-0.587_785_3, 0.809_017), Point(-0.951_056_5, -0.309_017),
        ]
        let sixths: [Point] = [
            Point(0, -1), Point(0.866_025_4, -0.5), Point(0.866_025_4, 0.5), Point(0, 1),
            Point(-0.866_025_4, 0.5), Point(-0.866_025_4, -0.5),
        ]
        let corners = count == 5 ? fifths : sixths
        // Half a step after corner i of five lies opposite to corner i + 3.
        return corners.indices.map {
            halfStep ? -radius * corners[($0 + 3) % 5] : radius * corners[$0]
        }
    }
}

/// The length of `p`.
func length(_ p: Point) -> Float { (p.x * p.x + p.y * p.y).squareRoot() }

/// The signed distance of `p` to a polygon, negative inside (even–odd rule).
private func polygonDistance(_ p: Point, to corners: [Point]) -> Float {
    var nearest = Float.infinity
    var inside = false
    corners.withUnsafeBufferPointer { corners in
        var b = corners[corners.count - 1]
        for a in corners {
            let edge = b - a
            let w = p - a
            let along = (w.x * edge.x + w.y * edge.y) / (edge.x * edge.x + edge.y * edge.y)
            let t = min(max(along, 0), 1)
            let gap = w - t * edge
            nearest = min(nearest, gap.x * gap.x + gap.y * gap.y)
            if (a.y > p.y) != (b.y > p.y) && p.x < edge.x * (p.y - a.y) / edge.y + a.x {
                inside.toggle()
            }
            b = a
        }
    }
    return inside ? -nearest.squareRoot() : nearest.squareRoot()
}
