import Matrices

/// The Newton step of a `SoftmaxProblem`, by preconditioned conjugate gradients.
///
/// The Hessian at (D, e) is (D/c + Lᵀ·S·U, Σᵢ Sᵢ·Uᵢ) with U = L·D + 1·eᵀ and Sᵢ = diag pᵢ − pᵢ·pᵢᵀ.
/// It is preconditioned by its diagonal, averaged over the classes. The same number added to every
/// class of b changes nothing, so the Hessian has no curvature in that direction and the gradient
/// no part, but for rounding: that is taken out, or it would be divided by nothing.
struct NewtonStep {
    /// The step in V, (rank × way).
    let weights: UnsafeMutableBufferPointer<Double>
    /// The step in b, (way).
    let intercept: UnsafeMutableBufferPointer<Double>
    /// The step in the logits of the support without b's: L times the step in V, (images × way).
    let images: UnsafeMutableBufferPointer<Double>

    /// What is left of −gradient, the direction of the round, and the Hessian's image of it: each
    /// with a part in V and a part in b.
    private let residual, direction, image: UnsafeMutableBufferPointer<Double>
    private let interceptResidual, interceptDirection,
        interceptImage: UnsafeMutableBufferPointer<Double>
    /// L times the direction, then S times the logits' change, (images × way).
    private let directionImages: UnsafeMutableBufferPointer<Double>
    /// The Hessian's diagonal: (rank) for V and 1 more for b.
    private let diagonal: UnsafeMutableBufferPointer<Double>

    /// Numbers of `arena` that `init` takes, at most.
    static func memory(count: Int, way: Int) -> Int { 6 * count * way + 4 * way + count + 1 }

    init(arena: Arena<Double>, rank: Int, count: Int, way: Int) {
        weights = arena.zeros(rank * way)
        intercept = arena.zeros(way)
        images = arena.zeros(count * way)
        residual = arena.zeros(rank * way)
        direction = arena.zeros(rank * way)
        image = arena.zeros(rank * way)
        interceptResidual = arena.zeros(way)
        interceptDirection = arena.zeros(way)
        interceptImage = arena.zeros(way)
        directionImages = arena.zeros(count * way)
        diagonal = arena.zeros(rank + 1)
    }

    /// Takes the gradient at V and b.
    /// - Returns: its norm under the preconditioner, and a bound of how far the logits of a vector
    ///   as long as `radius` are from the optimum's: the Hessian is 1/c or more in V.
    func begin(
        _ problem: SoftmaxProblem, weights v: UnsafeMutableBufferPointer<Double>,
        residuals: UnsafeMutableBufferPointer<Double>,
        probabilities: UnsafeMutableBufferPointer<Double>, radius: Double
    ) -> (norm: Double, error: Double) {
        let (way, rank) = (problem.way, problem.rank)
        problem.pulledBack(residuals, into: residual, keeping: 0)
        for index in residual.indices { residual[index] = -residual[index] - v[index] / problem.c }
        interceptResidual.update(repeating: 0)
        diagonal.update(repeating: 0)
        for row in 0..<problem.count {
            var spread = 0.0
            for k in 0..<way {
                interceptResidual[k] -= residuals[row * way + k]
                spread += probabilities[row * way + k] * (1 - probabilities[row * way + k])
            }
            spread /= Double(way - 1)
            diagonal[rank] += spread
            for j in 0..<rank {
                let entry = problem.factor[row * rank + j]
                diagonal[j] += spread * entry * entry
            }
        }
        centre(interceptResidual)
        diagonal[rank] = max(diagonal[rank], 1e-200)
        for j in 0..<rank { diagonal[j] += 1 / problem.c }
        precondition(into: direction, interceptDirection)
        let square = dot(residual, direction) + dot(interceptResidual, interceptDirection)
        let error =
            dot(residual, residual).squareRoot() * problem.c * radius
            + dot(interceptResidual, interceptResidual).squareRoot() / diagonal[rank]
        return (square.squareRoot(), error)
    }

    /// Solves Hessian · step = −gradient until the residual has shrunk to `shrink` times the
    /// gradient's `norm`.
    func solve(
        _ problem: SoftmaxProblem, probabilities: UnsafeMutableBufferPointer<Double>, norm: Double,
        shrink: Double
    ) {
        weights.update(repeating: 0)
        intercept.update(repeating: 0)
        var square = norm * norm
        let goal = square * shrink * shrink
        for _ in 0..<(2 * residual.count + 50) where square > goal {
            applyHessian(problem, probabilities)
            let length = square / (dot(direction, image) + dot(interceptDirection, interceptImage))
            guard length.isFinite && length > 0 else { break }
            for index in residual.indices {
                weights[index] += length * direction[index]
                residual[index] -= length * image[index]
            }
            for k in intercept.indices {
                intercept[k] += length * interceptDirection[k]
                interceptResidual[k] -= length * interceptImage[k]
            }
            // `image` is free now: it holds the preconditioned residual.
            precondition(into: image, interceptImage)
            let newSquare = dot(residual, image) + dot(interceptResidual, interceptImage)
            let turn = newSquare / square
            square = newSquare
            for index in residual.indices {
                direction[index] = image[index] + turn * direction[index]
            }
            for k in intercept.indices {
                interceptDirection[k] = interceptImage[k] + turn * interceptDirection[k]
            }
        }
        problem.images(weights, into: images)
    }

    private func precondition(
        into v: UnsafeMutableBufferPointer<Double>, _ b: UnsafeMutableBufferPointer<Double>
    ) {
        let (way, rank) = (b.count, diagonal.count - 1)
        for j in 0..<rank {
            for k in 0..<way { v[j * way + k] = residual[j * way + k] / diagonal[j] }
        }
        for k in 0..<way { b[k] = interceptResidual[k] / diagonal[rank] }
    }

    /// The Hessian's image of the direction. Differences are taken from the label's entry first,
    /// so that the small entries keep their digits where a probability is nearly 1.
    private func applyHessian(
        _ problem: SoftmaxProblem, _ probabilities: UnsafeMutableBufferPointer<Double>
    ) {
        let way = problem.way
        problem.images(direction, into: directionImages)
        interceptImage.update(repeating: 0)
        for (row, label) in problem.labels.enumerated() {
            let start = row * way
            let own = directionImages[start + label] + interceptDirection[label]
            var mean = 0.0
            for k in 0..<way {
                let change = directionImages[start + k] + interceptDirection[k] - own
                directionImages[start + k] = change
                mean += probabilities[start + k] * change
            }
            for k in 0..<way {
                let curved = probabilities[start + k] * (directionImages[start + k] - mean)
                interceptImage[k] += curved
                directionImages[start + k] = curved
            }
        }
        centre(interceptImage)
        for index in image.indices { image[index] = direction[index] / problem.c }
        problem.pulledBack(directionImages, into: image, keeping: 1)
    }

    /// Subtracts the mean over the classes.
    private func centre(_ b: UnsafeMutableBufferPointer<Double>) {
        let mean = b.reduce(0, +) / Double(b.count)
        for k in b.indices { b[k] -= mean }
    }
}
