import Matrices

/// Feature vectors that are being changed: (count × dimension), row by row.
public struct FeatureRows {
    /// Numbers of each row.
    public var dimension: Int
    /// (count × dimension).
    public var numbers: [Float]

    /// These rows.
    public init(dimension: Int, numbers: [Float]) {
        self.dimension = dimension
        self.numbers = numbers
    }

    /// The rows of a table.
    public init(_ table: FeatureTable) {
        self.init(dimension: table.dimension, numbers: table.features)
    }

    /// How many rows.
    public var count: Int { dimension > 0 ? numbers.count / dimension : 0 }

    /// (dimension): one row.
    public subscript(row: Int) -> ArraySlice<Float> {
        numbers[(row * dimension)..<((row + 1) * dimension)]
    }

    /// (dimension); zeros where there are no rows. Summed in double precision, row by row.
    public var mean: [Float] { Self.mean(of: [self]) }

    /// The mean of all of them together; they are of one dimension.
    public static func mean(of groups: [FeatureRows]) -> [Float] {
        var sum = RowSum(dimension: groups[0].dimension)
        for group in groups {
            precondition(
                group.dimension == groups[0].dimension, "a mean is of vectors of one dimension")
            group.numbers.withUnsafeBufferPointer { sum.add($0) }
        }
        return sum.mean
    }

    /// Subtracts a vector, (dimension), from every row, and takes the step l2 behind it if
    /// `normalizing`: one loop where the two steps are two.
    public mutating func subtract(_ mean: [Float], normalizing: Bool = false) {
        let (count, dimension) = (count, dimension)
        numbers.withUnsafeMutableBufferPointer { numbers in
            mean.withUnsafeBufferPointer { mean in
                for row in 0..<count {
                    let start = row * dimension
                    LinearAlgebra.subtract(
                        mean, from: .init(rebasing: numbers[start..<(start + dimension)]),
                        normalizing: normalizing)
                }
            }
        }
    }

    /// Takes a step that changes each row by itself.
    public mutating func apply(_ step: FeatureTransform.Step) {
        let (count, dimension) = (count, dimension)
        numbers.withUnsafeMutableBufferPointer { numbers in
            for row in 0..<count {
                let start = row * dimension
                let features = UnsafeMutableBufferPointer(
                    rebasing: numbers[start..<(start + dimension)])
                switch step {
                case .power(let exponent): features.raise(to: exponent)
                case .l2: LinearAlgebra.normalize(features)
                case .zScore: features.standardize()
                case .center, .qr, .pca: preconditionFailure("\(step) is not a row's own step")
                }
            }
        }
    }
}

/// Rows added up in double precision, one after the other.
struct RowSum {
    private var sums: [Double]
    private var count = 0

    init(dimension: Int) { sums = [Double](repeating: 0, count: dimension) }

    /// Adds (rows × dimension).
    mutating func add(_ numbers: UnsafeBufferPointer<Float>) {
        let dimension = sums.count
        guard dimension > 0 else { return }
        sums.withUnsafeMutableBufferPointer { sums in
            for start in stride(from: 0, to: numbers.count, by: dimension) {
                LinearAlgebra.add(.init(rebasing: numbers[start..<(start + dimension)]), to: sums)
            }
        }
        count += numbers.count / dimension
    }

    /// (dimension); zeros where there are no rows.
    var mean: [Float] { sums.map { Float($0 / Double(max(1, count))) } }
}
