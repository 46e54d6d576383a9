import Foundation
import Matrices
import Statistics

/// What is measured of hidden states at one layer of a network, class after class, so that no more
/// than one class's states need to be in memory.
///
/// All but the angle is of whole states: the singular values of a class's n images come exactly
/// from the n × n matrix of their inner products, however many numbers a state has. The angle needs
/// the directions themselves, over all classes together; it is of shorter states that the caller
/// makes (averages over space), whose scatter matrix fits into memory.
public final class LayerTally {
    /// Directions on either side of the angle, where there are as many.
    public static let angleDirections = 10

    /// The singular values of each class's states around their mean, in the order added.
    public private(set) var spectra: [Spectrum] = []
    /// The variance inside each class: the mean squared distance of a state from its class's mean.
    public private(set) var within: [Double] = []
    private var sumOfMeans: [Double] = []
    private var sumOfSquaredMeans = 0.0
    private var shortMeans: [Double] = []
    private var shortDimension = 0
    /// Short states around their class's mean: rows of them, and the scatter matrix of those before,
    /// into which rows go when they outgrow it.
    private var shortRows: [Double] = []
    private var scatter: [Double] = []

    /// A tally of nothing yet.
    public init() {}

    /// Adds a class.
    /// - Parameters:
    ///   - states: (count × numbers), finite, the same numbers for every class.
    ///   - short: (count × fewer numbers), the same states made shorter.
    public func add(_ states: [Float], short: [Float], count: Int) {
        precondition(count > 0 && states.count % count == 0 && short.count % count == 0)
        let spread = ClassSpread(of: states, count: count)
        if sumOfMeans.isEmpty { sumOfMeans = [Double](repeating: 0, count: spread.mean.count) }
        precondition(sumOfMeans.count == spread.mean.count, "a layer has states of one size")
        for (column, mean) in spread.mean.enumerated() { sumOfMeans[column] += mean }
        sumOfSquaredMeans += spread.mean.reduce(0) { $0 + $1 * $1 }
        within.append(spread.variance)
        spectra.append(spread.spectrum)
        addShort(short, count: count)
    }

    /// The variance between classes: the mean squared distance of a class's mean from the mean of
    /// those. With classes of equal size, `within`'s mean and this make up the variance of all.
    public var between: Double {
        let classes = Double(max(1, spectra.count))
        let squared = sumOfMeans.reduce(0) { $0 + $1 / classes * ($1 / classes) }
        return max(0, sumOfSquaredMeans / classes - squared)
    }

    /// Directions over the distance of class means; nil where all classes have one mean.
    /// - Parameter count: states of each class that were added, equally many.
    public func flatness(count: Int) -> Flatness? {
        Flatness(spectra, count: count, between: between)
    }

    /// The angle in degrees between the leading directions inside classes and those between their
    /// means: see `Subspace`. Nil where either has none.
    public var angle: Double? {
        let count = min(Self.angleDirections, spectra.count - 1)
        guard count > 0 else { return nil }
        let between = Subspace(leading: count, ofFew: shortMeans, dimension: shortDimension)
        let inside =
            scatter.isEmpty
            ? Subspace(leading: count, ofFew: shortRows, dimension: shortDimension)
            : Subspace(leading: count, ofScatter: scatterOfAll, dimension: shortDimension)
        return inside.angle(to: between)
    }

    private func addShort(_ short: [Float], count: Int) {
        let dimension = short.count / count
        precondition(
            shortDimension == 0 || shortDimension == dimension,
            "a layer has short states of one size")
        shortDimension = dimension
        let (rows, means) = centred(short, count: count, dimension: dimension, 0..<dimension)
        shortMeans += means
        shortRows += rows
        if shortRows.count > dimension * dimension {
            scatter = scatterOfAll
            shortRows = []
        }
    }

    /// The scatter matrix of all short states: (short dimension, short dimension).
    private var scatterOfAll: [Double] {
        var sum =
            scatter.isEmpty
            ? [Double](repeating: 0, count: shortDimension * shortDimension) : scatter
        shortRows.withUnsafeBufferPointer { rows in
            sum.withUnsafeMutableBufferPointer {
                LinearAlgebra.multiply(
                    rows, rows, into: $0, rows: shortDimension, columns: shortDimension,
                    depth: rows.count / shortDimension, transposeA: true, keeping: 1)
            }
        }
        return sum
    }
}
