import Foundation

/// How near points are to each other as t-SNE sees it: the probability of each pair under Gaussians
/// whose widths give every point the same perplexity (van der Maaten & Hinton 2008, §2 and §3.1).
struct Affinities {
    /// How many points.
    let count: Int
    /// p of the pairs (i, j) with i < j, row by row; over all ordered pairs they sum to one.
    let pairs: [Double]

    /// The affinities of at least two points.
    /// - Parameter perplexity: about how many neighbours a point has; below the number of others.
    init(of points: PointCloud, perplexity: Double) {
        let count = points.count
        let distances = points.squaredDistances(of: 0..<count, from: points)
        var conditional = [Double](repeating: 0, count: count * count)
        for i in 0..<count {
            let row = (0..<count).filter { $0 != i }.map { distances[i * count + $0] }
            let shares = Self.shares(row, entropy: log(perplexity))
            for (place, share) in shares.enumerated() {
                conditional[i * count + (place < i ? place : place + 1)] = share
            }
        }
        var pairs: [Double] = []
        pairs.reserveCapacity(count * (count - 1) / 2)
        for i in 0..<count {
            for j in (i + 1)..<count {
                let sum = conditional[i * count + j] + conditional[j * count + i]
                pairs.append(max(sum / Double(2 * count), 1e-12))
            }
        }
        (self.count, self.pairs) = (count, pairs)
    }

    /// exp(−β·d²) over their sum, with the β that gives this entropy in nats (bisection).
    private static func shares(_ distances: [Double], entropy wanted: Double) -> [Double] {
        // Taking the least away changes no share, and keeps one of them from underflowing.
        let least = distances.min() ?? 0
        var (beta, low, high) = (1.0, 0.0, Double.infinity)
        var shares: [Double] = []
        for _ in 0..<100 {
            shares = distances.map { exp(-beta * ($0 - least)) }
            let sum = shares.reduce(0, +)
            let mean = zip(shares, distances).reduce(0) { $0 + $1.0 * ($1.1 - least) } / sum
            let entropy = log(sum) + beta * mean
            for index in shares.indices { shares[index] /= sum }
            if abs(entropy - wanted) < 1e-7 { break }
            if entropy > wanted {
                low = beta
                beta = high.isFinite ? (beta + high) / 2 : 2 * beta
            } else {
                high = beta
                beta = (beta + low) / 2
            }
        }
        return shares
    }
}
