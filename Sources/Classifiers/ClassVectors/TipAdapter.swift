import Foundation
import Randomness

/// Class vectors, and votes of the examples by how near they are: Tip-Adapter without training (Zhang
/// et al. 2022, arXiv 2207.09519; gaopengcuhk/Tip-Adapter, `main.py`).
///
/// A score is 100·cos(x, t) + α·Σ exp(−β·(1 − cos(x, s))) over the examples s of the class, where t is
/// its vector; the softmax of the scores is the probability. Unequal numbers of examples weigh as they
/// are. The authors take an example's mean over ten random crops, which support crops give.
///
/// α = 1.17 and β = 1 are where the authors' search begins for ImageNet (`configs/imagenet.yaml`); the
/// published accuracies are of the best of 4,000 settings on many labelled images of a val set (their
/// first version: of the test set), which an episode does not have. Nothing is searched here.
public struct TipAdapter: ClassVectorClassifier {
    /// tip-adapter.
    public let name = ClassVectorMethod.tipAdapter.rawValue
    private let directions: ClassDirections
    private let alpha, beta: Double

    /// The classifier by these vectors.
    /// - Parameters:
    ///   - alpha: what the votes of the examples are multiplied by.
    ///   - beta: how sharply a vote falls with the distance.
    public init(_ directions: ClassDirections, alpha: Double = 1.17, beta: Double = 1) {
        self.directions = directions
        self.alpha = alpha
        self.beta = beta
    }

    /// The same of these classes alone.
    public func restricted(to classes: [Int]) -> TipAdapter {
        TipAdapter(directions.restricted(to: classes), alpha: alpha, beta: beta)
    }

    /// A learner with memory of its own.
    public func makeLearner() -> any Learner {
        TipAdapterLearner(directions, alpha: alpha, beta: beta)
    }
}

private final class TipAdapterLearner: Learner {
    private let directions: ClassDirections
    private let alpha, beta: Double
    /// (images × dimension), each of length one, and (images).
    private var keys: [Float] = []
    private var labels: [Int] = []
    /// (images): the cosines of a query.
    private var affinities: [Float] = []

    init(_ directions: ClassDirections, alpha: Double, beta: Double) {
        self.directions = directions
        self.alpha = alpha
        self.beta = beta
    }

    func fit(
        support: Span<Float>, labels: [Int], way: Int, using generator: Generator
    ) -> Bool {
        keys = support.withUnsafeBufferPointer(Array.init).directions(directions.dimension)
        self.labels = labels
        affinities.reset(to: labels.count)
        return true
    }

    func score(_ query: Span<Float>, into scores: inout [Float]) {
        keys.cosines(with: query, into: &affinities)
        var votes = [Double](repeating: 0, count: scores.count)
        for (affinity, label) in zip(affinities, labels) {
            votes[label] += exp(-beta * (1 - Double(affinity)))
        }
        directions.rows.cosines(with: query, into: &scores)
        for label in scores.indices {
            scores[label] = ClassDirections.scale * scores[label] + Float(alpha * votes[label])
        }
    }
}
