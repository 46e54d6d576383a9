import Foundation
import Matrices
import Randomness

/// The training of a `CosineHeadClassifier`, in inner products alone.
///
/// A batch's gradient in a class's v is a combination of the batch's images z and of v itself, and
/// momentum and weight decay only mix gradients and v. So v stays a combination of the images and
/// of the first v, which stands as one more vector behind the images. For each class two rows of
/// (images + 1) numbers are all that a step needs: the coefficients of v, and the inner products
/// of v with those vectors, with ‖v‖² the sum of the ones times the others; and the same of the
/// velocity. A step costs some 20 · way · images operations instead of 20 · way · dimension.
///
/// With r = (p − y)·s / batch, the residuals, and h = Σ r·(z·v): the gradient in g is h / ‖v‖, that
/// in v is (g / ‖v‖)·(Σ r·z − (h / ‖v‖²)·v).
///
/// In one dimension that in v is zero, and decay changes no direction: v stays as it is. Stepped
/// through all the same, its coefficients would grow while their sum does not, until rounding is
/// all that is left of ‖v‖².
struct CosineHeadDescent {
    private typealias Numbers = UnsafeMutableBufferPointer<Double>
    private static let rate = 0.01
    private static let momentum = 0.9
    private static let dampening = 0.9
    private static let decay = 0.001
    /// Images in a batch, and numbers in a vector.
    private static let batch = 4

    private let labels: [Int]
    private let way: Int
    private let scale: Double
    /// Whether v can turn: not in one dimension.
    private let turns: Bool
    /// Numbers from row to row: images + 1, up to whole vectors.
    private let width: Int
    /// The images' inner products, (images + 1 × width). The last row and column are zeros: the
    /// row fills up small batches, the column would be the first v's, which differs by class.
    private let gram: Numbers
    /// (way × width) each: of v and its velocity, and the products of the first v.
    private let coefficients, coefficientVelocities, products, productVelocities,
        firstProducts: Numbers
    /// (way): g, its velocity, and ‖v‖.
    private let norms, normVelocities, lengths: Numbers
    /// (way × 4): the batch's scores, then probabilities, then residuals.
    private let residuals: Numbers

    /// Numbers of `arena` that `init` takes.
    static func memory(count: Int, way: Int) -> Int {
        (count + 1 + 5 * way) * width(count: count) + (3 + batch) * way
    }

    private static func width(count: Int) -> Int { (count + batch) / batch * batch }

    /// At the first v.
    /// - Parameter full: inner products of the images and then the classes' first v, (images +
    ///   way)².
    init(
        gram full: UnsafeBufferPointer<Double>, labels: [Int], way: Int, dimension: Int,
        arena: Arena<Double>
    ) {
        let count = labels.count
        (self.labels, self.way, turns) = (labels, way, dimension > 1)
        scale = way <= 200 ? 2 : 10
        width = Self.width(count: count)
        gram = arena.zeros((count + 1) * width)
        coefficients = arena.zeros(way * width)
        coefficientVelocities = arena.zeros(way * width)
        products = arena.zeros(way * width)
        productVelocities = arena.zeros(way * width)
        firstProducts = arena.zeros(way * width)
        (norms, normVelocities, lengths) = (arena.zeros(way), arena.zeros(way), arena.zeros(way))
        residuals = arena.zeros(Self.batch * way)
        let rows = count + way
        for i in 0..<count {
            for j in 0..<count { gram[i * width + j] = full[i * rows + j] }
        }
        for label in 0..<way {
            let (own, start) = (count + label, label * width)
            for i in 0..<count {
                products[start + i] = full[own * rows + i]
                firstProducts[start + i] = full[own * rows + i]
            }
            coefficients[start + count] = 1
            products[start + count] = full[own * rows + own]
            lengths[label] = full[own * rows + own].squareRoot()
            norms[label] = lengths[label]
        }
    }

    /// Trains.
    /// - Parameters:
    ///   - orders: where each epoch's order of the images comes from.
    ///   - order: memory for it.
    func run(epochs: Int, orders: inout Generator, order: inout [Int]) {
        let count = labels.count
        // PyTorch's first velocity is the whole gradient.
        var damping = 1.0
        for _ in 0..<epochs {
            order.removeAll(keepingCapacity: true)
            order.append(contentsOf: 0..<count)
            // `Generator.permutation`, without a generic's calls for each swap.
            for i in 0..<(count - 1) {
                order.swapAt(i, i + orders.integer(below: count - i))
            }
            for start in stride(from: 0, to: count, by: Self.batch) {
                let size = min(Self.batch, count - start)
                // Image `count` is the row of zeros.
                let images = SIMD4(
                    order[start], size > 1 ? order[start + 1] : count,
                    size > 2 ? order[start + 2] : count, size > 3 ? order[start + 3] : count)
                takeResiduals(of: images, size: size)
                for label in 0..<way { step(label, images, damping: damping) }
                damping = 1 - Self.dampening
            }
        }
    }

