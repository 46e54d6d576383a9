import Files
import Foundation
import Records
import Reports

/// `fewshot cite`: the works behind a report, as BibTeX.
public struct Cite {
    /// A report, its folder, or a record: `results.json` of an evaluation, `run.json` of a training.
    public var report: URL

    /// The works behind a report.
    public init(_ report: URL) { self.report = report }

    /// The entries.
    ///
    /// - Throws: `UserError` for what is none of these.
    public func bibTeX() throws -> String {
        let file = try record()
        let works: [Citation]
        var known: KnownDataset?
        if let evaluation = try? JSONFile.read(EvaluationRecord.self, from: file) {
            let classes = evaluation.tables.first?.classes.map(\.name) ?? []
            known = KnownDataset.recognise(classes: classes)?.dataset
            works = Citation.works(of: evaluation, dataset: known?.name)
        } else if let run = try? JSONFile.read(RunRecord.self, from: file) {
            works = Citation.works(of: run, dataset: nil)
        } else {
            throw UserError(
                .badData,
                "\(file.path) is neither the results.json of an evaluation nor the run.json of a "
                    + "training. Name one of them, or a folder that has one.")
        }
        let note =
            known == nil
            ? "% The images are of no published data set that is recognised: cite their source too.\n\n"
            : ""
        return note + works.map(\.bibTeX).joined(separator: "\n\n") + "\n"
    }

    private static let whatToName =
        "Name a report of fewshot eval, the folder of one, or a run."

    /// The record of what was named.
    private func record() throws -> URL {
        guard report.exists else {
            throw UserError(.missingInput, "There is no \(report.path). \(Self.whatToName)")
        }
        if report.pathExtension == "json" { return report }
        let folder = report.isFolder ? report : report.deletingLastPathComponent()
        let names =
            report.isFolder
            ? ["results.json", "run.json"]
            : [RenderedReport.recordName("results.json", beside: report)]
        // A report of another name has a record that is called by it.
        let others = (report.isFolder ? Folder.entries(in: folder) ?? [] : []).map(\.name)
            .filter { $0.hasSuffix("-results.json") }
        let candidates = others.count == 1 ? names + others : names
        guard let found = candidates.map({ folder.appending(path: $0) }).first(where: \.exists)
        else {
            throw UserError(
                .missingInput,
                "There is no \(names.joined(separator: " and no ")) in \(folder.path)"
                    + (others.isEmpty ? "." : ", but there are \(others.fewNames): name one.")
                    + " \(Self.whatToName)")
        }
        return found
    }
}
