import Kernels

/// The Newton step of a `SoftmaxProblem`, by preconditioned conjugate gradients.
///
/// The Hessian at (D, e) is (D/c + S·V, Σᵢ Sᵢ·Vᵢ) with V = G·D + 1·eᵀ and Sᵢ = diag pᵢ − pᵢ·pᵢᵀ. It
/// is symmetric for the inner product ⟨D, D′⟩ = tr(Dᵀ·G·D′), so each round costs one product with
/// G. In W it is near the identity where features are of unit length or confidently told apart;
/// the intercept is scaled by the mean of its own curvature.
struct NewtonStep {
    /// The step in A, (images × way).
    let coefficients: UnsafeMutableBufferPointer<Double>
    /// G times the step in A, (images × way).
    let gramImage: UnsafeMutableBufferPointer<Double>
    /// The step in b, (way).
    let intercept: UnsafeMutableBufferPointer<Double>

    /// What is left of −gradient; the direction of the round; the Hessian's image of it. Each has
    /// a part in A and a part in b, and the first two are also needed times G.
    private let residual, gramResidual: UnsafeMutableBufferPointer<Double>
    private let direction, gramDirection: UnsafeMutableBufferPointer<Double>
    private let image: UnsafeMutableBufferPointer<Double>
    private let interceptResidual, interceptDirection,
        interceptImage: UnsafeMutableBufferPointer<Double>

    /// Numbers of `arena` that `init` takes.
    static func memory(size: Int, way: Int) -> Int { 7 * size + 4 * way }

    init(arena: Arena<Double>, size: Int, way: Int) {
        coefficients = arena.zeros(size)
        gramImage = arena.zeros(size)
        intercept = arena.zeros(way)
        residual = arena.zeros(size)
        gramResidual = arena.zeros(size)
        direction = arena.zeros(size)
        gramDirection = arena.zeros(size)
        image = arena.zeros(size)
        interceptResidual = arena.zeros(way)
        interceptDirection = arena.zeros(way)
        interceptImage = arena.zeros(way)
    }

    /// Takes the gradient.
    /// - Returns: its norm, and a bound of how far the logits of a vector as long as `radius` are
    ///   from the optimum's: f has curvature 1/c or more in W.
    func begin(
        _ problem: SoftmaxProblem, gradient: UnsafeMutableBufferPointer<Double>,
        interceptGradient: UnsafeMutableBufferPointer<Double>,
        probabilities: UnsafeMutableBufferPointer<Double>, radius: Double
    ) -> (norm: Double, error: Double) {
        for index in residual.indices { residual[index] = -gradient[index] }
        for k in interceptResidual.indices { interceptResidual[k] = -interceptGradient[k] }
        problem.multiplyByGram(residual, into: gramResidual)
        let curvature = curvature(probabilities)
        let square = max(0, dot(residual, gramResidual))
        let interceptSquare = dot(interceptResidual, interceptResidual) / curvature
        return (
            (square + interceptSquare).squareRoot(),
            square.squareRoot() * problem.c * radius + (interceptSquare / curvature).squareRoot()
        )
    }

    /// Solves Hessian · step = −gradient until the residual has shrunk to `shrink` times the
    /// gradient's `norm`.
    func solve(
        _ problem: SoftmaxProblem, probabilities: UnsafeMutableBufferPointer<Double>, norm: Double,
        shrink: Double
    ) {
        let way = problem.way
        let curvature = curvature(probabilities)
        coefficients.update(repeating: 0)
        intercept.update(repeating: 0)
        _ = direction.update(from: residual)
        _ = gramDirection.update(from: gramResidual)
        for k in 0..<way { interceptDirection[k] = interceptResidual[k] / curvature }
        var square = norm * norm
        let goal = square * shrink * shrink

        for _ in 0..<(2 * residual.count + 50) where square > goal {
            applyHessian(problem, probabilities)
            let bend = dot(gramDirection, image) + dot(interceptDirection, interceptImage)
            guard bend > 0 else { break }
            let length = square / bend
            for index in residual.indices {
                coefficients[index] += length * direction[index]
                residual[index] -= length * image[index]
            }
            for k in 0..<way {
                intercept[k] += length * interceptDirection[k]
                interceptResidual[k] -= length * interceptImage[k]
            }
            problem.multiplyByGram(residual, into: gramResidual)
            let newSquare =
                dot(residual, gramResidual)
                + dot(interceptResidual, interceptResidual) / curvature
            let turn = newSquare / square
            square = newSquare
            for index in residual.indices {
                direction[index] = residual[index] + turn * direction[index]
                gramDirection[index] = gramResidual[index] + turn * gramDirection[index]
            }
            for k in 0..<way {
                interceptDirection[k] =
                    interceptResidual[k] / curvature + turn * interceptDirection[k]
            }
        }
        problem.multiplyByGram(coefficients, into: gramImage)
    }

    /// The intercept's mean curvature, trace Σᵢ Sᵢ / (way − 1).
    private func curvature(_ probabilities: UnsafeMutableBufferPointer<Double>) -> Double {
        var trace = 0.0
        for p in probabilities { trace += p * (1 - p) }
        return max(trace / Double(interceptResidual.count - 1), 1e-200)
    }

    /// The Hessian's image of the direction. Differences are taken from the label's entry first,
    /// so that the small entries keep their digits where a probability is nearly 1.
    private func applyHessian(
        _ problem: SoftmaxProblem, _ probabilities: UnsafeMutableBufferPointer<Double>
    ) {
        let way = problem.way
        interceptImage.update(repeating: 0)
        for (row, label) in problem.labels.enumerated() {
            let start = row * way
            let own = gramDirection[start + label] + interceptDirection[label]
            var mean = 0.0
            for k in 0..<way {
                let change = gramDirection[start + k] + interceptDirection[k] - own
                image[start + k] = change
                mean += probabilities[start + k] * change
            }
            for k in 0..<way {
                let curved = probabilities[start + k] * (image[start + k] - mean)
                interceptImage[k] += curved
                image[start + k] = direction[start + k] / problem.c + curved
            }
        }
    }
}
