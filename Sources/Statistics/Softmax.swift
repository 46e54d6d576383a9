import Foundation

/// Scores as probabilities. All exponentials are relative to the largest score, so that none
/// overflows. The engine has one of its own, on its tensors.
public enum Softmax {
    /// Makes scores x probabilities: exp(β·x) / Σ exp(β·x).
    ///
    /// - Parameters:
    ///   - scores: `count` numbers, `stride` from one to the next.
    ///   - inverse: β, one over the temperature; 0 makes all equally probable.
    public static func apply(
        to scores: UnsafeMutablePointer<Double>, count: Int, stride: Int = 1, inverse: Double = 1
    ) {
        let top = largest(scores, count, stride)
        var sum = 0.0
        for k in 0..<count {
            let weight = exp(inverse * (scores[k * stride] - top))
            scores[k * stride] = weight
            sum += weight
        }
        for k in 0..<count { scores[k * stride] /= sum }
    }

    /// Makes scores x log-probabilities: x − log Σ exp(x).
    ///
    /// - Parameter scores: `count` numbers, `stride` from one to the next.
    public static func applyLog(
        to scores: UnsafeMutablePointer<Double>, count: Int, stride: Int = 1
    ) {
        let top = largest(scores, count, stride)
        var sum = 0.0
        for k in 0..<count { sum += exp(scores[k * stride] - top) }
        let log = top + log(sum)
        for k in 0..<count { scores[k * stride] -= log }
    }

    private static func largest(
        _ scores: UnsafeMutablePointer<Double>, _ count: Int, _ stride: Int
    ) -> Double {
        var top = -Double.infinity
        for k in 0..<count { top = max(top, scores[k * stride]) }
        return top
    }
}
