/// The episodes of lowest accuracy, kept while episodes pass by.
///
/// Workers keep one each and merge them in any order; the outcome is the same. Of equal accuracies
/// the episode with the smaller index comes first.
public struct HardestEpisodes: Sendable, Equatable {
    /// One episode.
    public struct Entry: Sendable, Equatable {
        /// Its index.
        public let episode: Int
        /// The fraction of its queries answered rightly.
        public let accuracy: Double
    }

    /// How many are kept.
    public let capacity: Int
    /// Those of lowest accuracy, from the lowest on; at most `capacity`.
    public private(set) var entries: [Entry] = []

    /// Keeps the `capacity` hardest.
    public init(capacity: Int) {
        precondition(capacity >= 0, "a number of episodes is not negative")
        self.capacity = capacity
        entries.reserveCapacity(capacity + 1)
    }

    /// Looks at an episode; each index comes once.
    public mutating func add(episode: Int, accuracy: Double) {
        func isHarder(_ other: Entry) -> Bool {
            (accuracy, episode) < (other.accuracy, other.episode)
        }
        if entries.count == capacity {
            guard let last = entries.last, isHarder(last) else { return }
        }
        let place = entries.firstIndex(where: isHarder) ?? entries.count
        entries.insert(Entry(episode: episode, accuracy: accuracy), at: place)
        if entries.count > capacity { entries.removeLast() }
    }

    /// Takes in what another worker kept, of other episodes.
    public mutating func merge(_ other: HardestEpisodes) {
        for entry in other.entries { add(episode: entry.episode, accuracy: entry.accuracy) }
    }
}
