import Matrices
import Statistics

/// Points in a space of many dimensions: (count × dimension), in double precision.
public struct PointCloud: Sendable {
    /// (count × dimension), point by point.
    public let numbers: [Double]
    /// The numbers of a point.
    public let dimension: Int
    /// How many points.
    public var count: Int { numbers.count / dimension }

    /// Points as they are.
    public init(_ numbers: [Double], dimension: Int) {
        precondition(dimension > 0 && numbers.count % dimension == 0)
        self.numbers = numbers
        self.dimension = dimension
    }

    /// Features scaled to length one, as deep metric learning compares them; one of zeros stays.
    /// - Parameter features: (count × dimension).
    public init(unit features: [Float], dimension: Int) {
        var numbers = features.map(Double.init)
        for start in stride(from: 0, to: numbers.count, by: dimension) {
            let row = start..<(start + dimension)
            let length = row.reduce(0) { $0 + numbers[$1] * numbers[$1] }.squareRoot()
            guard length > 0 else { continue }
            for index in row { numbers[index] /= length }
        }
        self.init(numbers, dimension: dimension)
    }

    /// A point: (dimension).
    public subscript(point: Int) -> ArraySlice<Double> {
        numbers[(point * dimension)..<((point + 1) * dimension)]
    }

    /// Some of the points, in the order asked for.
    public func points(_ places: [Int]) -> PointCloud {
        PointCloud(places.flatMap { self[$0] }, dimension: dimension)
    }

    /// The mean of the points: (dimension).
    public var mean: [Double] {
        var sums = [Double](repeating: 0, count: dimension)
        for point in 0..<count {
            for j in 0..<dimension { sums[j] += numbers[point * dimension + j] }
        }
        return sums.map { $0 / Double(max(1, count)) }
    }

    /// The same points with their mean at zero.
    var centred: PointCloud {
        let mean = mean
        return PointCloud(
            numbers.indices.map { numbers[$0] - mean[$0 % dimension] }, dimension: dimension)
    }

    /// The inner products of all points: (count, count).
    var gram: [Double] {
        var gram = [Double](repeating: 0, count: count * count)
        numbers.withUnsafeBufferPointer { x in
            gram.withUnsafeMutableBufferPointer {
                LinearAlgebra.gram(of: x, count: count, dimension: dimension, into: $0)
            }
        }
        return gram
    }

    /// The singular values of the table as it is, its mean not taken away.
    public var spectrum: Spectrum {
        guard count > dimension else { return Spectrum(gram: gram, size: count) }
        var scatter = [Double](repeating: 0, count: dimension * dimension)
        numbers.withUnsafeBufferPointer { x in
            scatter.withUnsafeMutableBufferPointer {
                LinearAlgebra.multiply(
                    x, x, into: $0, rows: dimension, columns: dimension, depth: count,
                    transposeA: true)
            }
        }
        return Spectrum(gram: scatter, size: dimension)
    }

    /// The squared distances of some of the points from all of another cloud, never below zero:
    /// (rows, other's count).
    func squaredDistances(of rows: Range<Int>, from other: PointCloud) -> [Double] {
        let lengths = other.squaredLengths
        var distances = [Double](repeating: 0, count: rows.count * other.count)
        numbers.withUnsafeBufferPointer { x in
            other.numbers.withUnsafeBufferPointer { y in
                distances.withUnsafeMutableBufferPointer {
                    LinearAlgebra.multiply(
                        UnsafeBufferPointer(
                            rebasing: x[
                                (rows.lowerBound * dimension)..<(rows.upperBound * dimension)]),
                        y, into: $0, rows: rows.count, columns: other.count, depth: dimension,
                        transposeB: true, scale: -2)
                }
            }
        }
        for (place, row) in rows.enumerated() {
            let own = self[row].reduce(0) { $0 + $1 * $1 }
            for j in 0..<other.count {
                let distance = distances[place * other.count + j] + own + lengths[j]
                distances[place * other.count + j] = max(0, distance)
            }
        }
        return distances
    }

    private var squaredLengths: [Double] {
        (0..<count).map { self[$0].reduce(0) { $0 + $1 * $1 } }
    }
}
