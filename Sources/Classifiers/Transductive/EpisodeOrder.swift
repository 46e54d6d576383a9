/// The images of an episode in an order of their own, by their features, so that what a method draws
/// for each of them does not depend on the order in which they are given.
struct EpisodeOrder {
    /// The query at each place of the order.
    private(set) var queries: [Int] = []
    /// The features in the order: (queries × dimension) and (images × dimension).
    private(set) var queryRows: [Float] = []
    private(set) var supportRows: [Float] = []
    /// The class of each support image, in the order.
    private(set) var labels: [Int] = []

    /// Takes the images of an episode, as `TransductiveLearner.score` has them.
    mutating func sort(queries rows: Span<Float>, support: Span<Float>, labels given: [Int]) {
        let dimension = support.count / given.count
        queries = Self.order(of: rows, dimension: dimension)
        let images = Self.order(of: support, dimension: dimension)
        Self.gather(rows, queries, dimension: dimension, into: &queryRows)
        Self.gather(support, images, dimension: dimension, into: &supportRows)
        labels = images.map { given[$0] }
    }

    /// From the smallest vector to the largest, first coordinates first; the same ones as given.
    private static func order(of rows: Span<Float>, dimension: Int) -> [Int] {
        rows.withUnsafeBufferPointer { rows in
            (0..<(rows.count / dimension)).sorted { a, b in
                for j in 0..<dimension {
                    let (x, y) = (rows[a * dimension + j], rows[b * dimension + j])
                    if x != y { return x < y }
                }
                return a < b
            }
        }
    }

    private static func gather(
        _ rows: Span<Float>, _ order: [Int], dimension: Int, into sorted: inout [Float]
    ) {
        sorted.removeAll(keepingCapacity: true)
        for row in order {
            for j in (row * dimension)..<((row + 1) * dimension) { sorted.append(rows[j]) }
        }
    }
}
