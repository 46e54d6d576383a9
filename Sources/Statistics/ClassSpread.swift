import Matrices

/// How the states of one class spread around their mean.
///
/// The singular values of n states come exactly from the n × n matrix of their inner products,
/// however many numbers a state has.
public struct ClassSpread: Sendable {
    /// Numbers of a state that are centred and multiplied at a time.
    private static let block = 4096
    /// A variance below this share of the states' squared length is rounding of single precision.
    private static let rounding = 1e-12

    /// The singular values of the states around their mean; zeros where all states are the same.
    public let spectrum: Spectrum
    /// The mean squared distance of a state from the mean.
    public let variance: Double
    /// The mean state.
    public let mean: [Double]

    /// - Parameter states: (count × numbers), finite.
    public init(of states: [Float], count: Int) {
        precondition(count > 0 && states.count % count == 0)
        let dimension = states.count / count
        var gram = [Double](repeating: 0, count: count * count)
        var part = gram
        var mean: [Double] = []
        for start in stride(from: 0, to: dimension, by: Self.block) {
            let columns = start..<min(start + Self.block, dimension)
            let (rows, means) = centred(states, count: count, dimension: dimension, columns)
            mean += means
            rows.withUnsafeBufferPointer { rows in
                part.withUnsafeMutableBufferPointer {
                    LinearAlgebra.gram(of: rows, count: count, dimension: columns.count, into: $0)
                }
            }
            for index in gram.indices { gram[index] += part[index] }
        }
        let trace = (0..<count).reduce(0) { $0 + gram[$1 * count + $1] }
        let squaredMean = mean.reduce(0) { $0 + $1 * $1 }
        self.mean = mean
        variance = trace / Double(count)
        spectrum =
            variance > Self.rounding * squaredMean
            ? Spectrum(gram: gram, size: count)
            : Spectrum([Double](repeating: 0, count: count))
    }
}

/// Some columns of a table around their means, (count × columns), and those means.
public func centred(
    _ table: [Float], count: Int, dimension: Int, _ columns: Range<Int>
) -> (rows: [Double], means: [Double]) {
    let width = columns.count
    var rows = [Double](repeating: 0, count: count * width)
    var means = [Double](repeating: 0, count: width)
    for row in 0..<count {
        let start = row * dimension + columns.lowerBound
        for j in 0..<width {
            rows[row * width + j] = Double(table[start + j])
            means[j] += rows[row * width + j]
        }
    }
    for j in 0..<width { means[j] /= Double(count) }
    for row in 0..<count {
        for j in 0..<width { rows[row * width + j] -= means[j] }
    }
    return (rows, means)
}
