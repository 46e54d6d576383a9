import Files
import Foundation

/// The arrays of a feature file, whatever its format.
protocol FeatureArrays {
    /// The features with their shape, row-major.
    func features() throws -> (shape: [Int], values: FeatureNumbers)
    /// The class of each image.
    func labels() throws -> ClassLabels
    /// The texts called `name`; nil if there are none.
    func texts(_ name: String) throws -> [String]?
}

extension FeatureArrays {
    /// What to say of a file that has arrays of `names`, and not the one that is needed.
    func lacking(_ name: String, _ url: URL, _ names: [String], _ advice: String) -> UserError {
        UserError(
            .badData,
            "There is no array \"\(name)\" in \(url.path); it has "
                + "\(names.isEmpty ? "none" : names.fewNames). \(advice)")
    }
}

/// Features in a .npz file.
struct ArchivedFeatures: FeatureArrays {
    private let url: URL
    private let archive: NumPyArchive

    init(_ url: URL) throws {
        self.url = url
        archive = try NumPyArchive(contentsOf: url)
    }

    func features() throws -> (shape: [Int], values: FeatureNumbers) {
        let array = try array("features")
        return (array.shape, FeatureNumbers(try array.floats()))
    }

    func labels() throws -> ClassLabels { try ClassLabels(of: try array("labels")) }

    func texts(_ name: String) throws -> [String]? { try archive.array(name)?.texts() }

    private func array(_ name: String) throws -> NumPyArray {
        guard let array = try archive.array(name) else {
            throw lacking(
                name, url, archive.names,
                "Write it by numpy.savez(path, features=features, labels=labels).")
        }
        return array
    }

    static func write(_ table: FeatureTable, to url: URL) throws {
        try NumPyArchive.write(
            NumPyArray.arrays(of: table).map { ($0.name, $0.array) }, to: url)
    }
}

/// Features in a .npy file, with the other arrays in files beside it.
struct SeparateFeatures: FeatureArrays {
    let url: URL
    let mapped: Int

    /// The file `novel-NAME.npy` beside `novel.npy`.
    private static func beside(_ url: URL, _ name: String) -> URL {
        let stem = url.deletingPathExtension().lastPathComponent
        return url.deletingLastPathComponent().appending(path: "\(stem)-\(name).npy")
    }

    func features() throws -> (shape: [Int], values: FeatureNumbers) {
        let array = try NumPyArray(contentsOf: url, mappedFrom: mapped)
        return (
            array.shape,
            array.element == .float32
                ? FeatureNumbers(array.data, mappedFrom: mapped)
                : FeatureNumbers(try array.floats())
        )
    }

    func labels() throws -> ClassLabels {
        let own = Self.beside(url, "labels")
        let shared = url.deletingLastPathComponent().appending(path: "labels.npy")
        for place in [own, shared] where place.exists {
            return try ClassLabels(of: NumPyArray(contentsOf: place))
        }
        throw UserError(
            .missingInput,
            "There are no labels for the features in \(url.path): neither \(own.path) nor "
                + "\(shared.path) exists. Save them there by numpy.save, or name their file.")
    }

    func texts(_ name: String) throws -> [String]? {
        let place = Self.beside(url, name)
        guard place.exists else { return nil }
        return try NumPyArray(contentsOf: place).texts()
    }

    static func write(_ table: FeatureTable, to url: URL) throws {
        try FileSet.write(
            NumPyArray.arrays(of: table).map { name, array in
                ((name == "features" ? url : beside(url, name)).lastPathComponent, array.bytes)
            }, into: url.deletingLastPathComponent())
    }
}

extension NumPyArray {
    /// The four arrays of a table, by name.
    fileprivate static func arrays(of table: FeatureTable) -> [(name: String, array: NumPyArray)] {
        [
            (
                "features",
                NumPyArray(floats: table.features, shape: [table.count, table.dimension])
            ),
            ("labels", NumPyArray(integers: table.labels)),
            ("classes", NumPyArray(texts: table.classes)),
            ("paths", NumPyArray(texts: table.paths)),
        ]
    }
}
