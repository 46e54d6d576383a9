import Files
import Foundation

extension Setting {
    /// Sees to it, before the work, that reports and records can be written, and refuses to replace
    /// what another command wrote: one that is there must name this very command, or a person must
    /// have said that it may go.
    ///
    /// - Throws: `UserError.cannotCreate` or `.inputOutput` naming the file or folder.
    public func requireReplaceable(_ files: URL...) throws {
        for file in files { try OutputFolder.require(file: file, makingFolder: true) }
        guard !overwrites else { return }
        for file in files where file.isRegularFile && !names(file) {
            throw UserError(
                .cannotCreate,
                "There is \(file.relativePath) already, and this command did not write it. Say "
                    + "where the new report goes, or that that one may be overwritten.",
                remedies: "report", "output", "overwrite")
        }
    }

    /// Whether a report (a line in a block) or a record (a string of JSON) is of this command.
    private func names(_ file: URL) -> Bool {
        guard let text = try? InputFile.readText(file),
            let string = try? JSONFile.data(command)
        else { return false }
        let quoted = String(decoding: string.dropLast(), as: UTF8.self)
        return text.contains("\n\(command)\n") || text.contains("\"command\" : \(quoted)")
    }
}

extension URL {
    /// False for what is not there, and for a device or a pipe, which holds no report.
    fileprivate var isRegularFile: Bool {
        (try? resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile ?? false
    }
}
