import Randomness

/// The class whose vector has the smallest angle to the query, without an example: CLIP's zero-shot
/// classifier (Radford et al. 2021, arXiv 2103.00020).
///
/// A score is 100 times the cosine; its softmax is the probability, at CLIP's temperature of 1/100.
public struct ZeroShot: ClassVectorClassifier {
    /// zero-shot.
    public let name = ClassVectorMethod.zeroShot.rawValue
    private let directions: ClassDirections

    /// The classifier by these vectors.
    public init(_ directions: ClassDirections) { self.directions = directions }

    /// The same of these classes alone.
    public func restricted(to classes: [Int]) -> ZeroShot {
        ZeroShot(directions.restricted(to: classes))
    }

    /// A learner that has nothing to learn.
    public func makeLearner() -> any Learner { ZeroShotLearner(directions) }
}

private final class ZeroShotLearner: Learner {
    private let directions: ClassDirections

    init(_ directions: ClassDirections) { self.directions = directions }

    func fit(
        support: Span<Float>, labels: [Int], way: Int, using generator: Generator
    ) -> Bool { true }

    func score(_ query: Span<Float>, into scores: inout [Float]) {
        directions.rows.cosines(with: query, into: &scores)
        for label in scores.indices { scores[label] *= ClassDirections.scale }
    }
}
