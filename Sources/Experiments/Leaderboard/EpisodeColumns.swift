import Files
import Foundation

/// A table of episodes as it stands in a csv file: what `eval` writes, or what another program did
/// over a list of episodes.
///
/// Of its columns `episode` numbers the rows from 0, and `list` has the fingerprint of the list that
/// they are of; `way`, `shot` and `query_imbalance` are for people. Every other column is a method,
/// with the share of queries that it answered rightly.
struct EpisodeColumns {
    /// The fingerprint of the list; nil where the table does not say.
    let list: String?
    /// What the methods are called.
    let names: [String]
    /// (methods × episodes): fractions.
    let accuracies: [[Double]]

    private static let keys: Set<String> = ["way", "shot", "query_imbalance", "list", "episode"]

    /// Whether a csv file's text is such a table: one of its columns is `episode`.
    static func isTable(_ text: String) -> Bool {
        CSV.rows(text)[0].fields.contains("episode")
    }

    /// The table in a text.
    ///
    /// - Throws: `UserError.badData` whose sentence goes on after the file's name: "has …".
    init(_ text: String) throws {
        let rows = CSV.rows(text)
        let head = rows[0].fields
        let methods = head.indices.filter { !Self.keys.contains(head[$0]) }
        guard let number = head.firstIndex(of: "episode"), !methods.isEmpty else {
            throw UserError(.badData, "has no column of a method beside those of the episodes")
        }
        let listColumn = head.firstIndex(of: "list")
        var lists: Set<String> = []
        var accuracies = [[Double]](repeating: [], count: methods.count)
        for row in rows.dropFirst() where !row.isBlank {
            let fields = row.fields
            guard fields.count == head.count, Int(fields[number]) == accuracies[0].count else {
                throw UserError(
                    .badData,
                    "should have episode \(accuracies[0].count) in line \(row.line), in "
                        + "\(head.count) columns")
            }
            if let listColumn { lists.insert(fields[listColumn]) }
            for (place, column) in methods.enumerated() {
                guard let share = Double(fields[column]), (0...1).contains(share) else {
                    throw UserError(
                        .badData,
                        "has \"\(fields[column])\" in line \(row.line) for \(head[column]); it must "
                            + "be a share of right answers, from 0 to 1")
                }
                accuracies[place].append(share)
            }
        }
        guard accuracies[0].count >= 2 else {
            throw UserError(
                .badData, "has \(counted(accuracies[0].count, "episode")); an interval needs 2")
        }
        guard lists.count <= 1 else {
            throw UserError(.badData, "is over \(lists.count) lists of episodes, not one")
        }
        list = lists.first.flatMap { $0.isEmpty ? nil : $0 }
        names = methods.map { CSV.text(ofCell: head[$0]).visible }
        guard names.allSatisfy({ !$0.allSatisfy(\.isWhitespace) }) else {
            throw UserError(.badData, "has a method without a name")
        }
        self.accuracies = accuracies
    }
}
