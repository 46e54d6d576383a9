import Matrices
import Randomness

/// Ridge regression on targets of +1 for the class and −1 for the others, at scikit-learn's optimum
/// (`RidgeClassifier(alpha:)`): the sum of squared errors + alpha · ‖W‖², the intercept free. A
/// score is the regression's value; it is no logit, so the softmax of the scores is no probability.
///
/// Solved in the span of the support set, where the optimum lies: `PenalisedLeastSquares` in an
/// orthonormal basis of it, at most images × images numbers whatever the dimension, and nothing is
/// approximated. Features and targets are centred first, which the free intercept takes up: a
/// shift of all features changes nothing.
///
/// With two classes the scores are f and −f, with scikit-learn's f for the second class.
public struct RidgeRegression: Classifier {
    /// ridge.
    public let name = "ridge"
    /// The weight of the penalty against the squared errors.
    public let alpha: Double

    /// The classifier; `alpha` is positive and finite.
    public init(alpha: Double = 1) {
        precondition(alpha > 0 && alpha.isFinite, "alpha needs to be positive and finite")
        self.alpha = alpha
    }

    /// A learner with memory of its own.
    public func makeLearner() -> any Learner { RidgeLearner(alpha: alpha) }
}

private final class RidgeLearner: Learner {
    private let alpha: Double
    private let model = LinearModel()
    private let arena = Arena<Double>()

    init(alpha: Double) { self.alpha = alpha }

    func fit(
        support: Span<Float>, labels: [Int], way: Int, using generator: Generator
    ) -> Bool {
        let count = labels.count
        model.centre(support, count: count, way: way)
        arena.reset(
            capacity: SupportBasis.memory(count: count)
                + PenalisedLeastSquares.memory(count: count) + 4 * count * way + way)
        let basis = SupportBasis(gram: model.gram, count: count, arena: arena)
        let problem = PenalisedLeastSquares(basis: basis, penalty: alpha, arena: arena)
        let targets = arena.zeros(way * count)
        let solutions = arena.zeros(way * basis.rank)
        let transposed = arena.zeros(basis.rank * way)
        let coefficients = arena.zeros(count * way)
        let intercept = arena.zeros(way)

        for label in 0..<way { intercept[label] = -1 }
        for label in labels { intercept[label] += 2 / Double(count) }
        for label in 0..<way {
            for (image, own) in labels.enumerated() {
                targets[label * count + image] = (own == label ? 1 : -1) - intercept[label]
            }
        }
        let solved = problem.solve(
            images: 0..<count, targets: targets, systems: way, into: solutions)
        // Where it failed no class has a direction, and the intercepts score.
        if !solved { solutions.update(repeating: 0) }
        for label in 0..<way {
            for j in 0..<basis.rank {
                transposed[j * way + label] = solutions[label * basis.rank + j]
            }
        }
        basis.coefficients(of: transposed, way: way, into: coefficients)
        model.learn(
            coefficients: UnsafeBufferPointer(coefficients),
            intercept: UnsafeBufferPointer(intercept))
        return solved
    }

    func score(_ query: Span<Float>, into scores: inout [Float]) {
        model.score(query, into: &scores)
    }
}
