import Foundation
import Matrices

/// TIM's loss as a function of the prototypes W, by its gradient.
///
/// With logits zᵢₖ = τ (xᵢ·wₖ − ½‖wₖ‖²), which differ from −τ/2 ‖xᵢ − wₖ‖² by what all classes of a
/// vector share, and p their softmax, the derivatives by zᵢₖ are
///
/// - for a support vector of class y: (a / supportCount) · (pₖ − [k = y]) · p_y / (p_y + 10⁻¹²), the
///   last factor because the code takes the log of p + 10⁻¹²;
/// - for a query: (1 / queryCount) · pₖ · (uₖ − Σ p·u) with uₖ = b · log p̄ₖ − c · log pₖ, where p̄ is the
///   mean of p over the queries. (The 10⁻¹² in the code's log of p changes p · log p by no more than
///   that.) With Tsallis' entropies of order α, (1 − Σ pᵅ) / (α − 1), which become Shannon's as α goes
///   to 1, it is uₖ = α / (α − 1) · (b · p̄ₖᵅ⁻¹ − c · pₖᵅ⁻¹).
///
/// With these R, (way × vectors), the gradient is τ (R·X − diag(Σᵢ R)·W). So a step is two products
/// with X, of way · vectors · dimension multiplications each; the rest is small. Both products run
/// along rows: X is held both ways round.
struct TIMObjective {
    typealias Numbers = UnsafeMutableBufferPointer<Float>

    /// (way × count): z of the support vectors and then the queries, after `updateLogits`; `update`
    /// uses the queries' places for other things.
    let logits: Numbers
    /// (way × dimension)
    let gradient: Numbers
    private let settings: TIM
    private let entropyOrder: Double
    private let labels: [Int]
    private let way: Int
    private let count: Int
    private let dimension: Int
    /// (count × dimension) and (dimension × count).
    private let vectors: Numbers
    private let transposed: Numbers
    /// (way × count): p, then R.
    private let residuals: Numbers
    /// (count) each: of a vector's logits the largest, the sum of exponentials, the log of that sum.
    private let top: Numbers
    private let sums: Numbers
    private let logs: Numbers
    /// (way): ‖wₖ‖².
    private let squares: Numbers

    /// Numbers of the arena that it takes.
    static func memory(count: Int, way: Int, dimension: Int) -> Int {
        (count + way) * dimension + 2 * way * count + 3 * count + way
    }

    /// - Parameters:
    ///   - entropyOrder: that of the queries' entropies, 1 for Shannon's.
    ///   - vectors: (count × dimension), support first.
    init(
        settings: TIM, entropyOrder: Double, vectors: Numbers, labels: [Int], way: Int,
        dimension: Int,
        arena: Arena<Float>
    ) {
        (self.settings, self.entropyOrder) = (settings, entropyOrder)
        (self.labels, self.way, self.dimension) = (labels, way, dimension)
        (self.vectors, count) = (vectors, vectors.count / dimension)
        transposed = arena.zeros(count * dimension)
        gradient = arena.zeros(way * dimension)
        for vector in 0..<count {
            for j in 0..<dimension {
                transposed[j * count + vector] = vectors[vector * dimension + j]
            }
        }
        logits = arena.zeros(way * count)
        residuals = arena.zeros(way * count)
        (top, sums, logs) = (arena.zeros(count), arena.zeros(count), arena.zeros(count))
        squares = arena.zeros(way)
    }

    /// Sets the logits for these prototypes, (way × dimension).
    func updateLogits(at prototypes: Numbers) {
        LinearAlgebra.multiply(
            few: UnsafeBufferPointer(prototypes), UnsafeBufferPointer(transposed), into: logits,
            rows: way, columns: count, depth: dimension)
        let temperature = Float(settings.temperature)
        for label in 0..<way {
            let prototype = UnsafeBufferPointer(row(label, of: prototypes, width: dimension))
            LinearAlgebra.products(
                of: prototype, with: prototype, into: row(label, of: squares, width: 1))
            let half = squares[label] / 2
            let row = row(label, of: logits, width: count)
            for vector in 0..<count { row[vector] = temperature * (row[vector] - half) }
        }
    }

