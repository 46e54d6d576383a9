import Foundation

/// How many files each reader was given, and how many it refused.
struct Tally {
    var counts: [String: Count] = [:]
    /// Workers that did not end well.
    var findings = 0

    struct Count: Codable {
        var given = 0
        var refused = 0
    }

    mutating func add(_ data: Data) throws {
        for (name, count) in try JSONDecoder().decode([String: Count].self, from: data) {
            counts[name, default: Count()].given += count.given
            counts[name]?.refused += count.refused
        }
    }

    func line(seeds: UInt64) -> String {
        let given = counts.values.reduce(0) { $0 + $1.given }
        return "\(seeds) workers, \(given) files, \(findings) findings"
    }

    var table: String {
        counts.sorted { $0.key < $1.key }.map { name, count in
            "\(name): \(count.given) files, \(count.refused) refused"
        }.joined(separator: "\n")
    }
}
