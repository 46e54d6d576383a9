import Foundation

extension SpiralsRecord.Measures {
    /// Cells along a side of the input plane, and of the hidden one.
    private static let (inputSide, hiddenSide) = (160, 60)

    /// Measures each network, which was trained on its `points`, on its `others`: new points of the
    /// spirals.
    static func all(
        _ networks: SpiralNetworks, trainedOn points: [SpiralPoints], others: [SpiralPoints]
    ) -> [Self] {
        let ofOthers = networks.probabilities(atInputs: others.map(\.coordinates))
        let ofPoints = networks.probabilities(atInputs: points.map(\.coordinates))
        let planes = points.map { PlaneGrid(around: $0.places, side: inputSide) }
        let answers = networks.probabilities(atInputs: planes.map(\.coordinates))
        let hidden = networks.hidden(points.map(\.coordinates))
        let hiddenPlanes = hidden.map { PlaneGrid(around: $0.places, side: hiddenSide) }
        let hiddenAnswers = networks.probabilities(atHidden: hiddenPlanes.map(\.coordinates))
        return points.indices.map { network in
            let boundary = SpiralBoundary(planes[network], answers[network])
            let known = boundary.distances(of: points[network], ofPoints[network])
            let new = boundary.distances(of: others[network], ofOthers[network])
            let spread = HiddenSpread(hidden[network].places, labels: points[network].labels)
            let (accuracy, loss) = scored(ofOthers[network], others[network].labels)
            return Self(
                accuracy: accuracy, negativeLogLikelihood: loss,
                boundaryDistance: known.reduce(0) { $0 + max(0, $1) } / Double(known.count),
                nearestTenth: tenth(known), newNearestTenth: tenth(new),
                confidentShare: sure(answers[network]),
                hiddenConfidentShare: sure(hiddenAnswers[network]), hiddenSpread: spread.spread,
                spreadBetween: spread.between, directions: spread.directions,
                hiddenFlatness: spread.flatness)
        }
    }

    private static func scored(
        _ probabilities: [Double], _ labels: [Int]
    ) -> (accuracy: Double, loss: Double) {
        var (right, loss) = (0, 0.0)
        for (probability, label) in zip(probabilities, labels) {
            let own = label == 1 ? probability : 1 - probability
            if own > 0.5 { right += 1 }
            // What single-precision scores can say at most is finite; zero is their rounding.
            loss -= log(max(own, 1e-30))
        }
        return (Double(right) / Double(labels.count), loss / Double(labels.count))
    }

    /// The share of answers with a confidence above 0.95.
    private static func sure(_ answers: [Double]) -> Double {
        Double(answers.count { max($0, 1 - $0) > 0.95 }) / Double(answers.count)
    }

    /// The value that a tenth of the values stay below.
    private static func tenth(_ values: [Double]) -> Double {
        values.sorted()[(values.count - 1) / 10]
    }
}

/// Where a network's answer changes, on a grid over its input plane.
struct SpiralBoundary {
    /// The cells beside which the answer is another, by their own answer: the nearest cell of an
    /// answer is one of these for every point that lies among the other's.
    private var edges: [[(x: Double, y: Double)]] = [[], []]
    /// Where an answer is given nowhere, the boundary is beyond the plane.
    private let beyond: Double

    /// - Parameter answers: the probability of the second spiral in each cell.
    init(_ plane: PlaneGrid, _ answers: [Double]) {
        beyond = plane.high.x - plane.low.x
        let (side, labels) = (plane.side, answers.map { $0 > 0.5 ? 1 : 0 })
        for cell in labels.indices {
            let (row, column) = (cell / side, cell % side)
            let neighbours = [
                row > 0 ? cell - side : nil, row + 1 < side ? cell + side : nil,
                column > 0 ? cell - 1 : nil, column + 1 < side ? cell + 1 : nil,
            ]
            if neighbours.contains(where: { $0.map { labels[$0] != labels[cell] } ?? false }) {
                edges[labels[cell]].append(plane[cell])
            }
        }
    }

    /// How far each point is from the nearest place with the other answer; negative, and from the
    /// nearest place with the right one, where the answer at the point itself is wrong.
    func distances(of points: SpiralPoints, _ probabilities: [Double]) -> [Double] {
        points.labels.indices.map { point in
            let answer = probabilities[point] > 0.5 ? 1 : 0
            let (x, y) = points[point]
            var nearest = Double.infinity
            for edge in edges[1 - answer] {
                let (dx, dy) = (edge.x - x, edge.y - y)
                nearest = min(nearest, dx * dx + dy * dy)
            }
            let distance = min(nearest.squareRoot(), beyond)
            return answer == points.labels[point] ? distance : -distance
        }
    }
}

extension [Float] {
    /// x and y, x and y.
    var places: [(x: Double, y: Double)] {
        (0..<count / 2).map { (Double(self[2 * $0]), Double(self[2 * $0 + 1])) }
    }
}

extension SpiralPoints {
    var places: [(x: Double, y: Double)] { coordinates.places }
}

/// How the hidden points of each spiral lie; all but the flatness over the distance of the two
/// spirals' means.
struct HiddenSpread {
    /// Directions with less of a standard deviation than this do not count.
    private static let least = 0.1

    /// The standard deviation of a spiral's points.
    let spread: Double
    /// The standard deviation along the line from one spiral's mean to the other's.
    let between: Double
    /// The principal directions, of two, along which the standard deviation exceeds a tenth.
    let directions: Double
    /// The smaller over the larger standard deviation along principal directions; noise where a
    /// spiral has become a point.
    let flatness: Double

    init(_ points: [(x: Double, y: Double)], labels: [Int]) {
        let groups = (0..<2).map { label in
            points.indices.filter { labels[$0] == label }.map { points[$0] }
        }
        let means = groups.map { own in
            (
                x: own.reduce(0) { $0 + $1.x } / Double(own.count),
                y: own.reduce(0) { $0 + $1.y } / Double(own.count)
            )
        }
        let line = (x: means[1].x - means[0].x, y: means[1].y - means[0].y)
        let distance = max(hypot(line.x, line.y), 1e-30)
        var (variance, along, count, ratio) = (0.0, 0.0, 0.0, 0.0)
        for (own, mean) in zip(groups, means) {
            var (xx, yy, xy) = (0.0, 0.0, 0.0)
            for point in own {
                let (dx, dy) = (point.x - mean.x, point.y - mean.y)
                xx += dx * dx / Double(own.count)
                yy += dy * dy / Double(own.count)
                xy += dx * dy / Double(own.count)
            }
            variance += (xx + yy) / 2
            along +=
                (xx * line.x * line.x + 2 * xy * line.x * line.y + yy * line.y * line.y)
                / (distance * distance) / 2
            // The eigenvalues of the 2 × 2 covariance matrix.
            let middle = (xx + yy) / 2
            let gap = ((xx - yy) * (xx - yy) / 4 + xy * xy).squareRoot()
            let deviations = [max(0, middle - gap), middle + gap].map { $0.squareRoot() }
            count += Double(deviations.count { $0 > Self.least * distance }) / 2
            ratio += deviations[0] / max(deviations[1], 1e-30) / 2
        }
        spread = variance.squareRoot() / distance
        between = max(0, along).squareRoot() / distance
        directions = count
        flatness = ratio
    }
}
