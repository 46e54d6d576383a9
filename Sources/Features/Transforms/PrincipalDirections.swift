import Files
import Matrices

/// The directions in which feature vectors spread most.
struct PrincipalDirections {
    /// (count × dimension), orthonormal rows, by falling variance. Of the two signs of a direction
    /// the one whose largest number is positive.
    let rows: [Float]
    let count: Int
    let dimension: Int

    /// The `count` leading eigenvectors of the vectors' covariance matrix.
    /// - Throws: `UserError.usage` where the vectors have fewer directions.
    init(of features: FeatureRows, count: Int) throws {
        let dimension = features.dimension
        guard count <= min(dimension, features.count) else {
            throw UserError(
                .usage,
                "pca=\(count) needs \(count) directions, but \(features.count) base images of "
                    + "\(dimension) numbers have only \(min(dimension, features.count)).")
        }
        var centred = features
        centred.subtract(features.mean)
        var covariance = [Double](repeating: 0, count: dimension * dimension)
        // In blocks, so that the copy in double precision stays small.
        let block = 1024
        for start in stride(from: 0, to: features.count, by: block) {
            let end = min(start + block, features.count)
            let numbers = centred.numbers[(start * dimension)..<(end * dimension)].map(Double.init)
            numbers.withUnsafeBufferPointer { x in
                covariance.withUnsafeMutableBufferPointer { covariance in
                    LinearAlgebra.multiply(
                        x, x, into: covariance, rows: dimension, columns: dimension,
                        depth: end - start, transposeA: true, keeping: 1)
                }
            }
        }
        let vectors = LinearAlgebra.eigenvectors(of: covariance, size: dimension)
        rows = (0..<count).flatMap { k -> [Float] in
            // Eigenvalues rise, so the last come first.
            let start = (dimension - 1 - k) * dimension
            let vector = vectors[start..<(start + dimension)]
            let largest = vector.max { abs($0) < abs($1) } ?? 0
            return vector.map { Float(largest < 0 ? -$0 : $0) }
        }
        (self.count, self.dimension) = (count, dimension)
    }

    /// (images × count): the inner products with the directions.
    func coordinates(of features: FeatureRows) -> FeatureRows {
        var numbers = [Float](repeating: 0, count: features.count * count)
        features.numbers.withUnsafeBufferPointer { x in
            rows.withUnsafeBufferPointer { rows in
                numbers.withUnsafeMutableBufferPointer { numbers in
                    LinearAlgebra.multiply(
                        x, rows, into: numbers, rows: features.count, columns: count,
                        depth: dimension, transposeB: true)
                }
            }
        }
        return FeatureRows(dimension: count, numbers: numbers)
    }
}
