import Matrices

/// Minimises f(V, b) = Σᵢ [log Σₖ exp Zᵢₖ − Zᵢ,label] + ‖V‖² / 2c with Z = L·V + 1·bᵀ: softmax
/// regression whose weights are W = Vᵀ·Q, for images X = L·Q in an orthonormal basis of their span, or
/// where they are more than their numbers, in the coordinates that they have.
///
/// Newton's method with conjugate gradients inside and a backtracking line search. f is convex and
/// has a minimum, strictly so in V; the method reaches it from zero.
final class SoftmaxSolver {
    /// The optimum as coefficients A of the support images, W = Aᵀ·X, (images × way); it lives
    /// until the next `solve`.
    private(set) var coefficients = UnsafeBufferPointer<Double>(start: nil, count: 0)
    /// The optimum's V, (rank × way); it lives until the next `solve`.
    private(set) var weights = UnsafeBufferPointer<Double>(start: nil, count: 0)
    /// The optimum's b, (way); it lives until the next `solve`.
    private(set) var intercept = UnsafeBufferPointer<Double>(start: nil, count: 0)

    private let arena = Arena<Double>()
    private let maximumSteps = 200

    /// Solves for the images with this Gram matrix, (images × images).
    /// - Returns: whether the optimum was reached to within the tolerance.
    func solve(
        gram: UnsafeBufferPointer<Double>, labels: [Int], way: Int, c: Double
    ) -> Bool {
        let count = labels.count
        arena.reset(
            capacity: SupportBasis.memory(count: count) + NewtonStep.memory(count: count, way: way)
                + 6 * count * way + way)
        var longest = 0.0
        for i in labels.indices { longest = max(longest, gram[i * count + i]) }
        let basis = SupportBasis(gram: gram, count: count, arena: arena)
        let radius = longest.squareRoot()
        let converged = minimise(
            SoftmaxProblem(
                factor: basis.factor, rank: basis.rank, labels: labels, way: way, c: c),
            radius: radius, tolerance: tolerance(radius: radius, c: c))
        let a = arena.zeros(count * way)
        basis.coefficients(of: UnsafeMutableBufferPointer(mutating: weights), way: way, into: a)
        coefficients = UnsafeBufferPointer(a)
        return converged
    }

    /// Solves for images in the coordinates that they have; V is then (dimension × way), and there are
    /// no coefficients.
    /// - Parameters:
    ///   - rows: (images × dimension).
    ///   - tolerance: how near the optimum's the logits of the longest image come.
    func solve(
        rows: UnsafeMutableBufferPointer<Double>, labels: [Int], way: Int, c: Double,
        tolerance: Double
    ) -> Bool {
        let dimension = rows.count / labels.count
        arena.reset(
            capacity: NewtonStep.memory(count: max(labels.count, dimension), way: way)
                + (dimension + 4 * labels.count) * way + way)
        var longest = 0.0
        for start in stride(from: 0, to: rows.count, by: dimension) {
            let row = UnsafeMutableBufferPointer(rebasing: rows[start..<(start + dimension)])
            longest = max(longest, dot(row, row))
        }
        return minimise(
            SoftmaxProblem(factor: rows, rank: dimension, labels: labels, way: way, c: c),
            radius: longest.squareRoot(), tolerance: tolerance)
    }

    /// How near the optimum's the logits of a vector as long as the longest support vector come:
    /// 1e-7, or that share of the logits where features are small, or what rounding allows where
    /// they are large.
    private func tolerance(radius: Double, c: Double) -> Double {
        let size = radius * radius * c
        if size == 0 { return 1e-7 }
        return max(1e-7 * max(1e-7, min(1, size)), min(1e-5, 64 * Double.ulpOfOne * size))
    }

    private func minimise(_ problem: SoftmaxProblem, radius: Double, tolerance: Double) -> Bool {
        let (way, c, rank, count) = (problem.way, problem.c, problem.rank, problem.count)
        let v = arena.zeros(rank * way)
        let images = arena.zeros(count * way)  // L·V
        let b = arena.zeros(way)
        let logits = arena.zeros(count * way)
        let probabilities = arena.zeros(count * way)
        let residuals = arena.zeros(count * way)  // P − Y
        let step = NewtonStep(arena: arena, rank: rank, count: count, way: way)
        defer {
            weights = UnsafeBufferPointer(v)
            intercept = UnsafeBufferPointer(b)
        }
        var loss = problem.loss(at: logits, probabilities: probabilities, residuals: residuals)
        var firstNorm = 0.0
        // Newton steps in a row that promised less than rounding shows of f: after a few of them f
        // is at its minimum to a part in 10¹². Only where ‖x‖²·c is beyond some 10⁹ can logits
        // still be off by more than 10⁻⁴ then; beyond some 10¹⁰ `solve` may end without success.
        var flatSteps = 0

        for iteration in 0..<maximumSteps {
            let (norm, error) = step.begin(
                problem, weights: v, residuals: residuals, probabilities: probabilities,
                radius: radius)
            if error <= tolerance { return true }
            if iteration == 0 { firstNorm = norm }
            // The nearer the optimum, the better the step: this makes the steps' errors square.
            let shrink = max(min(0.1, norm / firstNorm), 0.1 * tolerance / error)
            step.solve(problem, probabilities: probabilities, norm: norm, shrink: shrink)
            let along = dot(v, step.weights)
            let length = dot(step.weights, step.weights)  // squared
            let shift = step.intercept.reduce(0) { max($0, abs($1)) }
            let reach = length.squareRoot() * radius + shift  // in logits
            var slope = along / c
            for row in 0..<count {
                for k in 0..<way {
                    slope +=
                        residuals[row * way + k]
                        * (step.images[row * way + k] + step.intercept[k])
                }
            }
            let before = loss + dot(v, v) / (2 * c)

            let flat = -slope <= 1e-12 * before
            flatSteps = flat ? flatSteps + 1 : 0
            var fraction = 1.0
            while true {
                for row in 0..<count {
                    for k in 0..<way {
                        let index = row * way + k
                        logits[index] =
                            images[index] + b[k]
                            + fraction * (step.images[index] + step.intercept[k])
                    }
                }
                loss = problem.loss(
                    at: logits, probabilities: probabilities, residuals: residuals)
                let growth = fraction * (2 * along + fraction * length)
                let decrease = before - (loss + (dot(v, v) + growth) / (2 * c))
                // A decrease below rounding cannot be seen; there the quadratic model holds.
                if decrease >= -1e-4 * fraction * slope || flat { break }
                fraction /= 2
                if fraction < 0x1p-60 { return reach <= tolerance }
            }
            for index in v.indices { v[index] += fraction * step.weights[index] }
            for index in images.indices { images[index] += fraction * step.images[index] }
            for k in 0..<way { b[k] += fraction * step.intercept[k] }
            // What a full Newton step leaves is far smaller than the step.
            if fraction == 1 && (reach <= tolerance || flatSteps == 4) { return true }
        }
        return false
    }
}
