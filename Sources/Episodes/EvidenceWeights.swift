import Foundation
import Matrices

/// Logistic regression on four numbers with a free intercept, for tens of thousands of images.
public enum EvidenceWeights {
    /// A penalty so small that it matters only where a line divides all images.
    private static let penalty = 1e-6

    /// The weights at the minimum of the mean log loss + 5e-7 · ‖w‖², by Newton's method; above zero
    /// where a number speaks for `inside`. The intercept is left away.
    public static func fitted(inside: [SIMD4<Double>], outside: [SIMD4<Double>]) -> [Double] {
        let rows = inside.map { (SIMD8($0), 1.0) } + outside.map { (SIMD8($0), 0.0) }
        var weights = SIMD8<Double>.zero
        var loss = loss(rows, weights)
        for _ in 0..<50 {
            guard var step = newtonStep(rows, weights) else { break }
            while true {
                let next = self.loss(rows, weights - step)
                if next <= loss || (step * step).sum() < 1e-20 {
                    (weights, loss) = (weights - step, next)
                    break
                }
                step /= 2
            }
            if (step * step).sum() < 1e-16 { break }
        }
        return (0..<4).map { weights[$0] }
    }

    private static func loss(_ rows: [(SIMD8<Double>, Double)], _ weights: SIMD8<Double>) -> Double
    {
        rows.reduce(penalty / 2 * (weights * weights).sum() * Double(rows.count)) { sum, row in
            let score = (weights * row.0).sum() * (row.1 > 0 ? 1 : -1)
            return sum + max(-score, 0) + log1p(exp(-abs(score)))
        } / Double(rows.count)
    }

    private static func newtonStep(
        _ rows: [(SIMD8<Double>, Double)], _ weights: SIMD8<Double>
    ) -> SIMD8<Double>? {
        var gradient = penalty * weights
        var curvature = [SIMD8<Double>](repeating: .zero, count: 5)
        for place in 0..<5 { curvature[place][place] = penalty }
        let part = 1 / Double(rows.count)
        for (x, truth) in rows {
            let share = 1 / (1 + exp(-(weights * x).sum()))
            gradient += (share - truth) * part * x
            for place in 0..<5 { curvature[place] += share * (1 - share) * part * x[place] * x }
        }
        var matrix = curvature.flatMap { row in (0..<5).map { row[$0] } }
        var step = (0..<5).map { gradient[$0] }
        let isSolved = matrix.withUnsafeMutableBufferPointer { matrix in
            step.withUnsafeMutableBufferPointer {
                LinearAlgebra.solve(matrix, $0, order: 5, count: 1)
            }
        }
        return isSolved ? SIMD8(step[0], step[1], step[2], step[3], step[4], 0, 0, 0) : nil
    }
}

extension SIMD8<Double> {
    /// Four numbers, and one for the intercept.
    fileprivate init(_ evidence: SIMD4<Double>) {
        self.init(evidence[0], evidence[1], evidence[2], evidence[3], 1, 0, 0, 0)
    }
}