    /// Sets logits and gradient for these prototypes, (way × dimension).
    func update(at prototypes: Numbers) {
        updateLogits(at: prototypes)
        softmax()
        deriveQueries()
        deriveSupport()
        LinearAlgebra.multiply(
            few: UnsafeBufferPointer(residuals), UnsafeBufferPointer(vectors), into: gradient,
            rows: way, columns: dimension, depth: count)
        let temperature = Float(settings.temperature)
        for label in 0..<way {
            let total = row(label, of: residuals, width: count).reduce(0, +)
            let gradient = row(label, of: gradient, width: dimension)
            let prototype = row(label, of: prototypes, width: dimension)
            for j in 0..<dimension {
                gradient[j] = temperature * (gradient[j] - total * prototype[j])
            }
        }
    }

    /// Makes the residuals p, of all vectors.
    private func softmax() {
        top.update(repeating: -.infinity)
        sums.update(repeating: 0)
        for label in 0..<way {
            let logits = row(label, of: logits, width: count)
            for vector in 0..<count { top[vector] = max(top[vector], logits[vector]) }
        }
        for label in 0..<way {
            let (logits, p) = (
                row(label, of: logits, width: count), row(label, of: residuals, width: count)
            )
            for vector in 0..<count { p[vector] = logits[vector] - top[vector] }
            LinearAlgebra.exponentials(p)
            for vector in 0..<count { sums[vector] += p[vector] }
        }
        for vector in 0..<count { logs[vector] = top[vector] + log(sums[vector]) }
        for label in 0..<way {
            let p = row(label, of: residuals, width: count)
            for vector in 0..<count { p[vector] /= sums[vector] }
        }
    }

    /// Makes p of the queries their derivatives.
    private func deriveQueries() {
        let first = labels.count
        let scale = 1 / Float(count - first)
        // Σ p·u takes the place of the sums of exponentials.
        sums.update(repeating: 0)
        for label in 0..<way {
            let (u, p) = (
                row(label, of: logits, width: count), row(label, of: residuals, width: count)
            )
            var mean: Float = 0
            for vector in first..<count { mean += p[vector] }
            deriveEntropies(mean: mean * scale, logits: u, from: first)
            for vector in first..<count { sums[vector] += p[vector] * u[vector] }
        }
        for label in 0..<way {
            let (u, p) = (
                row(label, of: logits, width: count), row(label, of: residuals, width: count)
            )
            for vector in first..<count { p[vector] *= scale * (u[vector] - sums[vector]) }
        }
    }

    /// Makes the queries' logits of one class u, by the mean of the class's probabilities.
    private func deriveEntropies(mean: Float, logits u: Numbers, from first: Int) {
        let marginal = Float(settings.marginalWeight)
        let conditional = Float(settings.conditionalWeight)
        guard entropyOrder != 1 else {
            let own = marginal * log(max(mean, .leastNormalMagnitude))
            for vector in first..<count {
                u[vector] = own - conditional * (u[vector] - logs[vector])
            }
            return
        }
        let power = Float(entropyOrder - 1)
        let factor = Float(entropyOrder / (entropyOrder - 1))
        let own = marginal * pow(mean, power)
        // pᵅ⁻¹ from the log of p.
        for vector in first..<count { u[vector] = power * (u[vector] - logs[vector]) }
        LinearAlgebra.exponentials(Numbers(rebasing: u[first...]))
        for vector in first..<count { u[vector] = factor * (own - conditional * u[vector]) }
    }

    /// Makes p of the support vectors their derivatives.
    private func deriveSupport() {
        let scale = Float(settings.supportWeight) / Float(labels.count)
        for (vector, own) in labels.enumerated() {
            let right = residuals[own * count + vector]
            let factor = scale * right / (right + 1e-12)
            for label in 0..<way {
                let p = residuals[label * count + vector]
                residuals[label * count + vector] = factor * (label == own ? p - 1 : p)
            }
        }
    }

    private func row(_ label: Int, of numbers: Numbers, width: Int) -> Numbers {
        Numbers(rebasing: numbers[(label * width)..<((label + 1) * width)])
    }
}
