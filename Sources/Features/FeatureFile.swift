import Files
import Foundation

/// Feature tables in files that any framework writes and reads, in one of three formats:
///
/// - `.npz`: `numpy.savez("novel.npz", features=features, labels=labels)`
/// - `.safetensors`: the arrays features and labels
/// - `.npy`: the features alone, with the labels in `novel-labels.npy` or `labels.npy` beside it
///
/// What they hold, for n images with d numbers each:
///
/// | array | shape | elements |
/// | --- | --- | --- |
/// | `features` | n × d | numbers of any precision |
/// | `labels` | n | whole numbers or text: the class of each image |
/// | `classes` | any number | text; may be left out. Labels are then indices into it, or names in it |
/// | `paths` | n | text; may be left out. Names each image in messages and lists of episodes |
///
/// Without `classes`, whole numbers become the classes of those names in numerical order (64…79
/// become "64"…"79"), text the classes of those names in the order of their bytes; both are the
/// order of `numpy.unique`. In safetensors files, which have no text, `classes`, `paths` and labels
/// of text stand in the metadata under these names, each a JSON array of strings. Beside
/// `novel.npy`, `novel-classes.npy` and `novel-paths.npy` are read where they are.
///
/// Large features in single precision, row by row, in .npy and .safetensors files are mapped into
/// memory, not loaded: they take no more of it than the system has to spare, and may be more than all
/// of it.
public enum FeatureFile {
    /// From how many bytes on they are.
    public static let mapped = 256 << 20

    /// A format, known by the ending of a file's name.
    public enum Format: String, CaseIterable, Sendable {
        /// A NumPy archive.
        case npz
        /// Named arrays, from the library of that name.
        case safetensors
        /// A NumPy array in each file.
        case npy

        /// The format of the file at `url`.
        ///
        /// - Throws: `UserError` `.usage` where its name ends otherwise.
        public init(of url: URL) throws {
            guard let format = Format(rawValue: url.pathExtension.lowercased()) else {
                throw UserError(
                    .usage,
                    "The feature file \(url.relativePath) must end in .npz, .safetensors or .npy, "
                        + "which says its format.")
            }
            self = format
        }

        /// From how many bytes on a file's features are mapped; an archive's never are.
        public var mapped: Int { self == .npz ? .max : FeatureFile.mapped }
    }

    /// The table in the file at `url`.
    ///
    /// - Parameters:
    ///   - labels: a .npy file of labels, in place of those in or beside the file.
    ///   - allowsNone: whether images may be of no class: their label is −1, or an empty text, and
    ///     the table has them in the class "".
    ///   - mapped: the bytes from which on features are mapped into memory.
    /// - Throws: `UserError` `.usage` for an unknown format; `.missingInput` for a file that is not
    ///   there; `.badData` naming the array that is missing, damaged or of the wrong shape.
    public static func read(
        _ url: URL, labels: URL? = nil, allowsNone: Bool = false,
        mappedFrom mapped: Int = Self.mapped
    ) throws -> FeatureTable {
        let arrays: any FeatureArrays =
            switch try Format(of: url) {
            case .npz: try ArchivedFeatures(url)
            case .safetensors: try TensorFeatures(url, mappedFrom: mapped)
            case .npy: SeparateFeatures(url: url, mapped: mapped)
            }
        let features = try arrays.features()
        guard features.shape.count == 2, features.shape[1] > 0 else {
            throw UserError(
                .badData,
                "The array \"features\" of \(url.path) has the shape \(features.shape); it must "
                    + "have two axes, images and numbers for each.")
        }
        let count = features.shape[0]
        let given = try labels.map { try ClassLabels(of: NumPyArray(contentsOf: $0)) }
        let classes = try (given ?? arrays.labels()).resolved(
            classes: arrays.texts("classes"), of: url, allowsNone: allowsNone)
        guard classes.labels.count == count else {
            throw UserError(
                .badData,
                "The array \"features\" of \(url.path) has \(counted(count, "image")), but the "
                    + "labels are \(classes.labels.count).")
        }
        // Where nothing names an image, its row does.
        let paths = try arrays.texts("paths") ?? (0..<count).map { "\($0)" }
        guard paths.count == count else {
            throw UserError(
                .badData,
                "The array \"features\" of \(url.path) has \(counted(count, "image")), but "
                    + "\"paths\" has \(counted(paths.count, "text")).")
        }
        do {
            return try FeatureTable(
                dimension: features.shape[1], numbers: features.values, labels: classes.labels,
                classes: classes.names, paths: paths)
        } catch let error as UserError {
            throw UserError(error.kind, "\(url.path): \(error.statement)", remedies: error.remedies)
        }
    }

    /// Replaces the file at `url` by `table`, in the format of its ending; for .npy, the files
    /// beside it as well. Equal tables give equal bytes.
    ///
    /// - Throws: `UserError` `.usage` for an unknown format; else as `AtomicFile`.
    public static func write(_ table: FeatureTable, to url: URL) throws {
        switch try Format(of: url) {
        case .npz: try ArchivedFeatures.write(table, to: url)
        case .safetensors: try TensorFeatures.write(table, to: url)
        case .npy: try SeparateFeatures.write(table, to: url)
        }
    }
}
