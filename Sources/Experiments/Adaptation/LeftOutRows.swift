import Foundation
import Statistics

/// Which views of a task's images are left out together, and asked about.
///
/// Row r is view r / n of image r mod n, view 0 the whole image. One image of each class is left out
/// at a time with all its views, and asked about whole, in three rounds at most. Where a class has one
/// image alone nothing is left to learn it by: then the same crop of every image is left out instead,
/// and asked about. That is no evidence about other images, and the best that one of each can give.
public struct LeftOutRows: Sendable, Equatable {
    /// The rows to learn by, and those to ask about.
    public let kept, asked: [Int]

    /// These rows.
    public init(kept: [Int], asked: [Int]) {
        self.kept = kept
        self.asked = asked
    }

    private static let rounds = 3

    /// The rounds for images of these classes; none where there is nothing to leave out.
    public static func all(_ labels: [Int], crops: Int) -> [LeftOutRows] {
        let count = labels.count
        let rows = 0..<(count * (1 + crops))
        let members = Dictionary(grouping: labels.indices) { labels[$0] }.sorted { $0.key < $1.key }
            .map(\.value)
        guard members.allSatisfy({ $0.count > 1 }) else {
            guard crops > 1 else { return [] }
            return (1...crops).map { view in
                LeftOutRows(
                    kept: rows.filter { $0 / count != view },
                    asked: rows.filter { $0 / count == view })
            }
        }
        return (0..<min(rounds, members.map(\.count).max() ?? 0)).map { round in
            // A class with fewer images begins again, and is not asked about twice.
            let out = Set(members.map { $0[round % $0.count] })
            return LeftOutRows(
                kept: rows.filter { !out.contains($0 % count) },
                asked: members.filter { round < $0.count }.map { $0[round] })
        }
    }
}

/// What was said of images that were left out.
struct LeftOutScores {
    private let way: Int
    private var rows: [(scores: [Float], label: Int)] = []

    init(way: Int) { self.way = way }

    /// Adds (labels × way) scores.
    mutating func add(_ scores: [Float], labels: [Int]) {
        for (row, label) in labels.enumerated() {
            rows.append((Array(scores[(row * way)..<((row + 1) * way)]), label))
        }
    }

    /// The temperature that suits them, and the mean negative log-likelihood at it.
    var calibrated: (temperature: Double, loss: Double) {
        var samples = TemperatureSamples(way: way)
        for (place, row) in rows.enumerated() {
            samples.add(scores: row.scores.span, right: row.label, episode: place)
        }
        let temperature = samples.fitted().value
        let loss = rows.reduce(0.0) { sum, row in
            var scores = row.scores.map { Double($0) / temperature }
            scores.withUnsafeMutableBufferPointer {
                Softmax.applyLog(to: $0.baseAddress!, count: $0.count)
            }
            return sum - scores[row.label]
        }
        return (temperature, loss / Double(max(1, rows.count)))
    }
}
