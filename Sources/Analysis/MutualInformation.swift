import Foundation

/// How much one grouping of points tells of another.
public enum MutualInformation {
    /// The mutual information of two groupings over the mean of their entropies: 1 where they are
    /// the same but for the names of groups, near 0 where they are unrelated. 1 as well where both
    /// are one single group, as scikit-learn has it.
    /// - Parameters:
    ///   - a: the group of each point, from 0.
    ///   - b: the group of each point in the other grouping, from 0.
    public static func normalized(_ a: [Int], _ b: [Int]) -> Double {
        precondition(a.count == b.count && !a.isEmpty)
        let (rows, columns) = (a.max()! + 1, b.max()! + 1)
        var joint = [Double](repeating: 0, count: rows * columns)
        for (i, j) in zip(a, b) { joint[i * columns + j] += 1 / Double(a.count) }
        let left = (0..<rows).map { i in (0..<columns).reduce(0) { $0 + joint[i * columns + $1] } }
        let right = (0..<columns).map { j in (0..<rows).reduce(0) { $0 + joint[$1 * columns + j] } }
        func entropy(_ shares: [Double]) -> Double {
            -shares.reduce(0) { $1 > 0 ? $0 + $1 * log($1) : $0 }
        }
        let mean = (entropy(left) + entropy(right)) / 2
        guard mean > 1e-12 else { return 1 }
        let information = (0..<(rows * columns)).reduce(0.0) { sum, index in
            let share = joint[index]
            guard share > 0 else { return sum }
            return sum + share * log(share / (left[index / columns] * right[index % columns]))
        }
        return max(0, information / mean)
    }
}
