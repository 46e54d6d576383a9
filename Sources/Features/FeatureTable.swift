import Files

/// The features of labelled images: all that an episode ever sees of a model.
///
/// A table that exists is sound: its sizes agree, its labels name classes, its numbers are finite.
public struct FeatureTable: Sendable {
    /// Numbers per image.
    public let dimension: Int
    /// (images × dimension), image by image: in memory, or in a file of features that is large.
    public let numbers: FeatureNumbers
    /// The same in memory: a copy, where they lie in a file.
    public var features: [Float] { numbers.array }
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
        try self.init(
            dimension: dimension, numbers: FeatureNumbers(features), labels: labels,
            classes: classes, paths: paths)
    }

    /// The same of numbers that may lie in a file; all of them are looked at once.
    public init(
        dimension: Int, numbers: FeatureNumbers, labels: [Int], classes: [String], paths: [String]
    ) throws {
        guard dimension > 0 else {
            throw UserError(.badData, "A feature table has \(dimension) numbers per image.")
        }
        let (expected, overflow) = labels.count.multipliedReportingOverflow(by: dimension)
        guard !overflow && numbers.count == expected else {
            throw UserError(
                .badData,
                "A feature table has \(numbers.count) numbers for \(counted(labels.count, "image")) of "
                    + "\(dimension) numbers each.")
        }
        guard paths.count == labels.count else {
            throw UserError(
                .badData,
                "A feature table has \(counted(paths.count, "path")) for \(counted(labels.count, "image"))."
            )
        }
        if let image = labels.firstIndex(where: { !classes.indices.contains($0) }) {
            throw UserError(
                .badData,
                "The image \(paths[image]) has label \(labels[image]), but there are "
                    + "\(classes.count) classes.")
        }
        // NaN fails the comparison as well.
        let wrong = numbers.withUnsafeBufferPointer { numbers in
            numbers.firstIndex { !(abs($0) <= Self.limit) }.map { ($0, numbers[$0]) }
        }
        if let (index, value) = wrong {
            throw UserError(
                .badData,
                "Feature \(index % dimension) of the image \(paths[index / dimension]) is "
                    + "\(value.isNaN ? .nan : value), not a finite number of usable size. Was the model that "
                    + "computed it trained without a non-finite loss?")
        }
        self.dimension = dimension
        self.numbers = numbers
        self.labels = labels
        self.classes = classes
        self.paths = paths
    }

    /// How many images it holds.
    public var count: Int { labels.count }

    /// The features of one image: (dimension).
    public subscript(image: Int) -> ArraySlice<Float> {
        numbers[(image * dimension)..<((image + 1) * dimension)]
    }

    /// The images whose features are all zeros: they have no direction, and are all alike.
    public var imagesOfZeros: [Int] {
        numbers.withUnsafeBufferPointer { numbers in
            (0..<count).filter { image in
                numbers[image * dimension..<(image + 1) * dimension].allSatisfy { $0 == 0 }
            }
        }
    }

    /// How many images each class has, (classes).
    public var counts: [Int] {
        var counts = [Int](repeating: 0, count: classes.count)
        for label in labels { counts[label] += 1 }
        return counts
    }

    /// The mean over all images, (dimension); zeros where there are none. Summed in double
    /// precision, in the order of the images.
    public var mean: [Float] {
        var sum = RowSum(dimension: dimension)
        numbers.withUnsafeBufferPointer { sum.add($0) }
        return sum.mean
    }
}

extension FeatureTable {
    /// The rows at `images`, in this order, with the classes as they are.
    public func rows(_ images: [Int]) throws -> FeatureTable {
        try FeatureTable(
            dimension: dimension, features: images.flatMap { self[$0] },
            labels: images.map { labels[$0] }, classes: classes, paths: images.map { paths[$0] })
    }

    /// As many images of each class as the smallest has, evenly spaced in their order: neighbours there
    /// are often alike, as photos of one day are.
    public var evened: FeatureTable {
        get throws {
            let counts = counts
            let fewest = counts.min() ?? 0
            var seen = [Int](repeating: 0, count: classes.count)
            return try rows(
                (0..<count).filter { image in
                    let label = labels[image]
                    defer { seen[label] += 1 }
                    return seen[label] * fewest % counts[label] < fewest
                })
        }
    }

    /// The rows at `images` that are of the classes `kept`, in this order, with these classes alone:
    /// they are numbered in the order of `kept`.
    public func rows(_ images: [Int], ofClasses kept: [Int]) throws -> FeatureTable {
        let numbers = Dictionary(uniqueKeysWithValues: zip(kept, kept.indices))
        let images = images.filter { numbers[labels[$0]] != nil }
        return try FeatureTable(
            dimension: dimension, features: images.flatMap { self[$0] },
            labels: images.map { numbers[labels[$0]]! }, classes: kept.map { classes[$0] },
            paths: images.map { paths[$0] })
    }

    /// These features as those of another table's images, which are found by their paths.
    ///
    /// - Parameter name: what messages call this table.
    /// - Throws: `UserError.badData` where a path is here twice, or an image is not here.
    public func arranged(as other: FeatureTable, name: String) throws -> FeatureTable {
        var places: [ExactText: Int] = [:]
        for (place, path) in paths.enumerated() {
            guard places.updateValue(place, forKey: ExactText(path)) == nil else {
                throw UserError(.badData, "\(name) has two images with the path \(path).")
            }
        }
        let found = other.paths.map { places[ExactText($0)] }
        if let missing = found.firstIndex(of: nil) {
            throw UserError(
                .badData,
                "\(name) has no features of \(counted(found.count { $0 == nil }, "image")) of "
                    + "\(found.count), the first of them \(other.paths[missing]). Its paths must be "
                    + "those of the images inside the data folder.")
        }
        return try FeatureTable(
            dimension: dimension, features: found.flatMap { self[$0!] }, labels: other.labels,
            classes: other.classes, paths: other.paths)
    }

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
        features.reserveCapacity(tables.reduce(0) { $0 + $1.numbers.count })
        for image in 0..<first.count {
            for table in tables { features.append(contentsOf: table[image]) }
        }
        try self.init(
            dimension: tables.reduce(0) { $0 + $1.dimension }, features: features,
            labels: first.labels, classes: first.classes, paths: first.paths)
    }
}
