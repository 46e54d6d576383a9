import Foundation
import Matrices
import Randomness

/// Distribution calibration (Yang et al. 2021, "Free Lunch for Few-shot Learning", arXiv 2101.06395;
/// ShuoYang-1998/Few_Shot_Distribution_Calibration `evaluate_DC.py`): each labelled image x, after
/// Tukey's power ½, lends a normal distribution from the two base classes nearest to it,
///
///     mean (μ₁ + μ₂ + x) / 3,    covariance (Σ₁ + Σ₂) / 2 + α,    α = 0.21 added to every entry,
///
/// and logistic regression (C = 1) learns from the labelled images together with 750 vectors drawn
/// for each class from its images' distributions in equal parts.
///
/// As in the authors' code the base classes' means and covariances are of features without the power.
/// The power of a negative number, which their networks do not make, is minus that of its size. A
/// distribution is drawn from as it is, through the base images themselves, whatever the dimension;
/// numbers are those of the episode's own generator.
///
/// Where it was measured it gained nothing over the power, centring and division by the norm with a
/// nearest centroid, but lost: Reports/benchmarks/distribution-calibration.md.
public struct DistributionCalibration: BaseClassifier {
    /// distribution-calibration.
    public let name = "distribution-calibration"
    /// The power takes each number by itself.
    public let dependsOnCoordinates = true
    /// How many vectors are drawn for a class.
    public let samples: Int
    /// What every entry of a covariance gets, α.
    public let dispersion: Double
    private let base: BaseClasses?

    /// How many base classes a labelled image goes by.
    static let neighbours = 2
    /// What logits may be off the optimum's by: far less than other samples would change.
    static let tolerance = 1e-3

    /// The classifier; it has to know base classes before it learns.
    public init(samples: Int = 750, dispersion: Double = 0.21) {
        self.init(samples: samples, dispersion: dispersion, base: nil)
    }

    private init(samples: Int, dispersion: Double, base: BaseClasses?) {
        precondition(samples >= 1 && dispersion >= 0)
        (self.samples, self.dispersion, self.base) = (samples, dispersion, base)
    }

    /// The same with these base classes, at least two.
    public func knowing(_ base: BaseClasses) -> any Classifier {
        precondition(base.count >= Self.neighbours, "an image goes by two base classes")
        return Self(samples: samples, dispersion: dispersion, base: base)
    }

    /// A learner with memory of its own.
    public func makeLearner() -> any Learner {
        guard let base else { preconditionFailure("base classes come before learning") }
        return CalibratedLearner(self, base)
    }
}

private final class CalibratedLearner: Learner {
    private let settings: DistributionCalibration
    private let base: BaseClasses
    private let solver = SoftmaxSolver()
    private let arena = Arena<Float>()
    private let doubles = Arena<Double>()
    /// (dimension): what is taken from a query; (way × dimension) and (way): what scores it.
    private var mean: [Float] = []
    private var weights: [Float] = []
    private var intercept: [Float] = []
    private var powered: [Float] = []

    init(_ settings: DistributionCalibration, _ base: BaseClasses) {
        (self.settings, self.base) = (settings, base)
    }

    func fit(
        support: Span<Float>, labels: [Int], way: Int, using generator: Generator
    ) -> Bool {
        let dimension = base.dimension
        precondition(support.count == labels.count * dimension, "features of one network")
        var images = support.withUnsafeBufferPointer { Array($0) }
        for index in images.indices { images[index] = Self.power(images[index]) }
        var shots = [Int](repeating: 0, count: way)
        for label in labels { shots[label] += 1 }
        var (rows, rowLabels) = (images, labels)
        for (image, label) in labels.enumerated() {
            var own = generator.stream("calibrated", image)
            let count = settings.samples / shots[label]
            images.withUnsafeBufferPointer {
                rows += draw(
                    count,
                    like: .init(rebasing: $0[(image * dimension)..<((image + 1) * dimension)]),
                    using: &own)
            }
            rowLabels += [Int](repeating: label, count: count)
        }
        return learn(rows, rowLabels, way: way)
    }

