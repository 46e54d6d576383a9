import Kernels

/// L2-regularised multinomial logistic regression at scikit-learn's optimum
/// (`LogisticRegression(C: c)`): the sum of the log losses + ‖W‖² / 2c, the intercept free.
/// RFS (Tian et al. 2020, arXiv 2003.11539) uses it with c = 1 on L2-normalised features. A score
/// is a logit; the softmax over an episode's scores is the probability.
///
/// Solved in the span of the support set, where the optimum lies: W = Aᵀ·X needs one coefficient
/// per support image and class, whatever the dimension, and nothing is approximated. The features
/// are centred on the support mean first; the free intercept takes that up, so the optimum stays
/// the same, and a large common offset costs no digits.
///
/// With two classes scikit-learn fits the one vector w = W₁ − W₂ and penalises ‖w‖², twice what
/// the multinomial form penalises; this follows it.
public struct LogisticRegression: Classifier {
    /// logistic.
    public let name = "logistic"
    /// The weight of the losses against the penalty.
    public let c: Double

    /// The classifier; `c` is positive and finite.
    public init(c: Double = 1) {
        precondition(c > 0 && c.isFinite, "c needs to be positive and finite")
        self.c = c
    }

    /// A learner with memory of its own.
    public func makeLearner() -> any Learner { LogisticLearner(c: c) }
}

private final class LogisticLearner: Learner {
    private let c: Double
    private let solver = SoftmaxSolver()
    /// (dimension)
    private var mean: [Float] = []
    private var centredQuery: [Float] = []
    /// (images × dimension), minus the mean.
    private var centred: [Double] = []
    /// (images × images)
    private var gram: [Double] = []
    /// (way × dimension)
    private var exactWeights: [Double] = []
    private var weights: [Float] = []
    /// (way)
    private var intercept: [Float] = []

    init(c: Double) { self.c = c }

    func fit(support: Span<Float>, labels: [Int], way: Int) -> Bool {
        let count = labels.count
        let dimension = support.count / count
        centre(support, count: count, dimension: dimension)
        gram.reset(to: count * count)
        centred.withUnsafeBufferPointer { x in
            gram.withUnsafeMutableBufferPointer {
                LinearAlgebra.gram(of: x, count: count, dimension: dimension, into: $0)
            }
        }
        let converged = solver.solve(
            gram: gram, labels: labels, way: way, c: way == 2 ? c / 2 : c)
        exactWeights.reset(to: way * dimension)
        centred.withUnsafeBufferPointer { x in
            exactWeights.withUnsafeMutableBufferPointer {
                LinearAlgebra.multiply(
                    solver.coefficients, x, into: $0, rows: way, columns: dimension, depth: count,
                    transposeA: true)
            }
        }
        weights.reset(to: way * dimension)
        for index in weights.indices { weights[index] = Float(exactWeights[index]) }
        intercept.reset(to: way)
        for label in 0..<way { intercept[label] = Float(solver.intercept[label]) }
        return converged
    }

    func score(_ query: Span<Float>, into scores: inout [Float]) {
        for j in mean.indices { centredQuery[j] = query[j] - mean[j] }
        centredQuery.withUnsafeBufferPointer { query in
            weights.withUnsafeBufferPointer { weights in
                scores.withUnsafeMutableBufferPointer {
                    LinearAlgebra.products(of: query, with: weights, into: $0)
                }
            }
        }
        for label in scores.indices { scores[label] += intercept[label] }
    }

    private func centre(_ support: Span<Float>, count: Int, dimension: Int) {
        centred.reset(to: count * dimension)
        mean.reset(to: dimension)
        centredQuery.reset(to: dimension)
        exactWeights.reset(to: dimension)
        for image in 0..<count {
            for j in 0..<dimension { exactWeights[j] += Double(support[image * dimension + j]) }
        }
        // Rounded once, so that support and queries are moved by the same vector.
        for j in 0..<dimension { mean[j] = Float(exactWeights[j] / Double(count)) }
        for image in 0..<count {
            let start = image * dimension
            for j in 0..<dimension {
                centred[start + j] = Double(support[start + j]) - Double(mean[j])
            }
        }
    }
}
