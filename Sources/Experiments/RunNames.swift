import Files
import Foundation

extension URL {
    /// How tables call a run: its folder, or the file where that is not one of a run.
    var nameOfRun: String {
        let name =
            pathExtension == "safetensors"
            ? deletingPathExtension().lastPathComponent : lastPathComponent
        return pathExtension == "safetensors" && ["best", "last"].contains(name)
            ? deletingLastPathComponent().lastPathComponent : name
    }
}

/// How tables call models, each of one checkpoint or of several: by their runs' names, or by their
/// paths where two would have one name.
///
/// - Throws: `UserError.usage` for two models of the same checkpoints.
func namesOfModels(_ models: [[URL]]) throws -> [String] {
    func joined(_ name: (URL) -> String) -> [String] {
        models.map { $0.map(name).joined(separator: " + ") }
    }
    let (short, long) = (joined(\.nameOfRun), joined(\.relativePath))
    return try models.indices.map { index in
        guard long.count(where: { $0 == long[index] }) == 1 else {
            throw UserError(
                .usage, "\(long[index]) is named twice. Name each checkpoint that is compared once."
            )
        }
        return short.count { $0 == short[index] } == 1 ? short[index] : long[index]
    }
}
