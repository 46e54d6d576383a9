import ArgumentParser
import Experiments
import Foundation

struct LeaderboardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "leaderboard",
        abstract: "Rank evaluations that were made over the same list of episodes.",
        discussion: """
            Gathers every results.json in a folder whose evaluation took a list (--episodes LIST) and \
            wrote a table of its episodes (--per-episode FILE) into the folder, too, and tables of \
            other programs: a csv file with the columns list (the fingerprint in episodes.json) and \
            episode, and one of each method. Each row is compared with the first, episode by \
            episode; what cannot be told from it is a tie.
            """)

    @Argument(help: "Folder of evaluations, at any depth.")
    var folder: String

    @Option(help: "Folder of the list; the one that most evaluations are over unless given.")
    var list: String?

    @Option(help: "The page; leaderboard.md in the folder unless given.")
    var report: String?

    @Option(help: "Heading of the page.")
    var title: String?

    @OptionGroup var reports: ReportOptions

    func run() throws {
        var leaderboard = Leaderboard(URL(fileURLWithPath: folder))
        leaderboard.list = list.map { URL(fileURLWithPath: $0) }
        leaderboard.report = report.map { URL(fileURLWithPath: $0) }
        if let title { leaderboard.title = title }
        try reports.record.show(
            leaderboard.run(
                .terminal(
                    seed: 0, overwrites: reports.replacing.overwrite, opens: reports.open,
                    forPrograms: reports.record.json)))
    }
}
