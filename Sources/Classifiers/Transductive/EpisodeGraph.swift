import Foundation

/// The nearest-neighbour graph of an episode's vectors, as a graph convolution (Kipf and Welling
/// 2017, arXiv 1609.02907) takes it: S = D^−½·(W + I)·D^−½.
///
/// There is an edge wherever one vector is among the other's nearest, with a Gaussian weight of
/// their distance. Vectors are divided by their norm first; W = exp((d − dᵢⱼ) / s) with d the
/// smallest squared distance and s the standard deviation of those that are not zero.
struct EpisodeGraph {
    typealias Numbers = EpisodeSpan.Numbers

    /// The inner products of the vectors divided by their norms: (count × count). A vector of
    /// zeros stays one.
    let cosines: Numbers
    /// S: (count × count), symmetric.
    let smoothing: Numbers
    private let count: Int

    /// Numbers that it asks of the span.
    static func memory(count: Int, neighbors: Int) -> Int {
        2 * count * count + 2 * count + neighbors
    }

    init(_ span: EpisodeSpan, neighbors: Int) {
        count = span.count
        cosines = span.zeros(count * count)
        smoothing = span.zeros(count * count)
        let roots = span.zeros(count)
        // What rounding leaves of a vector of zeros has no direction.
        let negligible = 1e-24 * span.largest
        for i in 0..<count {
            let own = span.gram[i * (count + 1)]
            roots[i] = own > negligible ? 1 / own.squareRoot() : 0
        }
        for i in 0..<count {
            for j in 0..<count {
                cosines[i * count + j] = span.gram[i * count + j] * roots[i] * roots[j]
            }
        }
        connect(reaches: span.zeros(count), nearest: span.zeros(neighbors))
        normalize(roots)
    }

    /// ‖xᵢ − xⱼ‖²; 0 where only rounding is left of it.
    private func distance(_ i: Int, _ j: Int) -> Double {
        let square =
            cosines[i * (count + 1)] + cosines[j * (count + 1)] - 2 * cosines[i * count + j]
        return square > Self.tolerance ? square : 0
    }

    /// Squared distances between vectors of length one this near to each other are the same.
    private static let tolerance = 1e-12

    /// Makes S the weights W + I.
    private func connect(reaches: Numbers, nearest: Numbers) {
        let distances = smoothing
        for i in 0..<count {
            for j in 0..<count { distances[i * count + j] = i == j ? 0 : distance(i, j) }
        }
        for i in 0..<count {
            reaches[i] = EpisodeSpan.reach(
                of: i, in: distances, size: count, neighbors: nearest.count, nearest: nearest)
        }
        let (scale, least) = scale(of: distances)
        for i in 0..<count {
            distances[i * (count + 1)] = 1
            for j in 0..<i {
                let distance = distances[i * count + j]
                let isEdge = distance <= max(reaches[i], reaches[j]) + Self.tolerance
                let weight = isEdge ? exp((least - distance) / scale) : 0
                distances[i * count + j] = weight
                distances[j * count + i] = weight
            }
        }
    }

    /// The standard deviation of the squared distances that are not zero, and the smallest distance
    /// between two vectors. Where all are the same, the scale is anything positive.
    private func scale(of distances: Numbers) -> (scale: Double, least: Double) {
        var (number, sum, least) = (0.0, 0.0, Double.infinity)
        for i in 0..<count {
            for j in 0..<i {
                let distance = distances[i * count + j]
                least = min(least, distance)
                if distance > 0 { (number, sum) = (number + 2, sum + 2 * distance) }
            }
        }
        guard number > 0 else { return (1, 0) }
        var squares = 0.0
        for i in 0..<count {
            for j in 0..<i where distances[i * count + j] > 0 {
                let difference = distances[i * count + j] - sum / number
                squares += 2 * difference * difference
            }
        }
        let deviation = (squares / (number - 1)).squareRoot()
        return (deviation > 1e-9 ? deviation : 1, least)
    }

    private func normalize(_ roots: Numbers) {
        for i in 0..<count {
            var degree = 0.0
            for j in 0..<count { degree += smoothing[i * count + j] }
            roots[i] = 1 / degree.squareRoot()
        }
        for i in 0..<count {
            for j in 0..<count { smoothing[i * count + j] *= roots[i] * roots[j] }
        }
    }
}
