/// Recall@1: the share of points whose nearest other point is of their own class.
public struct Recall: Sendable, Equatable {
    /// The share among the points of each class.
    public let classes: [Double]

    /// Points whose distances are worked out at a time.
    private static let block = 256

    /// The recall of labelled points by Euclidean distance; of several nearest the first counts.
    /// - Parameter labels: the class of each point, from 0; every class has a point.
    public init(of points: PointCloud, labels: [Int]) {
        precondition(points.count == labels.count && points.count > 1)
        let count = (labels.max() ?? 0) + 1
        var (right, all) = (
            [Double](repeating: 0, count: count), [Double](repeating: 0, count: count)
        )
        for start in stride(from: 0, to: points.count, by: Self.block) {
            let rows = start..<min(start + Self.block, points.count)
            let distances = points.squaredDistances(of: rows, from: points)
            for (place, point) in rows.enumerated() {
                var (nearest, least) = (-1, Double.infinity)
                for other in 0..<points.count where other != point {
                    let distance = distances[place * points.count + other]
                    if distance < least { (nearest, least) = (other, distance) }
                }
                all[labels[point]] += 1
                if labels[nearest] == labels[point] { right[labels[point]] += 1 }
            }
        }
        classes = zip(right, all).map { $0 / $1 }
    }
}
