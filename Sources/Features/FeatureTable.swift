import Files

/// The features of labelled images: all that an episode ever sees of a model.
///
/// A table that exists is sound: its sizes agree, its labels name classes, its numbers are finite.
public struct FeatureTable: Sendable {
    /// Numbers per image.
    public let dimension: Int
    /// (images × dimension), image by image.
    public let features: [Float]
    /// The class of each image, an index into `classes`.
    public let labels: [Int]
    /// The names of the classes.
    public let classes: [String]
    /// The path of each image relative to its data folder; it names the image in messages.
    public let paths: [String]

    /// The largest magnitude that squared distances in single precision can hold with room.
    private static let limit: Float = 1e15

    /// A checked table.
    /// - Throws: `UserError.badData` where sizes disagree, a label names no class, or a feature is
    ///   not a finite number (at most 1e15 in magnitude); the message names the image.
    public init(
        dimension: Int, features: [Float], labels: [Int], classes: [String], paths: [String]
    ) throws {
        guard dimension > 0 else {
            throw UserError(.badData, "A feature table has \(dimension) numbers per image.")
        }
        let (expected, overflow) = labels.count.multipliedReportingOverflow(by: dimension)
        guard !overflow && features.count == expected else {
            throw UserError(
                .badData,
                "A feature table has \(features.count) numbers for \(labels.count) images of "
                    + "\(dimension) numbers each.")
        }
        guard paths.count == labels.count else {
            throw UserError(
                .badData,
                "A feature table has \(paths.count) paths for \(labels.count) images.")
        }
        if let image = labels.firstIndex(where: { !classes.indices.contains($0) }) {
            throw UserError(
                .badData,
                "The image \(paths[image]) has label \(labels[image]), but there are "
                    + "\(classes.count) classes.")
        }
        // NaN fails the comparison as well.
        if let index = features.firstIndex(where: { !(abs($0) <= Self.limit) }) {
            throw UserError(
                .badData,
                "Feature \(index % dimension) of the image \(paths[index / dimension]) is "
                    + "\(features[index]), not a finite number of usable size. Was the model that "
                    + "computed it trained without a non-finite loss?")
        }
        self.dimension = dimension
        self.features = features
        self.labels = labels
        self.classes = classes
        self.paths = paths
    }

    /// How many images it holds.
    public var count: Int { labels.count }

    /// The features of one image: (dimension).
    public subscript(image: Int) -> ArraySlice<Float> {
        features[(image * dimension)..<((image + 1) * dimension)]
    }

    /// The images whose features are all zeros: they have no direction, and are all alike.
    public var imagesOfZeros: [Int] {
        (0..<count).filter { self[$0].allSatisfy { $0 == 0 } }
    }

    /// How many images each class has, (classes).
    public var counts: [Int] {
        var counts = [Int](repeating: 0, count: classes.count)
        for label in labels { counts[label] += 1 }
        return counts
    }

    /// The mean over all images, (dimension); zeros where there are none. Summed in double
    /// precision, in the order of the images.
    public var mean: [Float] { FeatureRows(self).mean }
}

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
