import Matrices
import Randomness

/// The class whose mean support feature is nearest: by Euclidean distance, as in SimpleShot (Wang
/// et al. 2019, arXiv 1911.04623) and Prototypical Networks, or by angle.
public struct NearestCentroid: Classifier {
    /// What is averaged, and what "near" means.
    public enum Metric: Sendable {
        /// The mean of the features. A score is minus the squared distance from it.
        case euclidean
        /// The mean of the features, each divided by its norm first. A score is the cosine of the
        /// angle to it, and 0 for a vector of zeros, which has no direction. This is the feature
        /// averaging of Gidaris & Komodakis (2018, arXiv 1804.09458; gidariss/
        /// FewShotWithoutForgetting, `architectures/ClassifierWithFewShotGenerationModule.py`,
        /// weight generator "none") without their learned scale, and imprinted weights (Qi et al.
        /// 2018, arXiv 1712.07136). Others average first and normalise then.
        case cosine
    }

    /// nearest-centroid, or cosine-centroid.
    public var name: String { metric == .euclidean ? "nearest-centroid" : "cosine-centroid" }
    /// What "near" means.
    public let metric: Metric

    /// The classifier.
    public init(metric: Metric = .euclidean) { self.metric = metric }

    /// A learner with memory of its own.
    public func makeLearner() -> any Learner { NearestCentroidLearner(metric: metric) }
}

private final class NearestCentroidLearner: Learner {
    private let metric: NearestCentroid.Metric
    private let floats = Arena<Float>()
    private let doubles = Arena<Double>()
    /// (way × dimension); of length one where the metric is the cosine. It lives until the next fit.
    private var centroids = UnsafeBufferPointer<Float>(start: nil, count: 0)

    init(metric: NearestCentroid.Metric) { self.metric = metric }

    func fit(
        support: Span<Float>, labels: [Int], way: Int, using generator: Generator
    ) -> Bool {
        let dimension = support.count / labels.count
        floats.reset(capacity: way * dimension)
        doubles.reset(capacity: way * dimension + way)
        let centroids = floats.zeros(way * dimension)
        let sums = doubles.zeros(way * dimension)  // of the features, each times its weight
        let counts = doubles.zeros(way)
        support.withUnsafeBufferPointer { support in
            for (image, label) in labels.enumerated() {
                let feature = UnsafeBufferPointer(
                    rebasing: support[(image * dimension)..<((image + 1) * dimension)])
                LinearAlgebra.add(
                    feature, times: weight(of: feature),
                    to: .init(rebasing: sums[(label * dimension)..<((label + 1) * dimension)]))
                counts[label] += 1
            }
        }
        for label in 0..<way {
            let row = (label * dimension)..<((label + 1) * dimension)
            let inverse = 1 / divisor(of: .init(rebasing: sums[row]), count: counts[label])
            for j in row { centroids[j] = Float(sums[j] * inverse) }
        }
        self.centroids = UnsafeBufferPointer(centroids)
        return true
    }

    func score(_ query: Span<Float>, into scores: inout [Float]) {
        let centroids = centroids
        query.withUnsafeBufferPointer { query in
            scores.withUnsafeMutableBufferPointer { scores in
                switch metric {
                case .euclidean:
                    LinearAlgebra.squaredDistances(from: query, to: centroids, into: scores)
                    for label in scores.indices { scores[label] = -scores[label] }
                case .cosine: LinearAlgebra.cosines(of: query, with: centroids, into: scores)
                }
            }
        }
    }

    /// What a feature vector is multiplied by: 1, or 1 / its norm.
    private func weight(of feature: UnsafeBufferPointer<Float>) -> Double {
        metric == .cosine ? LinearAlgebra.inverseNorm(of: feature) : 1
    }

    /// What makes a class's sum its centroid: the count, or the sum's norm, for which the count
    /// makes no difference.
    private func divisor(of sum: UnsafeMutableBufferPointer<Double>, count: Double) -> Double {
        guard metric == .cosine else { return count }
        let norm = dot(sum, sum).squareRoot()
        return norm > 0 ? norm : 1
    }
}
