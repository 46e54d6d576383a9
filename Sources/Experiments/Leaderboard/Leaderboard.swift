import Episodes
import Files
import Foundation
import Records
import Reports

/// `fewshot leaderboard`: evaluations over one list of episodes, ranked.
public struct Leaderboard {
    /// The folder with the evaluations' records and tables of episodes, at any depth.
    public var folder: URL
    /// The folder of the list; the one that most of the evaluations are over unless given.
    public var list: URL?
    /// Where the page goes; `leaderboard.md` in `folder` unless given.
    public var report: URL?
    /// The report's heading.
    public var title = "Leaderboard"

    /// The leaderboard of what lies in `folder`.
    public init(_ folder: URL) { self.folder = folder }

    /// Gathers, ranks and tests, prints the order, and writes the page.
    ///
    /// - Throws: `UserError` where there is nothing to rank, or it is not clear of which list.
    public func run(_ setting: Setting) throws -> LeaderboardRecord {
        if let trouble = Folder.trouble(listing: folder) {
            throw UserError(.missingInput, "The folder \(folder.relativePath) \(trouble).")
        }
        let list = try list.map { try EpisodeList(contentsOf: $0).fingerprint }
        let report = report ?? folder.appending(path: "leaderboard.md")
        let numbers = RenderedReport.recordName("leaderboard.json", beside: report)
        try setting.requireReplaceable(
            report: report, record: report.deletingLastPathComponent().appending(path: numbers))
        var gathered = try GatheredEvaluations(in: folder)
        let chosen = try list ?? commonest(gathered)
        gathered.keepOnly(list: chosen)
        gathered.keepOnlyFirstOfEqual()
        for refusal in gathered.refused {
            setting.warn("\(refusal.file) takes no part: it \(refusal.reason).")
        }
        guard let first = gathered.methods.first else {
            throw UserError(
                .badData,
                "In \(folder.relativePath) there is no evaluation over the list of episodes "
                    + "\(chosen.prefix(12))… with its table of episodes.")
        }
        let ranking = Ranking(gathered.methods)
        let record = LeaderboardRecord(
            command: setting.command, fewshot: setting.program, list: chosen,
            episodes: first.accuracies.count, entries: ranking.entries, seeds: ranking.seeds,
            refused: gathered.refused)
        let page = LeaderboardReport(title: title, record: record)
        try page.write(to: report)
        setting.say(page.summary)
        setting.present(report, as: "Leaderboard")
        return record
    }

    /// The list that most files are over.
    private func commonest(_ gathered: GatheredEvaluations) throws -> String {
        var sources: [String: Set<String>] = [:]
        for method in gathered.methods { sources[method.list, default: []].insert(method.source) }
        guard let most = sources.values.map(\.count).max() else {
            let reasons = gathered.refused.map { "\($0.file) \($0.reason)" }
            throw UserError(
                .badData,
                "In \(folder.relativePath) there is no evaluation over a list of episodes with its "
                    + "table of episodes"
                    + (reasons.isEmpty ? "." : ": \(reasons.fewNames).")
                    + " Evaluate over a frozen list, with a table of its episodes, into this folder."
            )
        }
        let lists = sources.filter { $0.value.count == most }.map(\.key).sorted()
        guard lists.count == 1 else {
            throw UserError(
                .badData,
                "In \(folder.relativePath) there are equally many evaluations over each of "
                    + "\(lists.count) lists of episodes "
                    + "(\(lists.map { "\($0.prefix(12))…" }.fewNames)). Say which list is meant.",
                remedies: "list")
        }
        return lists[0]
    }
}
