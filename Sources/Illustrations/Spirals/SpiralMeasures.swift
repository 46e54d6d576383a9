import Foundation

extension SpiralsRecord.Measures {
    /// Measures a network that was trained on `points` on `others`, new points of the spirals.
    init(_ network: SpiralNetwork, trainedOn points: SpiralPoints, others: SpiralPoints) {
        let probabilities = network.probabilities(atInputs: others.coordinates)
        var (right, loss) = (0, 0.0)
        for (probability, label) in zip(probabilities, others.labels) {
            let own = label == 1 ? probability : 1 - probability
            if own > 0.5 { right += 1 }
            // What single-precision scores can say at most is finite; zero is their rounding.
            loss -= log(max(own, 1e-30))
        }
        let plane = PlaneGrid(around: points.places, side: 160)
        let answers = network.probabilities(atInputs: plane.coordinates)
        let confident = answers.count { max($0, 1 - $0) > 0.95 }
        let hidden = HiddenSpread(network.hidden(points.coordinates), labels: points.labels)
        self.init(
            accuracy: Double(right) / Double(others.count),
            negativeLogLikelihood: loss / Double(others.count),
            boundaryDistance: Self.boundaryDistance(points, plane, answers),
            confidentShare: Double(confident) / Double(answers.count),
            hiddenSpread: hidden.spread, hiddenFlatness: hidden.flatness)
    }

    /// The mean distance of the points from the nearest cell with the other answer; points that
    /// are on the wrong side themselves count as 0.
    private static func boundaryDistance(
        _ points: SpiralPoints, _ plane: PlaneGrid, _ answers: [Double]
    ) -> Double {
        let cells = answers.indices.map { (place: plane[$0], label: answers[$0] > 0.5 ? 1 : 0) }
        var sum = 0.0
        for point in 0..<points.count {
            let (x, y) = points[point]
            var nearest = Double.infinity
            for cell in cells where cell.label != points.labels[point] {
                let (dx, dy) = (cell.place.x - x, cell.place.y - y)
                nearest = min(nearest, dx * dx + dy * dy)
            }
            // Where the other answer is given nowhere, the boundary is beyond the plane.
            sum += min(nearest.squareRoot(), plane.high.x - plane.low.x)
        }
        return sum / Double(points.count)
    }
}

extension SpiralPoints {
    var places: [(x: Double, y: Double)] { (0..<count).map { self[$0] } }
}

/// How the hidden points of each spiral lie.
struct HiddenSpread {
    let spread, flatness: Double

    /// - Parameter coordinates: (points × 2).
    init(_ coordinates: [Float], labels: [Int]) {
        var means: [(Double, Double)] = []
        var (variance, flatness) = (0.0, 0.0)
        for spiral in 0..<2 {
            let own = labels.indices.filter { labels[$0] == spiral }
                .map { (Double(coordinates[2 * $0]), Double(coordinates[2 * $0 + 1])) }
            let count = Double(own.count)
            let mean = (
                own.reduce(0) { $0 + $1.0 } / count, own.reduce(0) { $0 + $1.1 } / count
            )
            var (xx, yy, xy) = (0.0, 0.0, 0.0)
            for (x, y) in own {
                xx += (x - mean.0) * (x - mean.0) / count
                yy += (y - mean.1) * (y - mean.1) / count
                xy += (x - mean.0) * (y - mean.1) / count
            }
            // The eigenvalues of the 2 × 2 covariance matrix.
            let middle = (xx + yy) / 2
            let gap = ((xx - yy) * (xx - yy) / 4 + xy * xy).squareRoot()
            flatness += (max(0, middle - gap) / max(middle + gap, 1e-30)).squareRoot() / 2
            variance += (xx + yy) / 2
            means.append(mean)
        }
        let distance = hypot(means[0].0 - means[1].0, means[0].1 - means[1].1)
        spread = variance.squareRoot() / max(distance, 1e-30)
        self.flatness = flatness
    }
}
