/// How densely classes lie among each other: the embedding density of Roth et al. 2020 (arXiv
/// 2002.08473), §4.2, as Confusezius/Revisiting_Deep_Metric_Learning_PyTorch `metrics/dists.py` has
/// it, for features of length one.
public struct Density: Sendable, Equatable {
    /// The mean over classes of the mean cosine distance between two images of the class.
    public let intra: Double
    /// The mean cosine distance between the means of two classes.
    public let inter: Double
    /// π_ratio = intra / inter: large where classes are wide for how far apart they are.
    public var ratio: Double { intra / max(inter, 1e-8) }

    /// The density of classes of two points or more each.
    /// - Parameters:
    ///   - points: features of length one.
    ///   - labels: the class of each point, from 0; at least two classes.
    public init(of points: PointCloud, labels: [Int]) {
        precondition(points.count == labels.count)
        let classes = (labels.max() ?? -1) + 1
        precondition(classes > 1, "the density is of two classes or more")
        let dimension = points.dimension
        var sums = [Double](repeating: 0, count: classes * dimension)
        var (counts, lengths) = (
            [Double](repeating: 0, count: classes), [Double](repeating: 0, count: classes)
        )
        for (point, label) in labels.enumerated() {
            counts[label] += 1
            for j in 0..<dimension {
                let number = points.numbers[point * dimension + j]
                sums[label * dimension + j] += number
                lengths[label] += number * number
            }
        }
        precondition(counts.allSatisfy { $0 > 1 }, "every class has two points or more")
        func squared(_ sums: ArraySlice<Double>) -> Double { sums.reduce(0) { $0 + $1 * $1 } }
        // Σ cos over all ordered pairs is ‖Σ x‖², of which ‖x‖² each are a point with itself.
        intra =
            (0..<classes).reduce(0) { sum, label in
                let n = counts[label]
                let own = sums[(label * dimension)..<((label + 1) * dimension)]
                return sum + 1 - (squared(own) - lengths[label]) / (n * n - n)
            } / Double(classes)
        var directions = [Double](repeating: 0, count: dimension)
        var ownProducts = 0.0
        for label in 0..<classes {
            let own = sums[(label * dimension)..<((label + 1) * dimension)]
            let length = squared(own).squareRoot()
            guard length > 0 else { continue }
            ownProducts += 1
            for (j, number) in own.enumerated() { directions[j] += number / length }
        }
        let pairs = Double(classes * classes - classes)
        inter = 1 - (squared(directions[...]) - ownProducts) / pairs
    }
}
