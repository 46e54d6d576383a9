import Foundation
import Kernels

/// The data of one softmax regression on a Gram matrix, and what both its value and its
/// derivatives need of them.
struct SoftmaxProblem {
    /// (images × images)
    let gram: UnsafeBufferPointer<Double>
    /// (images), in `0..<way`.
    let labels: [Int]
    let way: Int
    let c: Double

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

    /// G·x for x of (images × way).
    func multiplyByGram(
        _ x: UnsafeMutableBufferPointer<Double>, into product: UnsafeMutableBufferPointer<Double>
    ) {
        LinearAlgebra.multiply(
            gram, UnsafeBufferPointer(x), into: product, rows: labels.count, columns: way,
            depth: labels.count)
    }
}

/// Σ a·b.
func dot(_ a: UnsafeMutableBufferPointer<Double>, _ b: UnsafeMutableBufferPointer<Double>)
    -> Double
{
    LinearAlgebra.dot(UnsafeBufferPointer(a), UnsafeBufferPointer(b))
}
