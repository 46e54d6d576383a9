import Matrices
import Randomness

/// A linear probe whose weights are w + α·t with a class's vector t, both w and α learnt of the
/// examples: LP++ (Huang et al., CVPR 2024, arXiv 2404.02285; FereshteShakeri/
/// FewShot-CLIP-Strong-Baseline, `methods/linear_probe_p2.py`).
///
/// Features f and vectors are of length one; a score is f·(w + α·t) + b, and the softmax of the scores
/// is the probability. As in the authors' code: w begins as the sum of the class's examples, all α as
/// 250 times the mean, over classes, of their examples' mean f·t; 300 steps of gradient descent on
/// the mean cross-entropy over all examples change w and b at the rate 4n/λ, where λ is the largest
/// eigenvalue of the n examples' FᵀF, with momentum 0.9; after every tenth α steps at the rate
/// n / (4·max Σ(f·t)²), the maximum over classes, along the gradients of all steps so far, which the
/// authors' code never sets back to zero.
///
/// Where it differs: the authors begin with b at random and keep the step that is best on labelled
/// images of a val set; here b begins at zero and the last step is kept. Where features and vectors
/// have a negative mean product, α begins negative, as it does there.
///
/// w stays in the span of the examples, so that all of it is computed there, in double precision:
/// `LPPlusPlusDescent`.
public struct LPPlusPlus: ClassVectorClassifier {
    /// lp++.
    public let name = ClassVectorMethod.lpPlusPlus.rawValue
    private let directions: ClassDirections
    private let steps: Int

    /// The classifier by these vectors; `steps` is not negative.
    public init(_ directions: ClassDirections, steps: Int = 300) {
        precondition(steps >= 0, "steps cannot be negative")
        self.directions = directions
        self.steps = steps
    }

    /// The same of these classes alone.
    public func restricted(to classes: [Int]) -> LPPlusPlus {
        LPPlusPlus(directions.restricted(to: classes), steps: steps)
    }

    /// A learner with memory of its own.
    public func makeLearner() -> any Learner { LPPlusPlusLearner(directions, steps: steps) }
}

private final class LPPlusPlusLearner: Learner {
    private let directions: ClassDirections
    private let steps: Int
    /// (way × dimension) and (way).
    private var weights: [Float] = []
    private var bias: [Float] = []

    init(_ directions: ClassDirections, steps: Int) {
        self.directions = directions
        self.steps = steps
    }

    func fit(
        support: Span<Float>, labels: [Int], way: Int, using generator: Generator
    ) -> Bool {
        let (count, dimension) = (labels.count, directions.dimension)
        let features = support.withUnsafeBufferPointer(Array.init).directions(dimension)
            .map { Double($0) }
        let vectors = directions.rows.map { Double($0) }
        var descent = LPPlusPlusDescent(
            gram: product(features, features, rows: count, columns: count, depth: dimension),
            text: product(features, vectors, rows: count, columns: way, depth: dimension),
            labels: labels, way: way)
        for step in 1...max(1, steps) where step <= steps { descent.step(step) }
        weights.reset(to: way * dimension)
        for label in 0..<way {
            for j in 0..<dimension {
                var sum = descent.alpha[label] * vectors[label * dimension + j]
                for image in 0..<count {
                    sum +=
                        descent.coefficients[image * way + label]
                        * features[image * dimension + j]
                }
                weights[label * dimension + j] = Float(sum)
            }
        }
        bias = descent.bias.map { Float($0) }
        return true
    }

    func score(_ query: Span<Float>, into scores: inout [Float]) {
        // Of rows of any length: the products by the query's direction.
        weights.cosines(with: query, into: &scores)
        for label in scores.indices { scores[label] += bias[label] }
    }
}

/// a · bᵀ of (rows × depth) and (columns × depth).
private func product(
    _ a: [Double], _ b: [Double], rows: Int, columns: Int, depth: Int
) -> [Double] {
    var c = [Double](repeating: 0, count: rows * columns)
    a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
            c.withUnsafeMutableBufferPointer { c in
                LinearAlgebra.multiply(
                    a, b, into: c, rows: rows, columns: columns, depth: depth, transposeB: true)
            }
        }
    }
    return c
}
