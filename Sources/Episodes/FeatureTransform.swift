import Files

/// What is done to features before a classifier sees them, in SimpleShot's terms (Wang et al.
/// 2019, arXiv 1911.04623).
public enum FeatureTransform: String, Sendable, Codable, CaseIterable {
    /// As the backbone made them (SimpleShot's UN).
    case none
    /// Divided by their Euclidean norm (L2N); RFS uses it before logistic regression.
    case l2
    /// Minus the mean of the base features, then divided by the norm (CL2N).
    case cl2n

    /// Whether `apply` needs the mean of the base features.
    public var needsBaseMean: Bool { self == .cl2n }

    /// The transformed table. A feature vector of norm zero has no direction and stays zero.
    /// - Parameter baseMean: (dimension), `FeatureTable.mean` of the base classes; only for `cl2n`.
    /// - Throws: `UserError.usage` where `cl2n` has no base mean, `.badData` where its size is not
    ///   the table's.
    public func apply(to table: FeatureTable, baseMean: [Float]? = nil) throws -> FeatureTable {
        if self == .none { return table }
        let dimension = table.dimension
        var features = table.features
        if needsBaseMean {
            guard let baseMean else {
                throw UserError(
                    .usage,
                    "The transform cl2n subtracts the mean of the base features, and there are "
                        + "none. Give base images, or use the transform l2.")
            }
            guard baseMean.count == dimension else {
                throw UserError(
                    .badData,
                    "The base features have \(baseMean.count) numbers per image and these have "
                        + "\(dimension): they come from different backbones.")
            }
            for image in 0..<table.count {
                for j in 0..<dimension { features[image * dimension + j] -= baseMean[j] }
            }
        }
        for image in 0..<table.count {
            let row = (image * dimension)..<((image + 1) * dimension)
            var square = 0.0
            for index in row { square += Double(features[index]) * Double(features[index]) }
            guard square > 0 else { continue }
            let norm = square.squareRoot()
            for index in row { features[index] = Float(Double(features[index]) / norm) }
        }
        return try FeatureTable(
            dimension: dimension, features: features, labels: table.labels, classes: table.classes,
            paths: table.paths)
    }
}