    /// Writes s·g·v / ‖v‖ as coefficients of the images and the first v, (way × images + way);
    /// zeros before.
    func weights(into weights: UnsafeMutableBufferPointer<Double>) {
        let count = labels.count
        for label in 0..<way {
            let factor = scale * norms[label] / lengths[label]
            let (from, to) = (label * width, label * (count + way))
            for i in 0..<count { weights[to + i] = factor * coefficients[from + i] }
            weights[to + count + label] = factor * coefficients[from + count]
        }
    }

    /// Sets the residuals of a batch: (softmax − label) · scale / size for its images, and zeros
    /// for what fills it up.
    private func takeResiduals(of images: SIMD4<Int>, size: Int) {
        var tops = SIMD4<Double>(repeating: -.infinity)
        for label in 0..<way {
            let scores = scale * norms[label] / lengths[label] * batchProducts(label, images)
            tops.replace(with: scores, where: scores .> tops)
            store(scores, residuals, label * Self.batch)
        }
        var totals = SIMD4<Double>.zero
        for label in 0..<way {
            let relative = load(residuals, label * Self.batch) - tops
            // What fills up is no image: of no use to any class.
            let values = SIMD4(
                exp(relative[0]), size > 1 ? exp(relative[1]) : 0,
                size > 2 ? exp(relative[2]) : 0, size > 3 ? exp(relative[3]) : 0)
            totals += values
            store(values, residuals, label * Self.batch)
        }
        let share = scale / Double(size)
        for b in size..<Self.batch { totals[b] = 1 }
        for label in 0..<way {
            store(
                share * load(residuals, label * Self.batch) / totals, residuals, label * Self.batch)
        }
        for b in 0..<size { residuals[labels[images[b]] * Self.batch + b] -= share }
    }

    /// One class's step; velocities take `damping` of the gradient.
    private func step(_ label: Int, _ images: SIMD4<Int>, damping: Double) {
        let start = label * width
        let (norm, length) = (norms[label], lengths[label])
        let batch = load(residuals, label * Self.batch)
        let along = (batch * batchProducts(label, images)).sum() / length
        let share = damping * norm / length * batch
        let pull = damping * (Self.decay - norm * along / (length * length))
        normVelocities[label] =
            Self.momentum * normVelocities[label] + damping * (along + Self.decay * norm)
        norms[label] -= Self.rate * normVelocities[label]
        guard turns else { return }

        let (row0, row1) = (images[0] * width, images[1] * width)
        let (row2, row3) = (images[2] * width, images[3] * width)
        for j in stride(from: 0, to: width, by: Self.batch) {
            var gradient = share[0] * load(gram, row0 + j)
            gradient += share[1] * load(gram, row1 + j)
            gradient += share[2] * load(gram, row2 + j)
            gradient += share[3] * load(gram, row3 + j)
            gradient += pull * load(products, start + j)
            gradient += Self.momentum * load(productVelocities, start + j)
            store(gradient, productVelocities, start + j)
            let kept = Self.momentum * load(coefficientVelocities, start + j)
            store(kept + pull * load(coefficients, start + j), coefficientVelocities, start + j)
        }
        // What that left out: the batch's own coefficients, and its products with the first v.
        let first = start + labels.count
        for b in 0..<Self.batch {
            coefficientVelocities[start + images[b]] += share[b]
            productVelocities[first] += share[b] * firstProducts[start + images[b]]
        }
        var squares = SIMD4<Double>.zero
        for j in stride(from: start, to: start + width, by: Self.batch) {
            let moved = load(coefficients, j) - Self.rate * load(coefficientVelocities, j)
            let movedProducts = load(products, j) - Self.rate * load(productVelocities, j)
            store(moved, coefficients, j)
            store(movedProducts, products, j)
            squares += moved * movedProducts
        }
        lengths[label] = squares.sum().squareRoot()
    }

    /// z·v of a batch's images.
    @inline(__always)
    private func batchProducts(_ label: Int, _ images: SIMD4<Int>) -> SIMD4<Double> {
        let start = label * width
        return SIMD4(
            products[start + images[0]], products[start + images[1]],
            products[start + images[2]], products[start + images[3]])
    }

    @inline(__always)
    private func load(_ numbers: Numbers, _ index: Int) -> SIMD4<Double> {
        UnsafeRawPointer(numbers.baseAddress! + index).loadUnaligned(as: SIMD4<Double>.self)
    }

    @inline(__always)
    private func store(_ vector: SIMD4<Double>, _ numbers: Numbers, _ index: Int) {
        UnsafeMutableRawPointer(numbers.baseAddress! + index).storeBytes(
            of: vector, as: SIMD4<Double>.self)
    }
}
