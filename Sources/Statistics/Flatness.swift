import Matrices

/// How flat classes are: along how many directions their states vary, for how far apart the classes
/// lie (Verma et al. 2019, §3).
///
/// A singular value σ of a class's n states around their mean is a standard deviation σ/√n along
/// one direction. It is taken over the distance of the class means, because states that only shrink
/// become no flatter. The effective rank forgets that scale: it rises where the largest singular
/// values shrink towards the others, which is what Manifold Mixup does.
public struct Flatness: Sendable {
    /// Directions count where their standard deviation is above this share of the distance.
    public static let (fine, wide) = (0.05, 0.1)

    /// The standard deviations of each class along its principal directions, falling, over the
    /// distance of class means.
    public let deviations: [[Double]]

    /// - Parameters:
    ///   - spectra: of each class's states around their mean.
    ///   - count: states of each class.
    ///   - between: the mean squared distance of a class's mean from the mean of those.
    /// Nil where all classes have one mean.
    public init?(_ spectra: [Spectrum], count: Int, between: Double) {
        guard spectra.count > 1, between > 0 else { return nil }
        // The root mean square distance of two means.
        let classes = Double(spectra.count)
        let distance = (2 * classes / (classes - 1) * between).squareRoot()
        let scale = 1 / (Double(count).squareRoot() * distance)
        deviations = spectra.map { $0.values.map { $0 * scale } }
    }

    /// How many directions of each class have a standard deviation above `level` of the distance.
    public func directions(above level: Double) -> [Double] {
        deviations.map { Double($0.count { $0 > level }) }
    }

    /// The mean over classes, direction by direction.
    public var meanDeviations: [Double] {
        deviations[0].indices.map { direction in
            deviations.reduce(0) { $0 + $1[direction] } / Double(deviations.count)
        }
    }
}

extension Spectrum {
    /// The sum of the singular values: what Verma et al. 2019 plot within classes.
    public var sum: Double { values.reduce(0, +) }

    /// The spectrum of all states of all classes around their common mean, from the smaller of
    /// x·xᵀ and xᵀ·x.
    ///
    /// - Parameter classes: (count × numbers) each, of one number of numbers.
    public init(ofAll classes: [[Float]], dimension: Int) {
        let total = classes.reduce(0) { $0 + $1.count } / dimension
        var mean = [Double](repeating: 0, count: dimension)
        for rows in classes {
            for (place, value) in rows.enumerated() { mean[place % dimension] += Double(value) }
        }
        for column in mean.indices { mean[column] /= Double(total) }
        func centred(_ rows: [Float]) -> [Double] {
            rows.enumerated().map { Double($1) - mean[$0 % dimension] }
        }
        if total <= dimension {
            self.init(rows: classes.flatMap(centred), count: total)
            return
        }
        var scatter = [Double](repeating: 0, count: dimension * dimension)
        for rows in classes.map(centred) {
            rows.withUnsafeBufferPointer { rows in
                scatter.withUnsafeMutableBufferPointer {
                    LinearAlgebra.multiply(
                        rows, rows, into: $0, rows: dimension, columns: dimension,
                        depth: rows.count / dimension, transposeA: true, keeping: 1)
                }
            }
        }
        self.init(gram: scatter, size: dimension)
    }

    private init(rows: [Double], count: Int) {
        var gram = [Double](repeating: 0, count: count * count)
        rows.withUnsafeBufferPointer { rows in
            gram.withUnsafeMutableBufferPointer {
                LinearAlgebra.gram(
                    of: rows, count: count, dimension: rows.count / count, into: $0)
            }
        }
        self.init(gram: gram, size: count)
    }
}

/// The flatness of features, class by class.
public struct FeatureFlatness: Sendable {
    /// How far each class spreads around its mean.
    public let spreads: [ClassSpread]
    /// Directions over the distance of class means; nil where all classes have one mean.
    public let flatness: Flatness?
    /// The sum of each class's singular values over that of all points: as standard deviations, so
    /// that a class need not have as many points as all have.
    public let sumShares: [Double]

    /// - Parameter classes: (count × dimension) each: the features of as many points of each class.
    public init(of classes: [[Float]], dimension: Int) {
        let count = classes[0].count / dimension
        precondition(
            classes.allSatisfy { $0.count == count * dimension }, "classes of unequal size")
        spreads = classes.map { ClassSpread(of: $0, count: count) }
        let means = spreads.map(\.mean)
        let centre = (0..<dimension).map { column in
            means.reduce(0) { $0 + $1[column] } / Double(means.count)
        }
        let between = means.reduce(0) { sum, mean in
            sum + zip(mean, centre).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        }
        flatness = Flatness(
            spreads.map(\.spectrum), count: count, between: between / Double(means.count))
        let all =
            Spectrum(ofAll: classes, dimension: dimension).sum
            / Double(count * classes.count).squareRoot()
        sumShares = spreads.map {
            all > 0 ? $0.spectrum.sum / Double(count).squareRoot() / all : 0
        }
    }
}
