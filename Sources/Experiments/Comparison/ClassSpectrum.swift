import Features
import Foundation
import Matrices

/// How the features of one class spread around their mean: the squares of the singular values of
/// the centred features, the "flattening" that Manifold Mixup is about (Verma et al. 2019, §3).
struct ClassSpectrum {
    /// The squared singular values, falling.
    let variances: [Double]

    /// The spectrum of the first `count` images of class `label`, two at least.
    init(of table: FeatureTable, label: Int, count: Int) {
        let images = Array(table.labels.indices.filter { table.labels[$0] == label }.prefix(count))
        let dimension = table.dimension
        var rows = images.flatMap { table[$0].map(Double.init) }
        for column in 0..<dimension {
            var mean = 0.0
            for row in images.indices { mean += rows[row * dimension + column] }
            mean /= Double(images.count)
            for row in images.indices { rows[row * dimension + column] -= mean }
        }
        let size = images.count
        var gram = [Double](repeating: 0, count: size * size)
        rows.withUnsafeBufferPointer { rows in
            gram.withUnsafeMutableBufferPointer {
                LinearAlgebra.gram(of: rows, count: size, dimension: dimension, into: $0)
            }
        }
        let vectors = LinearAlgebra.eigenvectors(of: gram, size: size)
        // An eigenvalue is vᵀ·G·v of its vector of length one.
        variances = (0..<size).reversed().map { index in
            let vector = vectors[index * size..<(index + 1) * size]
            let product = (0..<size).map { row in
                zip(vector, gram[row * size..<(row + 1) * size]).reduce(0) { $0 + $1.0 * $1.1 }
            }
            return max(zip(vector, product).reduce(0) { $0 + $1.0 * $1.1 }, 0)
        }
    }

    /// The part of the variance along the first direction: 1 for a class on a line. 1 without any
    /// variance.
    var firstShare: Double {
        let total = variances.reduce(0, +)
        return total > 0 ? variances[0] / total : 1
    }

    /// exp of the entropy of the singular values' shares: the number of directions, were all equal
    /// (Roy & Vetterli 2007, "The effective rank"). 1 without any variance.
    var effectiveRank: Double {
        let values = variances.map { $0.squareRoot() }
        let total = values.reduce(0, +)
        guard total > 0 else { return 1 }
        return exp(
            values.reduce(0) { sum, value in
                value > 0 ? sum - value / total * log(value / total) : sum
            })
    }
}
