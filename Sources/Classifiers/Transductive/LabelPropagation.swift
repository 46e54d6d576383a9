import Foundation
import Matrices
import Randomness

/// Label propagation (Zhou et al., "Learning with local and global consistency", NeurIPS 2003) over
/// the nearest neighbours among support and queries together: F = (I − αS)⁻¹·Y, solved exactly, with
/// S = D^−½·W·D^−½ and W of Gaussian weights without loops (Wᵢᵢ = 0). The labels
/// Y of a class weigh 1 together, as in ahmetius/LP-DeepSSL, which changes nothing where classes have
/// equally many. A score is the log of a query's share F / ΣF.
///
/// α = 0.8 and 15 neighbours are those of label propagation on frozen features in iLPC (Lazarou et
/// al., ICCV 2021, arXiv 2012.07962; MichalisLazarou/iLPC `test_arguments.py`,
/// `iterative_graph_functions.py`). Zhou et al. and TPN (Liu et al., ICLR 2019, arXiv 1805.10002) have
/// α = 0.99, TPN with features trained for it; but the nearer α comes to 1, the less a query's own
/// place counts, and on features that overlap the class with the best connected support gets all.
/// As in TPN (csyanbin/TPN-pytorch `models.py`), there is an edge wherever one is among the other's
/// nearest. TPN learns the Gaussian's width; here W = exp(−‖xᵢ − xⱼ‖² / s) with s the standard
/// deviation of the squared distances that are not zero, as in Embedding Propagation (Rodríguez et
/// al., ECCV 2020, arXiv 2003.04151), so the scale of the features does not matter.
///
/// iLPC divides features by their norm (`faiss.normalize_L2`); here they are taken as given.
public struct LabelPropagation: TransductiveClassifier {
    /// label-propagation.
    public let name = "label-propagation"
    /// No.
    public let usesQueryCounts = false
    /// No: inner products are all that it goes by.
    public let dependsOnCoordinates = false
    /// How much of a label comes from neighbours, in 0..<1.
    public let alpha: Double
    /// How many nearest others an image has edges to.
    public let neighbors: Int

    /// The classifier; an image has at least one neighbour.
    public init(alpha: Double = 0.8, neighbors: Int = 15) {
        precondition(alpha >= 0 && alpha < 1 && neighbors >= 1)
        self.alpha = alpha
        self.neighbors = neighbors
    }

    /// A learner with memory of its own.
    public func makeLearner() -> any TransductiveLearner { LabelPropagationLearner(settings: self) }
}

private final class LabelPropagationLearner: TransductiveLearner {
    private typealias Numbers = EpisodeSpan.Numbers
    private let settings: LabelPropagation
    private let span = EpisodeSpan()
    /// Shares below this count as this: labels that no path leads to have none.
    private let smallestShare = 1e-30

    init(settings: LabelPropagation) { self.settings = settings }

    func score(
        queries: Span<Float>, support: Span<Float>, labels: [Int], way: Int,
        using generator: Generator, into scores: inout [Float]
    ) -> Bool {
        let neighbors = settings.neighbors
        span.load(
            queries: queries, support: support, labels: labels, way: way, moving: .centred
        ) { count, _ in
            2 * count * count + (2 + way) * count + neighbors
        }
        let size = span.count
        let distances = span.zeros(size * size)
        let system = span.zeros(size * size)
        span.pairwiseSquaredDistances(from: 0, into: distances)
        connect(system, distances: distances, neighbors: neighbors)
        normalize(system)
        // (way × count): Y, and then F.
        let shares = span.zeros(way * size)
        for (vector, label) in labels.enumerated() {
            shares[label * size + vector] = 1 / span.classCounts[label]
        }
        let solved = LinearAlgebra.solve(
            system, shares, order: size, count: shares.count / size)
        for query in 0..<span.queryCount {
            var sum = 0.0
            for label in 0..<way { sum += shares[label * size + labels.count + query] }
            for label in 0..<way {
                let share = shares[label * size + labels.count + query]
                scores[query * way + label] = Float(
                    log(sum > 0 ? max(share / sum, smallestShare) : 1 / Double(way)))
            }
        }
        return solved
    }

    /// The weights W of the edges, (count × count).
    private func connect(_ weights: Numbers, distances: Numbers, neighbors: Int) {
        let size = span.count
        let reaches = span.zeros(size)
        let nearest = span.zeros(neighbors)
        let tolerance = span.tolerance
        let (scale, least) = scale(of: distances)
        for i in 0..<size {
            reaches[i] = EpisodeSpan.reach(
                of: i, in: distances, size: size, neighbors: neighbors, nearest: nearest)
        }
        for i in 0..<size {
            for j in 0..<i {
                let distance = distances[i * size + j]
                guard distance <= max(reaches[i], reaches[j]) + tolerance else { continue }
                // A factor common to all of W leaves S as it is; this one prevents zeros.
                let weight = exp((least - distance) / scale)
                weights[i * size + j] = weight
                weights[j * size + i] = weight
            }
        }
    }

    /// The standard deviation of the squared distances that are not zero, and the smallest distance
    /// between two vectors. Where all are the same, the scale is anything positive.
    private func scale(of distances: Numbers) -> (scale: Double, least: Double) {
        let size = span.count
        var (number, sum, largest, least) = (0.0, 0.0, 0.0, Double.infinity)
        for i in 0..<size {
            for j in 0..<size where j != i {
                let distance = distances[i * size + j]
                least = min(least, distance)
                largest = max(largest, distance)
                guard distance > 0 else { continue }
                number += 1
                sum += distance
            }
        }
        guard number > 0 else { return (1, 0) }
        var squares = 0.0
        for distance in distances where distance > 0 {
            squares += (distance - sum / number) * (distance - sum / number)
        }
        // Every pair counts twice, so there are at least two.
        let deviation = (squares / (number - 1)).squareRoot()
        return (deviation > 1e-9 * largest ? deviation : largest, least)
    }

    /// Makes W the matrix I − αS.
    private func normalize(_ weights: Numbers) {
        let size = span.count
        let roots = span.zeros(size)
        for i in 0..<size {
            var degree = 0.0
            for j in 0..<size { degree += weights[i * size + j] }
            roots[i] = degree > 0 ? 1 / degree.squareRoot() : 0
        }
        for i in 0..<size {
            for j in 0..<size { weights[i * size + j] *= -settings.alpha * roots[i] * roots[j] }
            weights[i * size + i] = 1
        }
    }
}
