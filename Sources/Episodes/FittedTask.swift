import Classifiers
import Matrices
import Randomness
import Statistics

/// A classifier fitted to the examples of a task, and how far its images lie from them.
public struct FittedTask {
    /// What it says of one image.
    public struct Answer: Sendable {
        /// (way); the highest is the answer.
        public let scores: [Float]
        /// The squared distance from the nearest centroid of a class, and from the second nearest.
        public let nearest, second: Double
        /// The squared distance from the nearest example.
        public let example: Double

        /// The class that it names: the first of equal scores.
        public var label: Int { scores.firstIndex(of: scores.max()!)! }
    }

    /// Whether the fit reached its optimum.
    public let isOptimal: Bool
    private let learner: any Learner
    /// (way × dimension)
    private let centroids: [Float]
    /// (examples × dimension)
    private let examples: [Float]
    private let way: Int

    /// Fits `learner`, which forgets what it was fitted to before.
    ///
    /// - Parameters:
    ///   - features: (examples × dimension).
    ///   - labels: (examples), in `0..<way`; every class has one at least.
    public init(
        _ learner: any Learner, _ features: [Float], labels: [Int], way: Int,
        using generator: Generator
    ) {
        isOptimal = learner.fit(
            support: features.span, labels: labels, way: way, using: generator)
        self.learner = learner
        centroids = ClassMeans(features.span, labels: labels, classes: way).floats
        examples = features
        self.way = way
    }

    /// What it says of an image, by its features alone.
    public func answer(_ features: [Float]) -> Answer {
        var scores = [Float](repeating: 0, count: way)
        learner.score(features.span, into: &scores)
        let squares = squaredDistances(from: features, to: centroids).sorted()
        return Answer(
            scores: scores, nearest: Double(squares[0]), second: Double(squares[min(1, way - 1)]),
            example: Double(squaredDistances(from: features, to: examples).min()!))
    }
}

/// ‖x − row‖² for each row of (count × dimension).
func squaredDistances(from x: [Float], to rows: [Float]) -> [Float] {
    var squares = [Float](repeating: 0, count: rows.count / x.count)
    x.withUnsafeBufferPointer { x in
        rows.withUnsafeBufferPointer { rows in
            squares.withUnsafeMutableBufferPointer { squares in
                LinearAlgebra.squaredDistances(from: x, to: rows, into: squares)
            }
        }
    }
    return squares
}
