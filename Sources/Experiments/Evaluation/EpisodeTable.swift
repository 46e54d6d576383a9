import Episodes
import Files
import Foundation

/// What each method did in each episode, as a csv file: any other program that answered the same
/// episodes can be paired with it.
///
/// A row is an episode: way, shot, the concentration of imbalanced queries (empty for balanced
/// ones, "unequal" where nobody says it), its number counted from 0, and the share of queries that
/// each method answered rightly; where the episodes are a list's, its fingerprint, too. A column is
/// a method: classifier and transform as the command line calls them, the model first where there
/// are several.
struct EpisodeTable {
    private static let key = ["way", "shot", "query_imbalance"]
    private var lines: [String]
    /// The fingerprint of the list, as a field; none for episodes that were drawn.
    private let list: [String]

    /// A table of these methods, without rows.
    ///
    /// - Parameter list: the fingerprint of the list that the episodes are of; nil for drawn ones.
    init(of methods: [ComparedMethods.Method], list: String?) {
        let isOnlyModel = Set(methods.map(\.model.name)).count == 1
        self.list = list.map { [$0] } ?? []
        lines = [
            CSV.line(
                Self.key + (list == nil ? [] : ["list"]) + ["episode"]
                    + methods.map {
                        CSV.cell(
                            (isOnlyModel ? "" : "\($0.model.name) ")
                                + "\($0.classifier.name) \($0.transform.name)")
                    })
        ]
    }

    /// Adds the episodes of `task`; `results` are method by method.
    mutating func add(_ results: [EpisodeResults], of task: EpisodeTask) {
        func words(_ range: ClosedRange<Int>) -> String {
            Set([range.lowerBound, range.upperBound]).sorted().map(String.init)
                .joined(separator: "-")
        }
        let (way, shot) = (words(task.ways), words(task.shot))
        let imbalance =
            task.queryImbalance.map { "\($0)" } ?? (task.hasUnequalQueries ? "unequal" : "")
        for episode in 0..<task.episodes {
            lines.append(
                CSV.line(
                    [way, shot, imbalance]
                        + list + ["\(episode)"] + results.map { "\($0.accuracies[episode])" }))
        }
    }

    /// What stands in the file.
    var text: String { lines.joined(separator: "\n") + "\n" }
}
