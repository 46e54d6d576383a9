import Statistics

/// What the features of base classes are like: the mean of each class, and how it spreads around it.
public struct BaseClasses: Sendable {
    /// Numbers of each image.
    public let dimension: Int
    /// (classes × dimension).
    let means: [Float]
    /// Each class's rows of `spreads`.
    let places: [Range<Int>]
    /// (images × dimension), class by class: each image minus its class's mean, over √(images − 1), so
    /// that of a class's rows R the covariance is Rᵀ·R.
    let spreads: [Float]

    /// How many classes there are.
    public var count: Int { places.count }

    /// The classes of these images; those of fewer than two have no covariance and are left out.
    /// - Parameters:
    ///   - features: (images × dimension).
    ///   - labels: the class of each image, from 0.
    public init(features: [Float], labels: [Int], dimension: Int) {
        self.dimension = dimension
        var images = [[Int]](repeating: [], count: (labels.max() ?? -1) + 1)
        for (image, label) in labels.enumerated() { images[label].append(image) }
        let all = ClassMeans(features.span, labels: labels, classes: images.count)
        var (means, spreads, places) = ([Float](), [Float](), [Range<Int>]())
        var rows = 0
        for (label, own) in images.enumerated() where own.count > 1 {
            let mean = Array(all.rows[(label * dimension)..<((label + 1) * dimension)])
            let scale = 1 / Double(own.count - 1).squareRoot()
            for image in own {
                for j in 0..<dimension {
                    spreads.append(
                        Float((Double(features[image * dimension + j]) - mean[j]) * scale))
                }
            }
            means += mean.map { Float($0) }
            places.append(rows..<(rows + own.count))
            rows += own.count
        }
        (self.means, self.spreads, self.places) = (means, spreads, places)
    }
}
