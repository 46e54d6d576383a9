import Dispatch
import Files
import Foundation
import Synchronization

/// Runs classifiers over the same episodes, in parallel over episodes.
///
/// Every episode is computed alone, so results do not depend on the number of threads, the order
/// of the episodes or the other classifiers.
public struct Evaluation: Sendable {
    /// Draws the episodes.
    public let sampler: EpisodeSampler
    /// How many episodes: those of index `0..<episodes`.
    public let episodes: Int
    /// What is compared, on the same episodes.
    public let classifiers: [any Classifier]
    /// Worker threads.
    public let threads: Int

    /// Episodes that a worker takes at a time.
    private static let portion = 50

    /// An evaluation of `classifiers` over `episodes` episodes.
    /// - Throws: `UserError.usage` for fewer than two episodes, which have no interval, no
    ///   classifier, or no thread.
    public init(
        sampler: EpisodeSampler, episodes: Int, classifiers: [any Classifier], threads: Int
    ) throws {
        guard episodes >= 2 else {
            throw UserError(
                .usage,
                "An interval needs at least 2 episodes: \(episodes) is too few.")
        }
        guard !classifiers.isEmpty else {
            throw UserError(.usage, "There is no classifier to run.")
        }
        guard threads >= 1 else {
            throw UserError(.usage, "An evaluation needs at least 1 thread, not \(threads).")
        }
        self.sampler = sampler
        self.episodes = episodes
        self.classifiers = classifiers
        self.threads = threads
    }

    /// Runs it on a table: the one that the sampler was made for.
    /// - Parameter progress: called now and then with the episodes done and their number; never
    ///   twice at a time, on any thread.
    /// - Returns: the results of each classifier, in their order.
    public func run(
        on table: FeatureTable, progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
    ) -> [EpisodeResults] {
        precondition(
            table.classes.count == sampler.classCount && table.count == sampler.imageCount,
            "the sampler was made for another table")
        let next = Atomic(0)
        let done = Mutex(0)
        let finished = Mutex<[[EpisodeTally]]>([])
        let workers = min(threads, (episodes + Self.portion - 1) / Self.portion)
        DispatchQueue.concurrentPerform(iterations: workers) { _ in
            let worker = EpisodeWorker(table: table, sampler: sampler, classifiers: classifiers)
            while true {
                let start = next.add(Self.portion, ordering: .relaxed).oldValue
                guard start < episodes else { break }
                let portion = start..<min(start + Self.portion, episodes)
                for index in portion { worker.run(index) }
                done.withLock {
                    $0 += portion.count
                    progress?($0, episodes)
                }
            }
            let tallies = worker.tallies
            finished.withLock { $0.append(tallies) }
        }
        let tallies = finished.withLock { $0 }
        return classifiers.indices.map { index in
            EpisodeResults(
                classifier: classifiers[index].name, tallies: tallies.map { $0[index] },
                episodes: episodes, queries: sampler.way * sampler.query,
                classCount: table.classes.count)
        }
    }
}

extension EpisodeResults {
    /// The workers' tallies of one classifier put together: whole numbers, so in any order.
    fileprivate init(
        classifier: String, tallies: [EpisodeTally], episodes: Int, queries: Int, classCount: Int
    ) {
        var accuracies = [Double](repeating: 0, count: episodes)
        var confusion = [[Int]](
            repeating: [Int](repeating: 0, count: classCount), count: classCount)
        for tally in tallies {
            for (episode, right) in zip(tally.episodes, tally.right) {
                accuracies[episode] = Double(right) / Double(queries)
            }
            for label in 0..<classCount {
                for answer in 0..<classCount {
                    confusion[label][answer] += tally.confusion[label * classCount + answer]
                }
            }
        }
        self.init(
            classifier: classifier, accuracies: accuracies.map { Float($0) },
            estimate: MeanEstimate(of: accuracies), confusion: confusion,
            seconds: tallies.reduce(0) { $0 + $1.seconds } / Double(tallies.count),
            unconverged: tallies.reduce(0) { $0 + $1.unconverged })
    }
}
