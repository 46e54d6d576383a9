import Matrices
import Statistics

/// An episode's vectors, moved by their mean, and the means of its support: where TIM and its like
/// begin.
///
/// Neither distances nor Adam's steps change by moving; but a coordinate that is the same in all
/// vectors has a gradient of exactly zero then, and not rounding that Adam would scale up to whole
/// steps.
struct CentredVectors {
    /// The support and behind it the queries, (count × dimension).
    let vectors: UnsafeMutableBufferPointer<Float>
    /// The support means, (way × dimension).
    let prototypes: UnsafeMutableBufferPointer<Float>
    /// How many vectors there are, and numbers in each.
    let count, dimension: Int

    /// Numbers of `arena` that `init` takes.
    static func memory(count: Int, way: Int, dimension: Int) -> Int { (count + way) * dimension }

    init(
        queries: Span<Float>, support: Span<Float>, labels: [Int], way: Int, arena: Arena<Float>
    ) {
        dimension = support.count / labels.count
        count = labels.count + queries.count / dimension
        vectors = arena.zeros(count * dimension)
        prototypes = arena.zeros(way * dimension)
        support.withUnsafeBufferPointer { _ = vectors.update(fromContentsOf: $0) }
        queries.withUnsafeBufferPointer {
            let rest = UnsafeMutableBufferPointer(rebasing: vectors[support.count...])
            _ = rest.update(fromContentsOf: $0)
        }
        centre()
        let centred = UnsafeMutableBufferPointer(rebasing: vectors[..<support.count])
        let means = ClassMeans(centred.span, labels: labels, classes: way)
        _ = prototypes.update(fromContentsOf: means.floats)
    }

    private func centre() {
        var mean = [Double](repeating: 0, count: dimension)
        for start in stride(from: 0, to: vectors.count, by: dimension) {
            for j in 0..<dimension { mean[j] += Double(vectors[start + j]) }
        }
        for j in 0..<dimension { mean[j] /= Double(count) }
        for start in stride(from: 0, to: vectors.count, by: dimension) {
            for j in 0..<dimension {
                vectors[start + j] = Float(Double(vectors[start + j]) - mean[j])
            }
        }
    }
}
