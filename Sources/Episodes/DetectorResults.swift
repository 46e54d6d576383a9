import Statistics

/// What one detector did over the open-set episodes of an `Evaluation`.
public struct DetectorResults: Sendable {
    /// Which queries were put aside by a threshold that is the detector's own.
    public struct PutAside: Sendable, Equatable {
        /// The share of the queries of none of the classes.
        public let outsiders: Double
        /// The share of the queries of the classes.
        public let others: Double
    }

    /// The place of its view.
    public let view: Int
    /// The detector.
    public let detector: OutsiderDetector
    /// How well it told outsiders in each episode, in the order of the episodes.
    public let detections: [Detection]
    /// Nil for a detector without a threshold.
    public let putAside: PutAside?
}

/// What one worker counted for one detector.
struct DetectorTally: Sendable, Codable {
    private struct Counted: Codable {
        let index: Int
        let detection: Detection
    }

    private struct Queries: Codable {
        var outsiders = 0
        var others = 0

        static func += (sum: inout Queries, more: Queries) {
            sum.outsiders += more.outsiders
            sum.others += more.others
        }
    }

    private var episodes: [Counted] = []
    private var aside = Queries()
    private var all = Queries()
    private let level: Double?

    /// - Parameter level: scores above it put a query aside; nil for no threshold.
    init(level: Double?) { self.level = level }

    /// Counts an episode.
    /// - Parameters:
    ///   - scores: (queries), those of the classes first.
    ///   - own: how many are of the classes.
    mutating func count(_ scores: [Double], own: Int, _ index: Int) {
        let (inside, outside) = (Array(scores[..<own]), Array(scores[own...]))
        guard let detection = Detection(outside: outside, inside: inside) else { return }
        episodes.append(Counted(index: index, detection: detection))
        guard let level else { return }
        aside.outsiders += outside.count { $0 > level }
        aside.others += inside.count { $0 > level }
        all.outsiders += outside.count
        all.others += inside.count
    }

    /// Takes in what another worker counted.
    mutating func merge(_ other: DetectorTally) {
        episodes += other.episodes
        aside += other.aside
        all += other.all
    }

    /// The results of a whole tally; nil unless each of `count` episodes could be counted.
    func results(view: Int, _ detector: OutsiderDetector, episodes count: Int) -> DetectorResults? {
        guard episodes.count == count else { return nil }
        return DetectorResults(
            view: view, detector: detector,
            detections: episodes.sorted { $0.index < $1.index }.map(\.detection),
            putAside: level.map { _ in
                .init(
                    outsiders: Double(aside.outsiders) / Double(all.outsiders),
                    others: Double(aside.others) / Double(all.others))
            })
    }
}
