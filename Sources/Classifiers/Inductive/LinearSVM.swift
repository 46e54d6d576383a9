import Matrices
import Randomness

/// L2-regularised linear support vector machines with squared hinge loss, each class against the
/// rest, at scikit-learn's optimum (`LinearSVC(C: c)` as it stands): for each class
/// (‖w‖² + b²) / 2 + c · Σ max(0, 1 − y·(w·x + b))² with y = 1 for the class and −1 for the others.
/// As there, and in LIBLINEAR (Fan et al. 2008), the intercept is penalised like a weight, so a
/// shift of all features changes the scores. The optimum is unique. A score is the margin
/// w·x + b; it is no logit, so the softmax of the scores is no probability.
///
/// Solved in the span of the support vectors (x, 1), where the optimum lies: in an orthonormal
/// basis of it a class needs at most one number per image, whatever the dimension;
/// `SquaredHingeSolver` finds it exactly. Where c·‖x‖² is beyond some 10¹¹, a violation of the
/// margin may be below rounding; such episodes are counted in `EpisodeResults.unconverged`.
///
/// With two classes the scores are f and −f, with scikit-learn's f for the second class.
public struct LinearSVM: Classifier {
    /// svm.
    public let name = "svm"
    /// The weight of the losses against the penalty.
    public let c: Double

    /// The classifier; `c` is positive and finite.
    public init(c: Double = 1) {
        precondition(c > 0 && c.isFinite, "c needs to be positive and finite")
        self.c = c
    }

    /// A learner with memory of its own.
    public func makeLearner() -> any Learner { LinearSVMLearner(c: c) }
}

private final class LinearSVMLearner: Learner {
    private let c: Double
    private let model = LinearModel()
    private let solver = SquaredHingeSolver()
    private let arena = Arena<Double>()

    init(c: Double) { self.c = c }

    func fit(
        support: Span<Float>, labels: [Int], way: Int, using generator: Generator
    ) -> Bool {
        let count = labels.count
        model.centre(support, count: count, way: way)
        arena.reset(capacity: count * count + count + 2 * way)
        let gram = arena.zeros(count * count)
        let alongMean = arena.zeros(count)
        let (intercept, meanScores) = (arena.zeros(way), arena.zeros(way))

        // (x, 1)·(x', 1) from the centred images, x = z + m: z·z' + z·m + z'·m + m·m + 1.
        let (mean, dimension) = (model.mean, model.mean.count)
        let meanSquare = LinearAlgebra.dot(mean, mean) + 1
        for image in 0..<count {
            let row = (image * dimension)..<((image + 1) * dimension)
            alongMean[image] = LinearAlgebra.dot(.init(rebasing: model.centred[row]), mean)
        }
        for i in 0..<count {
            for j in 0..<count {
                gram[i * count + j] =
                    model.gram[i * count + j] + alongMean[i] + alongMean[j] + meanSquare
            }
        }
        let converged = solver.solve(
            gram: UnsafeBufferPointer(gram), labels: labels, way: way, c: c)
        // With A the coefficients, b = Aᵀ·1 and W = Aᵀ·X = Aᵀ·Z + b·mᵀ; m scores W·m + b.
        for image in 0..<count {
            for label in 0..<way {
                let coefficient = solver.coefficients[image * way + label]
                intercept[label] += coefficient
                meanScores[label] += coefficient * (alongMean[image] + meanSquare)
            }
        }
        model.learn(
            coefficients: solver.coefficients, meanShares: UnsafeBufferPointer(intercept),
            intercept: UnsafeBufferPointer(meanScores))
        return converged
    }

    func score(_ query: Span<Float>, into scores: inout [Float]) {
        model.score(query, into: &scores)
    }
}
