import Matrices
import Statistics

/// LP++'s descent in the span of the examples: the weights w are combinations of them, and each step
/// adds another.
struct LPPlusPlusDescent {
    /// The combinations that w is, (images × way): ones for a class's own images at first.
    private(set) var coefficients: [Double]
    /// (way)
    private(set) var bias, alpha: [Double]

    /// The products of the examples with each other, (images × images), and with the class vectors,
    /// (images × way).
    private let gram, text: [Double]
    private let labels: [Int]
    private let way: Int
    private let rate, alphaRate: Double
    private var coefficientMomentum, biasMomentum, alphaGradient: [Double]

    private static let momentum = 0.9
    /// A step of α comes after every so many of w.
    private static let period = 10
    /// What the first α is of the mean product of class vectors and examples.
    private static let trust = 250.0

    /// The start.
    init(gram: [Double], text: [Double], labels: [Int], way: Int) {
        (self.gram, self.text, self.labels, self.way) = (gram, text, labels, way)
        let count = labels.count
        var (members, products, squares) = (
            [Double](repeating: 0, count: way), [Double](repeating: 0, count: way),
            [Double](repeating: 0, count: way)
        )
        coefficients = [Double](repeating: 0, count: count * way)
        for (image, label) in labels.enumerated() {
            coefficients[image * way + label] = 1
            members[label] += 1
            products[label] += text[image * way + label]
            for k in 0..<way { squares[k] += text[image * way + k] * text[image * way + k] }
        }
        let mean = zip(products, members).reduce(0) { $0 + $1.0 / $1.1 } / Double(way)
        alpha = [Double](repeating: Self.trust * mean, count: way)
        let largest = LinearAlgebra.eigenvalues(of: gram, size: count)[0]
        // Examples of zeros have no gradient to follow.
        rate = largest > 0 ? 4 * Double(count) / largest : 0
        let most = squares.max()!
        alphaRate = most > 0 ? Double(count) / (4 * most) : 0
        bias = [Double](repeating: 0, count: way)
        coefficientMomentum = [Double](repeating: 0, count: count * way)
        biasMomentum = bias
        alphaGradient = bias
    }

    /// Step `number`, counted from 1.
    mutating func step(_ number: Int) {
        let residuals = residuals()
        for index in coefficients.indices {
            coefficientMomentum[index] =
                Self.momentum * coefficientMomentum[index] + residuals[index]
            coefficients[index] -= rate * coefficientMomentum[index]
        }
        for label in 0..<way {
            var gradient = 0.0
            for image in labels.indices {
                gradient += residuals[image * way + label]
                alphaGradient[label] += residuals[image * way + label] * text[image * way + label]
            }
            biasMomentum[label] = Self.momentum * biasMomentum[label] + gradient
            bias[label] -= rate * biasMomentum[label]
        }
        guard number % Self.period == 0 else { return }
        for label in 0..<way { alpha[label] -= alphaRate * alphaGradient[label] }
    }

    /// The derivative of the mean cross-entropy by the examples' scores, (images × way):
    /// (probability − target) / images.
    private func residuals() -> [Double] {
        var scores = [Double](repeating: 0, count: labels.count * way)
        gram.withUnsafeBufferPointer { gram in
            coefficients.withUnsafeBufferPointer { coefficients in
                scores.withUnsafeMutableBufferPointer { scores in
                    LinearAlgebra.multiply(
                        gram, coefficients, into: scores, rows: labels.count, columns: way,
                        depth: labels.count)
                    for (image, label) in labels.enumerated() {
                        let own = scores.baseAddress! + image * way
                        for k in 0..<way { own[k] += alpha[k] * text[image * way + k] + bias[k] }
                        Softmax.apply(to: own, count: way)
                        own[label] -= 1
                        for k in 0..<way { own[k] /= Double(labels.count) }
                    }
                }
            }
        }
        return scores
    }
}
