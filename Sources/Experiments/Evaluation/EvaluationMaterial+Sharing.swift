import Files
import Foundation
import Records

extension EvaluationMaterial {
    /// Sees to it that all ranks evaluate the same.
    ///
    /// - Throws: `UserError.badData` naming the rank that has others.
    func requireSame(_ setting: Setting) throws {
        guard let ranks = setting.sharing.ranks else { return }
        let files = providers.flatMap(\.model.files).map(\.sha256).joined(separator: " ")
        let own = [
            "images or features": "\(record.fingerprint) \(record.baseFingerprint ?? "")",
            "weights": files,
            // One seed or shot, and whatever else is counted: nothing on a line goes unseen.
            "options": setting.command,
        ]
        let program = try setting.program(on: ranks)
        try ranks.requireSame(
            own.merging(program) { a, _ in a }, otherwise: "evaluate nothing that is one thing")
    }
}

extension EvaluationRun {
    /// All that answers depend on but a task: not the words of the command, nor the machine's name.
    var work: String {
        get throws {
            var models = models
            // How a file is called does not change what is in it.
            for index in models.indices {
                models[index].files = models[index].files.map { .init(path: "", sha256: $0.sha256) }
            }
            return """
                \(machine.fewshot) \(machine.libraries.sorted { $0.key < $1.key }) \(seed) \(crops ?? 0) \(supportCrops ?? 0)
                \(data.fingerprint) \(data.baseFingerprint ?? "") \(episodeList?.sha256 ?? "") \(classVectors?.sha256 ?? "")
                \(String(decoding: try JSONFile.data(models), as: UTF8.self))
                """
        }
    }
}
