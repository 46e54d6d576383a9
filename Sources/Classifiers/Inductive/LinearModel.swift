import Matrices

/// What the linear classifiers share: a support set centred on its mean, its Gram matrix, and
/// scores by weights that are combinations of the support images.
///
/// The mean is rounded to single precision once, so that support and queries are moved by the same
/// vector: a large common offset costs no digits. All numbers live until the next `centre`.
final class LinearModel {
    private typealias Numbers<Element> = UnsafeMutableBufferPointer<Element>
    private let doubles = Arena<Double>()
    private let floats = Arena<Float>()
    /// The support minus its mean, (images × dimension).
    private(set) var centred = UnsafeBufferPointer<Double>(start: nil, count: 0)
    /// The inner products of what is centred, (images × images).
    private(set) var gram = UnsafeBufferPointer<Double>(start: nil, count: 0)
    /// (dimension), numbers of single precision.
    private(set) var mean = UnsafeBufferPointer<Double>(start: nil, count: 0)
    private var roundedMean = Numbers<Float>(start: nil, count: 0)
    /// (way × dimension), in both precisions, and (way): what scoring needs.
    private var exactWeights = Numbers<Double>(start: nil, count: 0)
    private var weights = Numbers<Float>(start: nil, count: 0)
    private var intercept = Numbers<Float>(start: nil, count: 0)

    /// Takes a support set of `count` images, (images × dimension).
    func centre(_ support: Span<Float>, count: Int, way: Int) {
        let dimension = support.count / count
        floats.reset(capacity: (way + 1) * dimension + way)
        roundedMean = floats.zeros(dimension)
        weights = floats.zeros(way * dimension)
        intercept = floats.zeros(way)
        doubles.reset(capacity: (count + way + 1) * dimension + count * count)
        let centred = doubles.zeros(count * dimension)
        let gram = doubles.zeros(count * count)
        let mean = doubles.zeros(dimension)
        exactWeights = doubles.zeros(way * dimension)

        support.withUnsafeBufferPointer { support in
            func row(_ image: Int) -> UnsafeBufferPointer<Float> {
                .init(rebasing: support[(image * dimension)..<((image + 1) * dimension)])
            }
            for image in 0..<count { LinearAlgebra.add(row(image), to: mean) }
            for j in 0..<dimension {
                roundedMean[j] = Float(mean[j] / Double(count))
                mean[j] = Double(roundedMean[j])
            }
            for image in 0..<count {
                let start = image * dimension
                LinearAlgebra.subtract(
                    UnsafeBufferPointer(mean), from: row(image),
                    into: .init(rebasing: centred[start..<(start + dimension)]))
            }
        }
        self.mean = UnsafeBufferPointer(mean)
        self.centred = UnsafeBufferPointer(centred)
        LinearAlgebra.gram(of: self.centred, count: count, dimension: dimension, into: gram)
        self.gram = UnsafeBufferPointer(gram)
    }

    /// Takes the weights Aᵀ·(X − 1·mᵀ) + s·mᵀ, where m is the mean.
    /// - Parameters:
    ///   - coefficients: A, (images × way).
    ///   - meanShares: s, (way); nil for zeros.
    ///   - intercept: the scores of m itself, (way).
    func learn(
        coefficients: UnsafeBufferPointer<Double>, meanShares: UnsafeBufferPointer<Double>? = nil,
        intercept: UnsafeBufferPointer<Double>
    ) {
        let (way, dimension) = (self.intercept.count, mean.count)
        LinearAlgebra.multiply(
            coefficients, centred, into: exactWeights, rows: way, columns: dimension,
            depth: centred.count / dimension, transposeA: true)
        if let meanShares {
            for label in 0..<way {
                for j in 0..<dimension {
                    exactWeights[label * dimension + j] += meanShares[label] * mean[j]
                }
            }
        }
        for index in weights.indices { weights[index] = Float(exactWeights[index]) }
        for label in 0..<way { self.intercept[label] = Float(intercept[label]) }
    }

    /// w·(x − m) + intercept for each class.
    func score(_ query: Span<Float>, into scores: inout [Float]) {
        scores.withUnsafeMutableBufferPointer { scores in
            query.withUnsafeBufferPointer { query in
                LinearAlgebra.products(
                    of: query, minus: UnsafeBufferPointer(roundedMean),
                    with: UnsafeBufferPointer(weights), into: scores)
            }
            for label in scores.indices { scores[label] += intercept[label] }
        }
    }
}
