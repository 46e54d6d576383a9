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
struct DetectorTally: Sendable {
    private var episodes: [(index: Int, detection: Detection)] = []
    private var aside = (outsiders: 0, others: 0)
    private var all = (outsiders: 0, others: 0)
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
        episodes.append((index, detection))
        guard let level else { return }
        aside.outsiders += outside.count { $0 > level }
        aside.others += inside.count { $0 > level }
        all.outsiders += outside.count
        all.others += inside.count
    }

    /// Takes in what another worker counted.
    mutating func merge(_ other: DetectorTally) {
        episodes += other.episodes
        aside = (aside.outsiders + other.aside.outsiders, aside.others + other.aside.others)
        all = (all.outsiders + other.all.outsiders, all.others + other.all.others)
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
