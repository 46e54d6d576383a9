import Foundation
import Matrices

/// A few directions at right angles in a space of many.
public struct Subspace: Sendable {
    /// (count × dimension): orthonormal rows.
    public let rows: [Double]
    /// How many directions.
    public let count: Int
    /// The numbers of each.
    public let dimension: Int

    /// The directions in which rows vary most: the leading eigenvectors of their scatter matrix,
    /// fewer than `count` where the scatter has fewer directions.
    /// - Parameter scatter: (dimension, dimension), xᵀ·x of centred rows.
    public init(leading count: Int, ofScatter scatter: [Double], dimension: Int) {
        let pairs = LinearAlgebra.leadingEigenvectors(
            of: scatter, size: dimension, count: min(count, dimension))
        let used = Self.used(pairs.values, of: dimension)
        rows = Array(pairs.vectors.prefix(used * dimension))
        self.count = used
        self.dimension = dimension
    }

    /// The directions in which a few points vary most, by way of the matrix of their inner
    /// products, which is smaller than their scatter.
    /// - Parameter points: (points × dimension); their mean is taken away here.
    public init(leading count: Int, ofFew points: [Double], dimension: Int) {
        let cloud = PointCloud(points, dimension: dimension).centred
        let pairs = LinearAlgebra.leadingEigenvectors(
            of: cloud.gram, size: cloud.count, count: min(count, cloud.count))
        let used = Self.used(pairs.values, of: max(cloud.count, dimension))
        var rows = [Double](repeating: 0, count: used * dimension)
        for k in 0..<used {
            let length = pairs.values[k].squareRoot()
            for point in 0..<cloud.count {
                let weight = pairs.vectors[k * cloud.count + point] / length
                for j in 0..<dimension {
                    rows[k * dimension + j] += weight * cloud.numbers[point * dimension + j]
                }
            }
        }
        self.rows = rows
        self.count = used
        self.dimension = dimension
    }

    private static func used(_ eigenvalues: [Double], of size: Int) -> Int {
        let rounding = (eigenvalues.first ?? 0) * Double(size) * Double.ulpOfOne
        return eigenvalues.count { $0 > max(rounding, 0) }
    }

    /// The angle to another subspace of the same space in degrees: that whose squared cosine is the
    /// mean of the squared cosines of the principal angles (Björck & Golub 1973). 0 where one lies
    /// in the other, 90 where they are at right angles; nil where one has no direction.
    public func angle(to other: Subspace) -> Double? {
        precondition(dimension == other.dimension, "subspaces of one space have an angle")
        guard count > 0 && other.count > 0 else { return nil }
        var products = [Double](repeating: 0, count: count * other.count)
        rows.withUnsafeBufferPointer { a in
            other.rows.withUnsafeBufferPointer { b in
                products.withUnsafeMutableBufferPointer {
                    LinearAlgebra.multiply(
                        a, b, into: $0, rows: count, columns: other.count, depth: dimension,
                        transposeB: true)
                }
            }
        }
        // The squared cosines of the principal angles are the squared singular values of the
        // products, so their sum needs no decomposition.
        let squares = products.reduce(0) { $0 + $1 * $1 }
        return acos(min(1, (squares / Double(min(count, other.count))).squareRoot())) * 180 / .pi
    }
}
