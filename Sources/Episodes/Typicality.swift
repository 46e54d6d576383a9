import Foundation
import Statistics

/// How far from the nearest centroid images of a support set's classes lie, as its own images tell,
/// each left out in turn.
///
/// An image's squared distance from the mean of k others of its class is on average (1 + 1/k) times
/// what the class varies by. What was measured with k − 1 is brought to k by that. Of n independent
/// squared distances with mean m and standard deviation s a further one is m + s √(1 + 1/n) · t, as
/// the prediction interval of a sample has it, t of Student's distribution with n − 1 degrees of
/// freedom. The k of a class are only k − 1 independent ones: two images are as far from each other
/// as the other way round.
public struct Typicality: Sendable {
    /// The squared distances of the images that were left out, as from the mean of all others.
    public let squares: [Double]
    private let mean, deviation: Double
    private let student: StudentT

    /// The typicality that the squared distances of the images of `classes` classes tell.
    ///
    /// Nil for fewer than two that are independent, which have no spread.
    public init?(_ squares: [Double], classes: Int) {
        let independent = squares.count - classes
        guard independent > 1 else { return nil }
        mean = squares.reduce(0, +) / Double(squares.count)
        let sum = squares.reduce(0) { [mean] in $0 + ($1 - mean) * ($1 - mean) }
        let variance = sum / Double(squares.count - 1)
        deviation = (variance * (1 + 1 / Double(independent))).squareRoot()
        student = StudentT(degrees: independent - 1)
        self.squares = squares
    }

    /// The factor that brings a squared distance from a mean of k − 1 images to one of `count` = k.
    public static func factor(of count: Int) -> Double {
        let k = Double(count)
        return (1 + 1 / k) / (1 + 1 / (k - 1))
    }

    /// The probability that an image of the classes is at least as far as `square`, a squared distance; 0 where it is
    /// farther than images that all are equally far.
    public func of(square: Double) -> Double {
        let excess = square - mean
        guard deviation > 0 else { return excess > 0 ? 0 : 1 }
        let tail = student.twoSided(excess / deviation) / 2
        return excess > 0 ? tail : 1 - tail
    }
}
