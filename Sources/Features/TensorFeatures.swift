import Files
import Foundation

/// Features in a .safetensors file: numbers as arrays, text in the metadata as JSON.
struct TensorFeatures: FeatureArrays {
    private let url: URL
    private let file: Safetensors
    private let mapped: Int

    init(_ url: URL, mappedFrom mapped: Int) throws {
        (self.url, self.mapped) = (url, mapped)
        file = try Safetensors(contentsOf: url, mappedFrom: mapped)
    }

    func features() throws -> (shape: [Int], values: FeatureNumbers) {
        let entry = try entry("features")
        let values =
            switch entry.element {
            case .f32: FeatureNumbers(entry.data, mappedFrom: mapped)
            default: FeatureNumbers(try file.floats("features"))
            }
        return (entry.shape, values)
    }

    func labels() throws -> ClassLabels {
        if file.entries["labels"] == nil, let names = try texts("labels") { return .names(names) }
        let entry = try entry("labels")
        guard entry.shape.count == 1 else {
            throw UserError(
                .badData,
                "The array \"labels\" in \(url.path) has the shape \(entry.shape); labels must "
                    + "have one axis, the images.")
        }
        let numbers =
            entry.element == .u8
            ? try file.bytes("labels").map { Int($0) }
            : try file.integers("labels").map { Int($0) }
        return .numbers(numbers)
    }

    func texts(_ name: String) throws -> [String]? {
        guard let json = file.metadata[name] else { return nil }
        guard let texts = try? JSONDecoder().decode([String].self, from: Data(json.utf8)) else {
            throw UserError(
                .badData,
                "The metadata \"\(name)\" in \(url.path) is not a JSON array of strings.")
        }
        return texts
    }

    private func entry(_ name: String) throws -> Safetensors.Entry {
        guard let entry = file.entries[name] else {
            throw lacking(
                name, url, file.entries.keys.sorted(),
                "Feature files have the arrays features and labels.")
        }
        return entry
    }

    static func write(_ table: FeatureTable, to url: URL) throws {
        var file = Safetensors()
        file.set("features", floats: table.features, shape: [table.count, table.dimension])
        file.set("labels", integers: table.labels.map(Int64.init), shape: [table.count])
        file.metadata["classes"] = try json(table.classes)
        file.metadata["paths"] = try json(table.paths)
        try file.write(to: url)
    }

    private static func json(_ texts: [String]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return String(decoding: try encoder.encode(texts), as: UTF8.self)
    }
}
