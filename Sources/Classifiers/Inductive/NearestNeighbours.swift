import Matrices
import Randomness

/// The class with most of the `k` support images nearest to the query, in Euclidean distance.
///
/// A score is the number of votes, plus a part below one that breaks ties: the fraction of the
/// classes whose nearest support image is farther than this class's. So equal votes go to the
/// class with the nearest image, as with k = 1, and classes without a vote are in order as well.
///
/// All support images as near as the k-th take part, so that neither the order of the images nor
/// that of the classes decides; only classes that are equal in both votes and distance score
/// equally. Where a support set is smaller than k, all its images are the neighbours. Votes are no
/// logits: the softmax of the scores is no probability.
public struct NearestNeighbours: Classifier {
    /// knn.
    public let name = "knn"
    /// How many neighbours vote.
    public let k: Int

    /// The classifier; `k` is at least 1, which is the choice where classes have one image each.
    public init(k: Int = 1) {
        precondition(k >= 1, "k needs to be at least 1")
        self.k = k
    }

    /// A learner with memory of its own.
    public func makeLearner() -> any Learner { NearestNeighboursLearner(k: k) }
}

private final class NearestNeighboursLearner: Learner {
    private let k: Int
    /// (images × dimension) and (images), as given.
    private var support: [Float] = []
    private var labels: [Int] = []
    /// (images): squared distances of a query.
    private var distances: [Float] = []
    /// The smallest of them, at most k, in order.
    private var smallest: [Float] = []
    /// (way): the squared distance of each class's nearest image.
    private var nearest: [Float] = []

    init(k: Int) { self.k = k }

    func fit(
        support: Span<Float>, labels: [Int], way: Int, using generator: Generator
    ) -> Bool {
        self.support.removeAll(keepingCapacity: true)
        support.withUnsafeBufferPointer { self.support.append(contentsOf: $0) }
        self.labels.removeAll(keepingCapacity: true)
        self.labels.append(contentsOf: labels)
        distances.reset(to: labels.count)
        nearest.reset(to: way)
        return true
    }

    func score(_ query: Span<Float>, into scores: inout [Float]) {
        query.withUnsafeBufferPointer { query in
            support.withUnsafeBufferPointer { support in
                distances.withUnsafeMutableBufferPointer {
                    LinearAlgebra.squaredDistances(from: query, to: support, into: $0)
                }
            }
        }
        let bound = farthestNeighbour()
        for label in nearest.indices {
            nearest[label] = .infinity
            scores[label] = 0
        }
        for (distance, label) in zip(distances, labels) {
            nearest[label] = min(nearest[label], distance)
            if distance <= bound { scores[label] += 1 }
        }
        for label in nearest.indices {
            var farther = 0
            for other in nearest where other > nearest[label] { farther += 1 }
            scores[label] += Float(farther) / Float(nearest.count)
        }
    }

    /// The k-th smallest distance, or the largest where there are fewer.
    private func farthestNeighbour() -> Float {
        smallest.removeAll(keepingCapacity: true)
        for distance in distances {
            if smallest.count == k {
                if distance >= smallest[k - 1] { continue }
                smallest.removeLast()
            }
            var place = smallest.count
            while place > 0 && smallest[place - 1] > distance { place -= 1 }
            smallest.insert(distance, at: place)
        }
        return smallest[smallest.count - 1]
    }
}
