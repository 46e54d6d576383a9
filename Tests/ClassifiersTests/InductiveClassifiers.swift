import Classifiers
import Randomness
import TestSupport

/// The inductive classifiers, by the names of their settings in these tests.
enum InductiveClassifiers {
    static let all: [(name: String, classifier: any Classifier)] = [
        ("nearest-centroid", NearestCentroid()),
        ("cosine-centroid", NearestCentroid(metric: .cosine)),
        ("logistic", LogisticRegression()),
        ("ridge", RidgeRegression()),
        ("ridge, alpha 0.01", RidgeRegression(alpha: 0.01)),
        ("svm", LinearSVM()),
        ("svm, c 100", LinearSVM(c: 100)),
        ("knn", NearestNeighbours()),
        ("knn, k 3", NearestNeighbours(k: 3)),
        ("knn, k 1000", NearestNeighbours(k: 1000)),
        ("s2m2-head", CosineHeadClassifier()),
    ]
    static let names = all.map(\.name)
    /// All but the one that draws its first weights and its orders, which go by the places of
    /// classes and images in the episode.
    static let undrawn = names.filter { $0 != "s2m2-head" }
    /// Those to which a shift of all features makes no difference.
    static let shiftable = undrawn.filter { $0 != "cosine-centroid" && !$0.hasPrefix("svm") }
    /// Those that only see the directions of features.
    static let angular = ["cosine-centroid", "s2m2-head"]

    static subscript(name: String) -> any Classifier { all.first { $0.name == name }!.classifier }
}

/// Support and query images of one episode.
struct EpisodeTask {
    var support: [[Float]] = []
    var labels: [Int] = []
    var queries: [[Float]] = []
    let way: Int

    /// Random features around random class centres of size one, `spread` from them; queries are
    /// class by class, and image by image where classes have `shots` of their own.
    init(shots: [Int], queries count: Int, dimension: Int = 19, spread: Float = 0.5, seed: Int = 0)
    {
        way = shots.count
        var generator = Generator(seed: UInt64(way * 100 + shots[0] + 10_000 * seed))
        let vector = { (_: Int) in (0..<dimension).map { _ in Float(generator.normal()) } }
        let centres = (0..<way).map(vector)
        let image = { (label: Int) in zip(centres[label], vector(0)).map { $0 + spread * $1 } }
        for (label, shot) in shots.enumerated() {
            for _ in 0..<shot {
                support.append(image(label))
                labels.append(label)
            }
            for _ in 0..<count { queries.append(image(label)) }
        }
    }

    init(way: Int, shot: Int, queries: Int, dimension: Int = 19, spread: Float = 0.5, seed: Int = 0)
    {
        self.init(
            shots: [Int](repeating: shot, count: way), queries: queries, dimension: dimension,
            spread: spread, seed: seed)
    }

    /// (queries × way)
    func scores(
        _ classifier: any Classifier, using generator: Generator = Generator(seed: 0)
    ) -> [[Float]] {
        classifier.scores(
            support: support, labels: labels, way: way, queries: queries, using: generator)
    }

    /// The class of each query, as made.
    var answers: [Int] { queries.indices.map { $0 * way / queries.count } }

    /// The same with every feature changed.
    func mapped(_ change: (Float) -> Float) -> EpisodeTask {
        var task = self
        task.support = support.map { $0.map(change) }
        task.queries = queries.map { $0.map(change) }
        return task
    }
}

/// The largest difference of two sets of scores; infinite where there is no number or no match.
func largestDifference(_ a: [[Float]], _ b: [[Float]]) -> Float {
    largestDifference(a, b.map { $0.map { Double($0) } })
}

/// The same against numbers of double precision.
func largestDifference(_ a: [[Float]], _ b: [[Double]]) -> Float {
    guard a.map(\.count) == b.map(\.count) && !a.isEmpty else { return .infinity }
    var largest = 0.0
    for (x, y) in zip(a.joined(), b.joined()) {
        let difference = abs(Double(x) - y)
        if !(difference <= largest) { largest = difference.isNaN ? .infinity : difference }
    }
    return Float(largest)
}

/// The place of the highest score, the first where several are equal.
func answer(_ scores: [Float]) -> Int { scores.firstIndex(of: scores.max() ?? .nan) ?? -1 }
