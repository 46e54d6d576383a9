import Matrices
import Randomness

/// The cosine classifier with S2M2's own training on the support set (Mangla et al. 2020, arXiv
/// 1907.12087; nupurkmr9/S2M2_fewshot, `methods/baselinefinetune.py` with `distLinear`
/// of `backbone.py`), by which its published accuracies were measured.
///
/// A score is s·g·v·x / (‖v‖·(‖x‖ + 1e-5)) with a direction v and a norm g for each class, both
/// learned from the cross-entropy, and s = 2, or 10 above 200 classes; the softmax of the scores is
/// the probability. Stochastic gradient descent: rate 0.01, momentum 0.9 with dampening 0.9 (the
/// first gradient undamped, as PyTorch has it), weight decay 0.001 on both v and g, batches of 4 in
/// a new order each epoch, the last of an epoch smaller. It ends with the epochs and has no
/// optimum to reach: a fit is always a success.
///
/// The first v is uniform in ±1/√dimension, PyTorch's for a linear layer, from the generator's
/// substream "s2m2-head weights", row by row, and the first g its norm. Orders are permutations
/// from the substream "s2m2-head orders". So a class's scores depend on its place in the episode,
/// as in the original.
///
/// All of the training is done in the span of the support set and the first v, in double precision,
/// and nothing is approximated: see `CosineHeadDescent`.
public struct CosineHeadClassifier: Classifier {
    /// s2m2-head.
    public let name = "s2m2-head"
    /// Its first weights are drawn coordinate by coordinate.
    public let dependsOnCoordinates = true
    /// Passes over the support set. The original's `range(301)` makes 301 before the scores that
    /// it reports as those "at 300".
    public let epochs: Int

    /// The classifier; `epochs` is not negative.
    public init(epochs: Int = 301) {
        precondition(epochs >= 0, "epochs cannot be negative")
        self.epochs = epochs
    }

    /// A learner with memory of its own.
    public func makeLearner() -> any Learner { CosineHeadLearner(epochs: epochs) }
}

private final class CosineHeadLearner: Learner {
    private typealias Numbers<Element> = UnsafeMutableBufferPointer<Element>
    private let epochs: Int
    private let doubles = Arena<Double>()
    private var order: [Int] = []
    /// (way × dimension): what a query divided by its norm is multiplied with.
    private var weights: [Float] = []

    init(epochs: Int) { self.epochs = epochs }

    func fit(
        support: Span<Float>, labels: [Int], way: Int, using generator: Generator
    ) -> Bool {
        let count = labels.count
        let dimension = support.count / count
        // One after the other, (count + way) rows: the images' directions and the first v.
        let rows = count + way
        doubles.reset(
            capacity: (rows + way) * dimension + rows * rows + way * rows
                + CosineHeadDescent.memory(count: count, way: way))
        let vectors = doubles.zeros(rows * dimension)
        let gram = doubles.zeros(rows * rows)
        let coefficients = doubles.zeros(way * rows)
        let exactWeights = doubles.zeros(way * dimension)

        support.withUnsafeBufferPointer { support in
            for image in 0..<count {
                let row = (image * dimension)..<((image + 1) * dimension)
                let length = Self.length(of: .init(rebasing: support[row]))
                for j in row { vectors[j] = Double(support[j]) / length }
            }
        }
        var random = generator.stream("s2m2-head weights")
        let bound = 1 / Double(dimension).squareRoot()
        for j in (count * dimension)..<(rows * dimension) {
            vectors[j] = random.uniform(in: -bound...bound)
        }
        LinearAlgebra.gram(
            of: UnsafeBufferPointer(vectors), count: rows, dimension: dimension, into: gram)
        var orders = generator.stream("s2m2-head orders")
        let descent = CosineHeadDescent(
            gram: UnsafeBufferPointer(gram), labels: labels, way: way, dimension: dimension,
            arena: doubles)
        descent.run(epochs: epochs, orders: &orders, order: &order)
        descent.weights(into: coefficients)
        LinearAlgebra.multiply(
            UnsafeBufferPointer(coefficients), UnsafeBufferPointer(vectors), into: exactWeights,
            rows: way, columns: dimension, depth: rows)
        weights.reset(to: way * dimension)
        for index in weights.indices { weights[index] = Float(exactWeights[index]) }
        return true
    }

    func score(_ query: Span<Float>, into scores: inout [Float]) {
        query.withUnsafeBufferPointer { query in
            weights.withUnsafeBufferPointer { weights in
                scores.withUnsafeMutableBufferPointer { scores in
                    LinearAlgebra.products(of: query, with: weights, into: scores)
                    let length = Float(Self.length(of: query))
                    for label in scores.indices { scores[label] /= length }
                }
            }
        }
    }

    /// What a feature is divided by: its norm, and a little more, so that zeros stay zeros.
    private static func length(of feature: UnsafeBufferPointer<Float>) -> Double {
        LinearAlgebra.norm(of: feature) + 0.00001
    }
}
