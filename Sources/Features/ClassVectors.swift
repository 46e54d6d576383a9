import Files
import Foundation

/// A vector of each class in the features' space, which anyone's text encoder made of its name.
///
/// They come from a NumPy archive, `numpy.savez("vectors.npz", classes=names, vectors=x)`: `classes`
/// are the names of the classes (text, or whole numbers where classes are called by numbers), and
/// `vectors` has a row for each.
public struct ClassVectors: Sendable {
    /// The file that they are from.
    public let file: URL
    /// A row for each class; its path is the class's name.
    private let table: FeatureTable

    /// The vectors in the file at `url`. Nothing in it is trusted.
    ///
    /// - Throws: `UserError` `.missingInput` for a file that is not there; `.badData` naming the array
    ///   or the class where an array is missing, damaged or of the wrong shape, a class is named twice,
    ///   or a vector has a number that is not finite, or nothing but zeros.
    public init(contentsOf url: URL) throws {
        file = url
        let archive = try NumPyArchive(contentsOf: url)
        let vectors = try Self.array("vectors", archive, url)
        let names = try Self.array("classes", archive, url)
        let classes = names.isText ? try names.texts() : try names.integers().map { "\($0)" }
        guard vectors.shape.count == 2, vectors.shape[0] == classes.count, vectors.shape[1] > 0
        else {
            throw UserError(
                .badData,
                "The array \"vectors\" of \(url.path) has the shape \(vectors.shape); it must have a "
                    + "row for each of the \(counted(classes.count, "class", "classes")) that "
                    + "\"classes\" names.")
        }
        let (numbers, dimension) = (try vectors.floats(), vectors.shape[1])
        if let index = numbers.firstIndex(where: { !($0.magnitude <= 1e15) }) {
            throw UserError(
                .badData,
                "Number \(index % dimension) of the vector of \(classes[index / dimension]) in "
                    + "\(url.path) is \(numbers[index]), not a finite number of usable size.")
        }
        table = try FeatureTable(
            dimension: dimension, features: numbers, labels: Array(classes.indices),
            classes: classes, paths: classes)
        if let empty = table.imagesOfZeros.first {
            throw UserError(
                .badData,
                "The vector of \(classes[empty]) in \(url.path) is all zeros, which has no direction. "
                    + "Did the encoder get the class's name?")
        }
        if let twice = classes.firstRepeated {
            throw UserError(
                .badData, "The array \"classes\" of \(url.path) has \"\(twice)\" twice.")
        }
    }

    /// The vectors of these classes as `transform` makes them of features, a row for each class.
    ///
    /// - Parameters:
    ///   - dimension: the numbers of the features, before the transform.
    ///   - base: as for `FeatureTransform.apply`.
    /// - Throws: `UserError` `.badData` where a class has none, or they are of another dimension;
    ///   `.usage` where the transform depends on an episode's images.
    public func rows(
        of classes: [String], dimension: Int, by transform: FeatureTransform,
        base: FeatureTable? = nil
    ) throws -> FeatureTable {
        guard table.dimension == dimension else {
            throw UserError(
                .badData,
                "The class vectors in \(file.path) have \(table.dimension) numbers each, and the "
                    + "features \(dimension): they must come from the text encoder that belongs to "
                    + "the network of the features.")
        }
        guard transform.episodeSteps.isEmpty else {
            throw UserError(
                setting: "transform",
                "is \(transform.name), which depends on the images of an episode: class vectors can "
                    + "only take steps that are the same in all, such as l2, none, cl2n or power.")
        }
        let places = Dictionary(
            uniqueKeysWithValues: table.classes.enumerated().map { (ExactText($1), $0) })
        let missing = classes.filter { places[ExactText($0)] == nil }
        guard missing.isEmpty else {
            throw UserError(
                .badData,
                "There is no vector in \(file.path) of "
                    + "\(counted(missing.count, "class", "classes")) of \(classes.count): "
                    + "\(missing.fewNames). Its array \"classes\" must have the names of the "
                    + "classes' folders.")
        }
        return try transform.apply(
            to: table.rows(classes.map { places[ExactText($0)]! }), base: base)
    }

    /// The classes that have a vector and are not among these.
    public func superfluous(beside classes: [String]) -> [String] {
        let known = Set(classes.map(ExactText.init))
        return table.classes.filter { !known.contains(ExactText($0)) }
    }

    private static func array(
        _ name: String, _ archive: NumPyArchive, _ url: URL
    ) throws -> NumPyArray {
        guard let array = try archive.array(name) else {
            throw UserError(
                .badData,
                "There is no array \"\(name)\" in \(url.path); it has "
                    + "\(archive.names.isEmpty ? "none" : archive.names.fewNames). Write it by "
                    + "numpy.savez(path, classes=names, vectors=vectors).")
        }
        return array
    }
}

extension [String] {
    /// The first that is there twice, to the byte.
    fileprivate var firstRepeated: String? {
        var known: Set<ExactText> = []
        return first { !known.insert(ExactText($0)).inserted }
    }
}
