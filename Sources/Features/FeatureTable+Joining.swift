import Files

extension FeatureTable {
    /// Several models' features of the same images, put together image by image.
    /// - Throws: `UserError.badData` where the tables are not of the same images.
    public init(joining tables: [FeatureTable]) throws {
        precondition(!tables.isEmpty, "there is a table to join")
        guard tables.count > 1 else {
            self = tables[0]
            return
        }
        let first = tables[0]
        guard
            tables.allSatisfy({
                $0.paths == first.paths && $0.labels == first.labels && $0.classes == first.classes
            })
        else {
            throw UserError(
                .badData,
                "Features of different images cannot be put together: one of the "
                    + "\(tables.count) tables has other images than the first.")
        }
        var features: [Float] = []
        features.reserveCapacity(tables.reduce(0) { $0 + $1.features.count })
        for image in 0..<first.count {
            for table in tables { features.append(contentsOf: table[image]) }
        }
        try self.init(
            dimension: tables.reduce(0) { $0 + $1.dimension }, features: features,
            labels: first.labels, classes: first.classes, paths: first.paths)
    }
}
