import Matrices

/// Minimises f(v) = ‖v‖² / 2 + c · Σᵢ max(0, 1 − yᵢ·Lᵢ·v)² for each class, y being 1 for its images
/// and −1 for the others: linear support vector machines with squared hinge loss whose weights are
/// Vᵀ·Q, for images X = L·Q in an orthonormal basis of their span.
///
/// Newton's method (Keerthi & DeCoste 2005; Chapelle 2007): f is strictly convex, and quadratic
/// between the points where images enter or leave their margin. So a step is a ridge regression
/// over the images inside of it, and the step that leaves the same images inside ends at the
/// optimum itself.
final class SquaredHingeSolver {
    private typealias Numbers = UnsafeMutableBufferPointer<Double>
    /// The optimum as coefficients A of the images, W = Aᵀ·X, (images × way); it lives until the
    /// next `solve`.
    private(set) var coefficients = UnsafeBufferPointer<Double>(start: nil, count: 0)

    private let arena = Arena<Double>()
    private let maximumSteps = 100
    /// ±1, (images), and those of `inside` one after the other.
    private var targets = Numbers(start: nil, count: 0)
    private var insideTargets = Numbers(start: nil, count: 0)
    /// (rank): v, the next v, and the way to it.
    private var v = Numbers(start: nil, count: 0)
    private var next = Numbers(start: nil, count: 0)
    private var direction = Numbers(start: nil, count: 0)
    /// (images): L times each of them.
    private var values = Numbers(start: nil, count: 0)
    private var nextValues = Numbers(start: nil, count: 0)
    private var changes = Numbers(start: nil, count: 0)
    /// The images inside their margin: yᵢ·Lᵢ·v < 1.
    private var inside: [Int] = []
    /// The largest norm of an image.
    private var longest = 0.0

    /// Solves for the images with this Gram matrix, (images × images).
    /// - Returns: whether every class's optimum was reached.
    func solve(
        gram: UnsafeBufferPointer<Double>, labels: [Int], way: Int, c: Double
    ) -> Bool {
        let count = labels.count
        arena.reset(
            capacity: SupportBasis.memory(count: count)
                + PenalisedLeastSquares.memory(count: count) + 8 * count + 2 * count * way)
        let basis = SupportBasis(gram: gram, count: count, arena: arena)
        let problem = PenalisedLeastSquares(basis: basis, penalty: 1 / (2 * c), arena: arena)
        let rank = basis.rank
        longest = 0
        for image in 0..<count { longest = max(longest, gram[image * count + image].squareRoot()) }
        (targets, insideTargets) = (arena.zeros(count), arena.zeros(count))
        (v, next, direction) = (arena.zeros(rank), arena.zeros(rank), arena.zeros(rank))
        (values, nextValues, changes) = (
            arena.zeros(count), arena.zeros(count), arena.zeros(count)
        )
        let all = arena.zeros(rank * way)
        let a = arena.zeros(count * way)
        var converged = true
        for label in 0..<way {
            for (image, own) in labels.enumerated() { targets[image] = own == label ? 1 : -1 }
            if !minimise(problem, c) { converged = false }
            for j in 0..<rank { all[j * way + label] = v[j] }
        }
        basis.coefficients(of: all, way: way, into: a)
        coefficients = UnsafeBufferPointer(a)
        return converged
    }

    private func minimise(_ problem: PenalisedLeastSquares, _ c: Double) -> Bool {
        v.update(repeating: 0)
        values.update(repeating: 0)
        for _ in 0..<maximumSteps {
            inside.removeAll(keepingCapacity: true)
            for image in targets.indices where isInside(image, values) {
                insideTargets[inside.count] = targets[image]
                inside.append(image)
            }
            guard
                problem.solve(images: inside, targets: insideTargets, systems: 1, into: next)
            else { return false }
            LinearAlgebra.multiply(
                UnsafeBufferPointer(problem.basis.factor), UnsafeBufferPointer(next),
                into: nextValues, rows: targets.count, columns: 1, depth: next.count)
            let rounding = 64 * Double.ulpOfOne * (1 + longest * dot(next, next).squareRoot())
            if targets.indices.allSatisfy({ isAsAssumed($0, rounding) }) {
                _ = v.update(from: next)
                return true
            }
            let (value, slope) = lookAhead(c)
            // Below rounding no decrease can be seen: the step ends at the optimum or beside it.
            let flat = -slope <= 1e-12 * value
            var fraction = 1.0
            while !flat && objective(c, at: fraction) > value + 1e-4 * fraction * slope {
                fraction /= 2
                if fraction < 0x1p-60 { return false }
            }
            for j in v.indices { v[j] += fraction * direction[j] }
            for image in values.indices { values[image] += fraction * changes[image] }
            if flat { return true }
        }
        return false
    }

    private func isInside(_ image: Int, _ values: Numbers) -> Bool {
        targets[image] * values[image] < 1
    }

    /// Whether the next v leaves an image on the side of its margin from which it was found; on the
    /// margin itself, up to rounding, both sides are right.
    private func isAsAssumed(_ image: Int, _ rounding: Double) -> Bool {
        isInside(image, values) == isInside(image, nextValues)
            || abs(targets[image] * nextValues[image] - 1) <= rounding
    }

    /// Sets the direction from v to the next v.
    /// - Returns: f at v, and its slope along the direction.
    private func lookAhead(_ c: Double) -> (value: Double, slope: Double) {
        for j in v.indices { direction[j] = next[j] - v[j] }
        for image in values.indices { changes[image] = nextValues[image] - values[image] }
        var slope = dot(v, direction)
        for image in inside {
            slope -= 2 * c * (targets[image] - values[image]) * changes[image]
        }
        return (objective(c, at: 0), slope)
    }

    /// f at a fraction of the way.
    private func objective(_ c: Double, at fraction: Double) -> Double {
        var square = 0.0
        for j in v.indices {
            let number = v[j] + fraction * direction[j]
            square += number * number
        }
        var loss = 0.0
        for image in values.indices {
            let value = values[image] + fraction * changes[image]
            let gap = max(0, 1 - targets[image] * value)
            loss += gap * gap
        }
        return square / 2 + c * loss
    }
}
