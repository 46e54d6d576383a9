/// Minimises f(A, b) = Σᵢ [log Σₖ exp Zᵢₖ − Zᵢ,label] + tr(AᵀGA) / 2c with Z = G·A + 1·bᵀ: softmax
/// regression whose weights are W = Aᵀ·X, for the Gram matrix G = X·Xᵀ.
///
/// Newton's method with conjugate gradients inside and a backtracking line search. Vectors of
/// feature space are kept as coefficients of the support images, and their inner products go
/// through G: step for step what the same method does in feature space, at images² a step instead
/// of images × dimension. Nothing is factorised, so identical images and zero features need no
/// special case. f is convex and has a minimum, strictly so in W; the method reaches it from zero.
final class SoftmaxSolver {
    /// The optimum's A, (images × way); it lives until the next `solve`.
    private(set) var coefficients = UnsafeBufferPointer<Double>(start: nil, count: 0)
    /// The optimum's b, (way); it lives until the next `solve`.
    private(set) var intercept = UnsafeBufferPointer<Double>(start: nil, count: 0)

    private let arena = Arena<Double>()
    private let maximumSteps = 200

    /// How near the optimum's the logits of a vector as long as the longest support vector come:
    /// 1e-7, or that share of the logits where features are small; where ‖x‖²·c is so large that
    /// rounding forbids it, what rounding allows, but 1e-5 at the worst. Beyond ‖x‖²·c of some 1e9
    /// that is not always reached, and `solve` says so.
    private func tolerance(radius: Double, c: Double) -> Double {
        let size = radius * radius * c
        if size == 0 { return 1e-7 }
        return min(1e-5, max(1e-7 * max(1e-7, min(1, size)), 64 * Double.ulpOfOne * size))
    }

    /// Solves for `gram` (images × images).
    /// - Returns: whether the optimum was reached to within the tolerance.
    func solve(
        gram: UnsafeBufferPointer<Double>, labels: [Int], way: Int, c: Double
    ) -> Bool {
        let size = labels.count * way
        arena.reset(capacity: 6 * size + 2 * way + NewtonStep.memory(size: size, way: way))
        var longest = 0.0
        for i in labels.indices { longest = max(longest, gram[i * labels.count + i]) }
        return minimise(
            SoftmaxProblem(gram: gram, labels: labels, way: way, c: c), size: size,
            radius: longest.squareRoot())
    }

    private func minimise(_ problem: SoftmaxProblem, size: Int, radius: Double) -> Bool {
        let (way, c) = (problem.way, problem.c)
        let tolerance = tolerance(radius: radius, c: c)
        let a = arena.zeros(size)
        let gramA = arena.zeros(size)  // G·A
        let b = arena.zeros(way)
        coefficients = UnsafeBufferPointer(a)
        intercept = UnsafeBufferPointer(b)
        let logits = arena.zeros(size)
        let probabilities = arena.zeros(size)
        let residuals = arena.zeros(size)  // P − Y
        let gradient = arena.zeros(size)
        let interceptGradient = arena.zeros(way)
        let step = NewtonStep(arena: arena, size: size, way: way)
        var loss = problem.loss(at: logits, probabilities: probabilities, residuals: residuals)
        var square = 0.0  // ‖W‖²
        var firstNorm = 0.0

        for iteration in 0..<maximumSteps {
            interceptGradient.update(repeating: 0)
            for start in stride(from: 0, to: size, by: way) {
                for k in 0..<way {
                    gradient[start + k] = a[start + k] / c + residuals[start + k]
                    interceptGradient[k] += residuals[start + k]
                }
            }
            let (norm, error) = step.begin(
                problem, gradient: gradient, interceptGradient: interceptGradient,
                probabilities: probabilities, radius: radius)
            if error <= tolerance { return true }
            if iteration == 0 { firstNorm = norm }
            // The nearer the optimum, the better the step: this makes the steps' errors square.
            let shrink = max(min(0.1, norm / firstNorm), 0.1 * tolerance / error)
            step.solve(
                problem, probabilities: probabilities, norm: norm, shrink: shrink)
            let slope =
                dot(gradient, step.gramImage) + dot(interceptGradient, step.intercept)
            let along = dot(a, step.gramImage)  // ⟨W, step⟩
            let length = max(0, dot(step.coefficients, step.gramImage))  // ‖step‖²
            let before = loss + square / (2 * c)
            let shift = step.intercept.reduce(0) { max($0, abs($1)) }
            let reach = length.squareRoot() * radius + shift  // in logits

            var fraction = 1.0
            while true {
                for start in stride(from: 0, to: size, by: way) {
                    for k in 0..<way {
                        logits[start + k] =
                            gramA[start + k] + b[k]
                            + fraction * (step.gramImage[start + k] + step.intercept[k])
                    }
                }
                loss = problem.loss(
                    at: logits, probabilities: probabilities, residuals: residuals)
                let newSquare = square + fraction * (2 * along + fraction * length)
                let decrease = before - (loss + newSquare / (2 * c))
                // A decrease below rounding cannot be seen; there the quadratic model holds.
                if decrease >= -1e-4 * fraction * slope || -slope <= 1e-12 * before { break }
                fraction /= 2
                if fraction < 0x1p-60 { return reach <= tolerance }
            }
            for index in 0..<size {
                a[index] += fraction * step.coefficients[index]
                gramA[index] += fraction * step.gramImage[index]
            }
            for k in 0..<way { b[k] += fraction * step.intercept[k] }
            square = max(0, dot(a, gramA))
            // What a full Newton step leaves is far smaller than the step.
            if fraction == 1 && reach <= tolerance { return true }
        }
        return false
    }
}
