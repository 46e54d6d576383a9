import Foundation
import Randomness

/// L2-regularised multinomial logistic regression at scikit-learn's optimum
/// (`LogisticRegression(C: c)`): the sum of the log losses + ‖W‖² / 2c, the intercept free.
/// RFS (Tian et al. 2020, arXiv 2003.11539) uses it with c = 1 on L2-normalised features. A score
/// is a logit; the softmax over an episode's scores is the probability.
///
/// Solved in the span of the support set, where the optimum lies: in an orthonormal basis of it
/// W needs one number per support image and class, whatever the dimension, and nothing is
/// approximated. The features are centred on the support mean first; the free intercept takes
/// that up, so the optimum stays the same, and a large common offset costs no digits.
///
/// Probabilities are within 1e-6 of scikit-learn's for features of ordinary size, 1e-5 for norms of
/// some thousands (c = 1). From norms of some 100,000 on double precision may not hold the optimum;
/// such episodes are counted in `EpisodeResults.unconverged`.
///
/// With two classes scikit-learn fits the one vector w = W₁ − W₂ and penalises ‖w‖², twice what
/// the multinomial form penalises; this follows it.
public struct LogisticRegression: Classifier {
    /// logistic.
    public let name = "logistic"
    /// The weight of the losses against the penalty.
    public let c: Double
    /// Whether a class of many examples is taken for no likelier than one of few: off each logit goes
    /// the logarithm of the class's share of the examples (Menon et al. 2021, arXiv 2007.07314,
    /// equation 9). Few examples under C = 1 else say little but how many they are. Where all classes
    /// have as many, as in an episode, nothing changes.
    public let takesClassesForEqual: Bool

    /// The classifier; `c` is positive and finite.
    public init(c: Double = 1, takesClassesForEqual: Bool = false) {
        precondition(c > 0 && c.isFinite, "c needs to be positive and finite")
        self.c = c
        self.takesClassesForEqual = takesClassesForEqual
    }

    /// A learner with memory of its own.
    public func makeLearner() -> any Learner {
        LogisticLearner(c: c, takesClassesForEqual: takesClassesForEqual)
    }
}

private final class LogisticLearner: Learner {
    private let c: Double
    private let takesClassesForEqual: Bool
    /// What goes off the logits, (way): ln of each class's share, over that of equal classes.
    private var offsets: [Float] = []
    private let model = LinearModel()
    private let solver = SoftmaxSolver()

    init(c: Double, takesClassesForEqual: Bool) {
        self.c = c
        self.takesClassesForEqual = takesClassesForEqual
    }

    func fit(
        support: Span<Float>, labels: [Int], way: Int, using generator: Generator
    ) -> Bool {
        model.centre(support, count: labels.count, way: way)
        let converged = solver.solve(
            gram: model.gram, labels: labels, way: way, c: way == 2 ? c / 2 : c)
        model.learn(coefficients: solver.coefficients, intercept: solver.intercept)
        if takesClassesForEqual {
            var counts = [Double](repeating: 0, count: way)
            for label in labels { counts[label] += 1 }
            offsets = counts.map { Float(log($0 * Double(way) / Double(labels.count))) }
        }
        return converged
    }

    func score(_ query: Span<Float>, into scores: inout [Float]) {
        model.score(query, into: &scores)
        for (label, offset) in offsets.enumerated() { scores[label] -= offset }
    }
}
