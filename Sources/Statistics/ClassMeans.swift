import Matrices

/// The mean feature vector of each class, summed in double precision, one image after the other.
package struct ClassMeans: Sendable {
    /// The images of each class: (classes).
    package let counts: [Int]
    /// (classes × dimension); zeros for a class without images.
    package let rows: [Double]

    /// The same in single precision.
    package var floats: [Float] { rows.map { Float($0) } }

    /// The means of images.
    /// - Parameters:
    ///   - features: (images × dimension).
    ///   - labels: the class of each image, in `0..<classes`.
    package init(_ features: Span<Float>, labels: [Int], classes: Int) {
        let dimension = features.count / max(1, labels.count)
        var counts = [Int](repeating: 0, count: classes)
        var rows = [Double](repeating: 0, count: classes * dimension)
        features.withUnsafeBufferPointer { features in
            rows.withUnsafeMutableBufferPointer { sums in
                for (image, label) in labels.enumerated() {
                    counts[label] += 1
                    LinearAlgebra.add(
                        .init(rebasing: features[(image * dimension)..<((image + 1) * dimension)]),
                        to: .init(rebasing: sums[(label * dimension)..<((label + 1) * dimension)]))
                }
            }
        }
        for index in rows.indices { rows[index] /= Double(max(1, counts[index / dimension])) }
        (self.counts, self.rows) = (counts, rows)
    }
}
