import Foundation
import Randomness

/// Points of two interlocked spirals, one for each class: the plane on which Manifold Mixup's
/// authors show what it does (Verma et al. 2019, arXiv 1806.05236, figure 1).
struct SpiralPoints {
    /// (points × 2), within about ±1.
    let coordinates: [Float]
    /// The spiral of each point: 0 or 1.
    let labels: [Int]
    var count: Int { labels.count }

    /// The standard deviation of points from their spiral, in each coordinate: our choice, less than a
    /// tenth of the way from one spiral to the other.
    private static let noise = 0.03

    /// `count` points of each spiral at random places along it, and near it.
    init(_ count: Int, using generator: inout Generator) {
        var coordinates: [Float] = []
        var labels: [Int] = []
        for label in 0..<2 {
            for _ in 0..<count {
                let way = generator.uniform()
                // One and a quarter turns from near the middle outwards, the other half a turn on.
                let angle = 2.5 * .pi * way + .pi * Double(label)
                let radius = 0.12 + 0.88 * way
                coordinates.append(Float(radius * cos(angle) + Self.noise * generator.normal()))
                coordinates.append(Float(radius * sin(angle) + Self.noise * generator.normal()))
                labels.append(label)
            }
        }
        (self.coordinates, self.labels) = (coordinates, labels)
    }

    /// Two coordinates of a point.
    subscript(point: Int) -> (x: Double, y: Double) {
        (Double(coordinates[2 * point]), Double(coordinates[2 * point + 1]))
    }
}

/// A square grid over a plane, from the lower left row by row.
struct PlaneGrid {
    let low, high: (x: Double, y: Double)
    let side: Int

    /// The grid that holds all of these points with a margin of a tenth.
    init(around points: [(x: Double, y: Double)], side: Int) {
        let (xs, ys) = (points.map(\.x), points.map(\.y))
        // One size for both axes, so that distances look as they are.
        let reach = max(xs.max()! - xs.min()!, ys.max()! - ys.min()!, 1e-6) * 0.6
        let middle = ((xs.max()! + xs.min()!) / 2, (ys.max()! + ys.min()!) / 2)
        low = (middle.0 - reach, middle.1 - reach)
        high = (middle.0 + reach, middle.1 + reach)
        self.side = side
    }

    /// The middles of the cells: (side · side × 2).
    var coordinates: [Float] {
        (0..<(side * side)).flatMap { cell -> [Float] in
            let (x, y) = self[cell]
            return [Float(x), Float(y)]
        }
    }

    /// The middle of a cell.
    subscript(cell: Int) -> (x: Double, y: Double) {
        let step = (high.x - low.x) / Double(side)
        return (
            low.x + step * (Double(cell % side) + 0.5), low.y + step * (Double(cell / side) + 0.5)
        )
    }
}
