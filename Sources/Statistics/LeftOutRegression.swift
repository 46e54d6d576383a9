import Dispatch
import Matrices
import Synchronization

/// Ridge regression of class indicators on features, and what it says of each group of rows where it
/// is fitted to all the others: exactly, from one factorisation.
///
/// With centred rows X and a free intercept, H = 1/n + X (XᵀX + λ)⁻¹ Xᵀ takes targets Y to their fit.
/// Fitted without the rows of a group B, it says Y_B − (1 − H_BB)⁻¹ (Y − HY)_B of them (Allen 1974,
/// "The relationship between variable selection and data augmentation and a method for prediction",
/// Technometrics 16, of single rows).
public struct LeftOutRegression: Sendable {
    /// (rows × classes): about 1 for the class of a row that is like the others of it, 0 for others.
    public let scores: [Float]

    /// Rows that are worked on at a time, rounded down to whole groups.
    private static let portion = 1024

    /// The regression of the classes on (rows × dimension) features.
    ///
    /// - Parameters:
    ///   - labels: (rows), in `0..<classes`.
    ///   - group: rows that are left out together, one after the other; it divides their number.
    ///   - penalty: the weight of the squared coefficients, in units of the mean square of a centred
    ///     feature over all rows; positive.
    public init(_ features: [Float], labels: [Int], classes: Int, group: Int = 1, penalty: Double) {
        precondition(group > 0 && labels.count % group == 0 && penalty > 0, "whole groups")
        let (rows, dimension) = (labels.count, features.count / max(1, labels.count))
        guard rows > group else {
            scores = [Float](repeating: 0, count: rows * classes)
            return
        }
        let portion = max(1, Self.portion / group) * group
        let starts = Array(stride(from: 0, to: rows, by: portion))
        let fit = Fit(
            features, labels, classes: classes, dimension: dimension, penalty: penalty,
            portions: starts.map { $0..<min($0 + portion, rows) })
        let parts = Mutex([[Float]](repeating: [], count: starts.count))
        DispatchQueue.concurrentPerform(iterations: starts.count) { place in
            let part = fit.leftOut(
                starts[place]..<min(starts[place] + portion, rows), group: group)
            parts.withLock { $0[place] = part }
        }
        scores = Array(parts.withLock { $0 }.joined())
    }
}

/// The regression fitted to all rows.
private struct Fit: Sendable {
    private let features: [Float]
    private let labels: [Int]
    private let classes, dimension: Int
    /// (dimension)
    private let mean: [Double]
    /// (dimension × dimension): (XᵀX + λ)⁻¹.
    private let inverse: [Double]
    /// (classes × dimension)
    private let weights: [Double]
    /// (classes): the share of each, which is its intercept.
    private let shares: [Double]

    init(
        _ features: [Float], _ labels: [Int], classes: Int, dimension: Int, penalty: Double,
        portions: [Range<Int>]
    ) {
        (self.features, self.labels) = (features, labels)
        (self.classes, self.dimension) = (classes, dimension)
        var (mean, shares) = (
            [Double](repeating: 0, count: dimension), [Double](repeating: 0, count: classes)
        )
        for (row, label) in labels.enumerated() {
            shares[label] += 1 / Double(labels.count)
            for j in 0..<dimension {
                mean[j] += Double(features[row * dimension + j]) / Double(labels.count)
            }
        }
        (self.mean, self.shares) = (mean, shares)
        var products = [Double](repeating: 0, count: dimension * dimension)
        var sums = [Double](repeating: 0, count: classes * dimension)
        for portion in portions {
            let rows = Self.centred(features, portion, mean)
            for (place, row) in portion.enumerated() {
                for j in 0..<dimension {
                    sums[labels[row] * dimension + j] += rows[place * dimension + j]
                }
            }
            rows.withUnsafeBufferPointer { rows in
                products.withUnsafeMutableBufferPointer {
                    LinearAlgebra.multiply(
                        rows, rows, into: $0, rows: dimension, columns: dimension,
                        depth: portion.count, transposeA: true, keeping: 1)
                }
            }
        }
        let trace = (0..<dimension).reduce(0) { $0 + products[$1 * (dimension + 1)] }
        // Features that are all alike leave nothing to divide by.
        let ridge = penalty * max(trace / Double(dimension), 1e-12)
        for j in 0..<dimension { products[j * (dimension + 1)] += ridge }
        var inverse = [Double](repeating: 0, count: dimension * dimension)
        for j in 0..<dimension { inverse[j * (dimension + 1)] = 1 }
        let isSolved = products.withUnsafeMutableBufferPointer { products in
            inverse.withUnsafeMutableBufferPointer {
                LinearAlgebra.solve(products, $0, order: dimension, count: dimension)
            }
        }
        precondition(isSolved, "a matrix with a positive ridge is positive-definite")
        self.inverse = inverse
        weights = Self.product(sums, inverse, rows: classes, columns: dimension, depth: dimension)
    }

    /// What the regression without each group says of the groups in `range`, (rows × classes).
    func leftOut(_ range: Range<Int>, group: Int) -> [Float] {
        let rows = Self.centred(features, range, mean)
        let solved = Self.product(
            rows, inverse, rows: range.count, columns: dimension, depth: dimension)
        let fitted = Self.product(
            rows, weights, rows: range.count, columns: classes, depth: dimension, transposeB: true)
        var scores = [Float](repeating: 0, count: range.count * classes)
        for start in stride(from: 0, to: range.count, by: group) {
            let members = start..<(start + group)
            // 1 − H of the group, and what is left of its targets: (classes × group).
            var rest = [Double](repeating: 0, count: group * group)
            var errors = [Double](repeating: 0, count: classes * group)
            for (a, i) in members.enumerated() {
                for (b, j) in members.enumerated() {
                    let product = (0..<dimension).reduce(0) {
                        $0 + rows[i * dimension + $1] * solved[j * dimension + $1]
                    }
                    rest[a * group + b] = (a == b ? 1 : 0) - product - 1 / Double(labels.count)
                }
                for k in 0..<classes {
                    errors[k * group + a] =
                        target(range.lowerBound + i, k) - fitted[i * classes + k] - shares[k]
                }
            }
            let isSolved = rest.withUnsafeMutableBufferPointer { rest in
                errors.withUnsafeMutableBufferPointer {
                    LinearAlgebra.solve(rest, $0, order: group, count: classes)
                }
            }
            precondition(isSolved, "a penalised fit never takes over a row whole")
            for (a, i) in members.enumerated() {
                for k in 0..<classes {
                    scores[i * classes + k] = Float(
                        target(range.lowerBound + i, k) - errors[k * group + a])
                }
            }
        }
        return scores
    }

    private func target(_ row: Int, _ label: Int) -> Double { labels[row] == label ? 1 : 0 }

    private static func centred(
        _ features: [Float], _ range: Range<Int>, _ mean: [Double]
    ) -> [Double] {
        let dimension = mean.count
        return range.flatMap { row in
            (0..<dimension).map { Double(features[row * dimension + $0]) - mean[$0] }
        }
    }

    private static func product(
        _ a: [Double], _ b: [Double], rows: Int, columns: Int, depth: Int, transposeB: Bool = false
    ) -> [Double] {
        var c = [Double](repeating: 0, count: rows * columns)
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                c.withUnsafeMutableBufferPointer {
                    LinearAlgebra.multiply(
                        a, b, into: $0, rows: rows, columns: columns, depth: depth,
                        transposeB: transposeB)
                }
            }
        }
        return c
    }
}