    func score(_ query: Span<Float>, into scores: inout [Float]) {
        powered.removeAll(keepingCapacity: true)
        for index in query.indices { powered.append(Self.power(query[index])) }
        scores.withUnsafeMutableBufferPointer { scores in
            powered.withUnsafeBufferPointer { query in
                mean.withUnsafeBufferPointer { mean in
                    weights.withUnsafeBufferPointer {
                        LinearAlgebra.products(of: query, minus: mean, with: $0, into: scores)
                    }
                }
            }
            for label in scores.indices { scores[label] += intercept[label] }
        }
    }

    /// Tukey's power.
    private static func power(_ x: Float) -> Float { x < 0 ? -(-x).squareRoot() : x.squareRoot() }

    /// The base classes nearest to an image, by their means.
    private func nearest(_ image: UnsafeBufferPointer<Float>) -> [Int] {
        var distances = [Float](repeating: 0, count: base.count)
        base.means.withUnsafeBufferPointer { means in
            distances.withUnsafeMutableBufferPointer {
                LinearAlgebra.squaredDistances(from: image, to: means, into: $0)
            }
        }
        let order = distances.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }
        return Array(order.prefix(DistributionCalibration.neighbours))
    }

    /// Vectors of the distribution that an image lends, (count × dimension).
    private func draw(
        _ count: Int, like image: UnsafeBufferPointer<Float>, using generator: inout Generator
    ) -> [Float] {
        let (dimension, near) = (base.dimension, nearest(image))
        var centre = Array(image)
        for k in near {
            for j in 0..<dimension { centre[j] += base.means[k * dimension + j] }
        }
        for j in 0..<dimension { centre[j] /= Float(near.count + 1) }
        let most = near.map { base.places[$0].count }.max()!
        arena.reset(capacity: count * (dimension + most))
        let drawn = arena.zeros(count * dimension)
        let normals = arena.zeros(count * most)
        let common = Float(settings.dispersion.squareRoot())
        for row in 0..<count {
            let shift = common * Float(generator.normal())
            for j in 0..<dimension { drawn[row * dimension + j] = centre[j] + shift }
        }
        base.spreads.withUnsafeBufferPointer { spreads in
            for k in near {
                let place = base.places[k]
                for index in 0..<(count * place.count) {
                    normals[index] = Float(generator.normal())
                }
                LinearAlgebra.multiply(
                    UnsafeBufferPointer(normals),
                    .init(
                        rebasing: spreads[
                            (place.lowerBound * dimension)..<(place.upperBound * dimension)]),
                    into: drawn, rows: count, columns: dimension, depth: place.count,
                    scale: 1 / Float(near.count).squareRoot(), keeping: 1)
            }
        }
        return Array(drawn)
    }

    private func learn(_ rows: [Float], _ labels: [Int], way: Int) -> Bool {
        let dimension = base.dimension
        doubles.reset(capacity: dimension + rows.count)
        let sums = doubles.zeros(dimension)
        for start in stride(from: 0, to: rows.count, by: dimension) {
            for j in 0..<dimension { sums[j] += Double(rows[start + j]) }
        }
        mean = sums.map { Float($0 / Double(labels.count)) }
        let centred = doubles.zeros(rows.count)
        for start in stride(from: 0, to: rows.count, by: dimension) {
            for j in 0..<dimension {
                centred[start + j] = Double(rows[start + j]) - Double(mean[j])
            }
        }
        let converged = solver.solve(
            rows: centred, labels: labels, way: way, c: way == 2 ? 0.5 : 1,
            tolerance: DistributionCalibration.tolerance)
        weights.reset(to: way * dimension)
        for label in 0..<way {
            for j in 0..<dimension {
                weights[label * dimension + j] = Float(solver.weights[j * way + label])
            }
        }
        intercept = solver.intercept.map { Float($0) }
        return converged
    }
}
