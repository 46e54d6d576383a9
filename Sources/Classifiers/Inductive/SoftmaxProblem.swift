import Foundation
import Matrices

/// The data of one softmax regression, and what both its value and its derivatives need of them.
struct SoftmaxProblem {
    /// L, the images in an orthonormal basis: of their span, or of all coordinates; (images × rank).
    let factor: UnsafeMutableBufferPointer<Double>
    let rank: Int
    /// (images), in `0..<way`.
    let labels: [Int]
    let way: Int
    let c: Double
    /// How many images.
    var count: Int { labels.count }

    /// The sum of the log losses at `logits` (images × way). Writes P and P − Y; the label's entry
    /// of P − Y is minus the sum of the others, so that it keeps its digits where P is nearly 1.
    func loss(
        at logits: UnsafeMutableBufferPointer<Double>,
        probabilities: UnsafeMutableBufferPointer<Double>,
        residuals: UnsafeMutableBufferPointer<Double>
    ) -> Double {
        var loss = 0.0
        for (image, label) in labels.enumerated() {
            let start = image * way
            let own = logits[start + label]
            var top = 0.0
            for k in 0..<way { top = max(top, logits[start + k] - own) }
            var others = 0.0
            for k in 0..<way where k != label {
                let value = exp(logits[start + k] - own - top)
                probabilities[start + k] = value
                others += value
            }
            let right = exp(-top)
            let total = right + others
            for k in 0..<way where k != label {
                probabilities[start + k] /= total
                residuals[start + k] = probabilities[start + k]
            }
            probabilities[start + label] = right / total
            residuals[start + label] = -others / total
            loss += top == 0 ? log1p(others) : top + log(total)
        }
        return loss
    }

    /// L·x, (images × way), for x of (rank × way).
    func images(
        _ x: UnsafeMutableBufferPointer<Double>, into product: UnsafeMutableBufferPointer<Double>
    ) {
        LinearAlgebra.multiply(
            UnsafeBufferPointer(factor), UnsafeBufferPointer(x), into: product,
            rows: labels.count, columns: way, depth: rank)
    }

    /// Lᵀ·y + keeping · product, (rank × way), for y of (images × way).
    func pulledBack(
        _ y: UnsafeMutableBufferPointer<Double>, into product: UnsafeMutableBufferPointer<Double>,
        keeping: Double
    ) {
        LinearAlgebra.multiply(
            UnsafeBufferPointer(factor), UnsafeBufferPointer(y), into: product,
            rows: rank, columns: way, depth: labels.count, transposeA: true,
            keeping: keeping)
    }
}

/// Σ a·b.
func dot(_ a: UnsafeMutableBufferPointer<Double>, _ b: UnsafeMutableBufferPointer<Double>)
    -> Double
{
    LinearAlgebra.dot(UnsafeBufferPointer(a), UnsafeBufferPointer(b))
}
