import Foundation
import Matrices

/// The vectors of an episode, support first and then queries, known by their inner products.
///
/// The prototypes of most transductive methods are linear combinations P = A·X of the episode's own
/// vectors, so distances and cosines follow from the Gram matrix X·Xᵀ: a step costs way ·
/// (support + queries)² operations whatever the dimension, and nothing is approximated. In double
/// precision the differences of inner products keep more digits than the features have.
///
/// Numbers of classes lie class by class, (way × vectors), so that loops over vectors run over
/// neighbours in memory. Arrays live until the next `load`.
final class EpisodeSpan {
    typealias Numbers = UnsafeMutableBufferPointer<Double>

    /// How vectors are moved before their inner products are taken.
    enum Movement {
        /// All by the mean of all: no distance changes, and a large common offset costs no digits.
        case centred
        /// The queries by the support mean minus the query mean.
        case queriesToSupport
    }

    /// The class of each support vector.
    private(set) var labels: [Int] = []
    private(set) var way = 0
    /// Support vectors and queries.
    private(set) var count = 0
    /// The support vectors of each class: (way).
    private(set) var classCounts: [Double] = []
    /// (count × count)
    private(set) var gram = Numbers(start: nil, count: 0)
    /// (way × count)
    private var products = Numbers(start: nil, count: 0)
    private let arena = Arena<Double>()

    var queryCount: Int { count - labels.count }

    /// The largest squared length of a vector.
    var largest: Double { (0..<count).reduce(0) { max($0, gram[$1 * count + $1]) } }

    /// Takes the vectors of an episode, and forgets the last one's.
    /// - Parameter reserving: how many numbers the caller will ask of `zeros`.
    func load(
        queries: Span<Float>, support: Span<Float>, labels: [Int], way: Int, moving: Movement,
        reserving numbers: (_ count: Int, _ queryCount: Int) -> Int
    ) {
        let dimension = support.count / labels.count
        let queryCount = queries.count / dimension
        (self.labels, self.way, count) = (labels, way, labels.count + queryCount)
        classCounts.reset(to: way)
        for label in labels { classCounts[label] += 1 }
        arena.reset(
            capacity: count * (dimension + count + way) + 2 * dimension
                + numbers(count, queryCount))
        let vectors = arena.zeros(count * dimension)
        gram = arena.zeros(count * count)
        products = arena.zeros(way * count)
        support.withUnsafeBufferPointer { Self.copy($0, into: vectors, from: 0) }
        queries.withUnsafeBufferPointer { Self.copy($0, into: vectors, from: support.count) }
        move(vectors, dimension: dimension, moving)
        LinearAlgebra.gram(
            of: UnsafeBufferPointer(vectors), count: count, dimension: dimension, into: gram)
    }

    /// `count` zeros of what `load` reserved.
    func zeros(_ count: Int) -> Numbers { arena.zeros(count) }

    /// The support means of the classes as combinations A of the vectors: (way × count).
    func classMeans(into a: Numbers) {
        a.update(repeating: 0)
        for (vector, label) in labels.enumerated() {
            a[label * count + vector] = 1 / classCounts[label]
        }
    }

    /// The means of each class's support vectors and all queries, a query counting by its probability,
    /// as combinations A of the vectors: (way × count).
    /// - Parameter logits: the logs of the probabilities, (way × queries).
    func means(of logits: Numbers, into a: Numbers) {
        let (supportCount, queryCount) = (labels.count, queryCount)
        a.update(repeating: 0)
        for (vector, label) in labels.enumerated() { a[label * count + vector] = 1 }
        for label in 0..<way {
            let row = label * count
            var total = classCounts[label]
            for query in 0..<queryCount {
                let probability = exp(logits[label * queryCount + query])
                a[row + supportCount + query] = probability
                total += probability
            }
            for index in row..<(row + count) { a[index] /= total }
        }
    }

    /// ‖x − A·X‖² of each query x: (way × queries).
    func squaredDistances(to a: Numbers, into distances: Numbers) {
        let (support, queryCount) = (labels.count, queryCount)
        for label in 0..<way {
            let (row, square) = project(a, label)
            let target = Numbers(
                rebasing: distances[(label * queryCount)..<((label + 1) * queryCount)])
            for query in 0..<queryCount {
                let vector = support + query
                let own = gram[vector * count + vector]
                target[query] = max(0, own - 2 * row[vector] + square)
            }
        }
    }

    /// The cosine between each vector and A·X: (way × count); 0 where one of them is zero.
    func cosines(to a: Numbers, into cosines: Numbers) {
        // What rounding leaves of a vector of zeros has no direction.
        let negligible = 1e-24 * largest
        for label in 0..<way {
            let (row, square) = project(a, label)
            for vector in 0..<count {
                let own = gram[vector * count + vector]
                cosines[label * count + vector] =
                    own > negligible && square > negligible
                    ? row[vector] / (own * square).squareRoot() : 0
            }
        }
    }

    /// The inner products of prototype `label` of A·X with all vectors, and with itself.
    private func project(_ a: Numbers, _ label: Int) -> (row: Numbers, square: Double) {
        if label == 0 {
            LinearAlgebra.multiply(
                UnsafeBufferPointer(a), UnsafeBufferPointer(gram), into: products, rows: way,
                columns: count, depth: count)
        }
        let range = (label * count)..<((label + 1) * count)
        let row = Numbers(rebasing: products[range])
        let weights = UnsafeBufferPointer(rebasing: a[range])
        return (row, max(0, LinearAlgebra.dot(weights, UnsafeBufferPointer(row))))
    }

    private func move(_ vectors: Numbers, dimension: Int, _ movement: Movement) {
        let support = arena.zeros(dimension)
        let query = arena.zeros(dimension)
        for vector in 0..<count {
            let row = Numbers(rebasing: vectors[(vector * dimension)..<((vector + 1) * dimension)])
            let sums = vector < labels.count ? support : query
            for j in 0..<dimension { sums[j] += row[j] }
        }
        let (supportCount, queryCount) = (Double(labels.count), Double(queryCount))
        let shift = support
        for j in 0..<dimension {
            switch movement {
            case .centred: shift[j] = -(support[j] + query[j]) / (supportCount + queryCount)
            case .queriesToSupport: shift[j] = support[j] / supportCount - query[j] / queryCount
            }
        }
        for vector in (movement == .centred ? 0 : labels.count)..<count {
            let row = Numbers(rebasing: vectors[(vector * dimension)..<((vector + 1) * dimension)])
            for j in 0..<dimension { row[j] += shift[j] }
        }
    }

    private static func copy(
        _ source: UnsafeBufferPointer<Float>, into vectors: Numbers, from start: Int
    ) {
        let target = Numbers(rebasing: vectors[start..<(start + source.count)])
        for index in source.indices { target[index] = Double(source[index]) }
    }
}
