import Files
import Matrices

extension FeatureTransform {
    /// The table after the steps that are the same in every episode; an `Evaluation` takes the
    /// others.
    /// - Parameter base: the features of the base classes, as the backbone made them; only where
    ///   `needsBase`.
    /// - Throws: `UserError.usage` where base features are needed and there are none, or pca asks
    ///   for more directions than there are; `.badData` where their dimension is not the table's,
    ///   or features leave the range of numbers.
    public func apply(to table: FeatureTable, base: FeatureTable? = nil) throws -> FeatureTable {
        if fixed == 0 { return table }
        if needsBase { try require(base, of: table) }
        var rows = FeatureRows(table)
        var baseRows = needsBase ? base.map(FeatureRows.init) : nil
        let lastLearned = steps.lastIndex(where: \.needsBase)
        for (index, step) in steps[..<fixed].enumerated() {
            // Base features follow as long as a later step learns from them.
            let isBaseNeeded = lastLearned.map { index < $0 } ?? false
            switch step {
            case .center(.base):
                let mean = baseRows!.mean
                rows.subtract(mean)
                if isBaseNeeded { baseRows!.subtract(mean) }
            case .pca(let count):
                let directions = try PrincipalDirections(of: baseRows!, count: count)
                rows = directions.coordinates(of: rows)
                if isBaseNeeded { baseRows = directions.coordinates(of: baseRows!) }
            default:
                rows.apply(step)
                if isBaseNeeded { baseRows!.apply(step) }
            }
        }
        return try FeatureTable(
            dimension: rows.dimension, features: rows.numbers, labels: table.labels,
            classes: table.classes, paths: table.paths)
    }

    private func require(_ base: FeatureTable?, of table: FeatureTable) throws {
        guard let base else {
            throw UserError(
                .usage,
                "The transform \(name) is learned from the base features, and there are none. "
                    + "Give base images, or use the transform l2.")
        }
        guard base.dimension == table.dimension else {
            throw UserError(
                .badData,
                "The base features have \(base.dimension) numbers per image and these have "
                    + "\(table.dimension): they come from different backbones.")
        }
    }
}

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

    /// (dimension); zeros where there are no rows. Summed in double precision, row by row.
    public var mean: [Float] { Self.mean(of: [self]) }

    /// The mean of all of them together; they are of one dimension.
    public static func mean(of groups: [FeatureRows]) -> [Float] {
        let dimension = groups[0].dimension
        var sums = [Double](repeating: 0, count: dimension)
        for group in groups {
            precondition(group.dimension == dimension, "a mean is of vectors of one dimension")
            group.numbers.withUnsafeBufferPointer { numbers in
                sums.withUnsafeMutableBufferPointer { sums in
                    for row in 0..<group.count {
                        let start = row * dimension
                        LinearAlgebra.add(
                            .init(rebasing: numbers[start..<(start + dimension)]), to: sums)
                    }
                }
            }
        }
        let count = groups.reduce(0) { $0 + $1.count }
        return sums.map { Float($0 / Double(max(1, count))) }
    }

    /// Subtracts a vector, (dimension), from every row.
    public mutating func subtract(_ mean: [Float]) {
        let (count, dimension) = (count, dimension)
        numbers.withUnsafeMutableBufferPointer { numbers in
            mean.withUnsafeBufferPointer { mean in
                for row in 0..<count {
                    let start = row * dimension
                    LinearAlgebra.subtract(
                        mean, from: .init(rebasing: numbers[start..<(start + dimension)]))
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
                case .l2: features.normalize()
                case .zScore: features.standardize()
                case .center, .qr, .pca: preconditionFailure("\(step) is not a row's own step")
                }
            }
        }
    }
}
