import Dispatch
import Files
import Foundation
import Matrices
import Statistics
import Synchronization

/// Runs classifiers over the same episodes, in parallel over episodes.
///
/// Every episode is computed alone, so results do not depend on the number of threads, the order
/// of the episodes or the other classifiers.
public struct Evaluation: Sendable {
    /// Where the episodes come from.
    public let source: any EpisodeSource
    /// How many episodes: those of index `0..<episodes`.
    public let episodes: Int
    /// Worker threads.
    public let threads: Int

    /// Episodes that a worker takes at a time: fewer where there are few, so that none waits long.
    /// Other processes cut them likewise, whatever their threads.
    private var portion: Int { max(1, min(50, episodes / 64)) }

    /// An evaluation over `episodes` episodes.
    /// - Throws: `UserError.usage` for fewer than two episodes, which have no interval, more than
    ///   the source has, or no thread.
    public init(_ source: any EpisodeSource, episodes: Int, threads: Int) throws {
        guard episodes >= 2 else {
            throw UserError(
                .usage,
                "An interval needs at least 2 episodes: \(episodes) is too few.")
        }
        if let count = source.count, count < episodes {
            throw UserError(.usage, "There are \(count) episodes, not \(episodes).")
        }
        guard threads >= 1 else {
            throw UserError(.usage, "An evaluation needs at least 1 thread, not \(threads).")
        }
        self.source = source
        self.episodes = episodes
        self.threads = threads
    }

    /// Runs classifiers on features of the images that the source was made for; `runOpenSet` without
    /// its detectors.
    /// - Parameters:
    ///   - temperatures: what each classifier's scores are divided by for a second calibration, in
    ///     the order of the results; empty for none.
    ///   - progress: called now and then with the episodes done and their number; never twice at a
    ///     time, on any thread.
    /// - Returns: the results of each classifier of each view, in order.
    public func run(
        on views: [FeatureView], temperatures: [Double] = [],
        progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
    ) -> [EpisodeResults] {
        runOpenSet(on: views, temperatures: temperatures, progress: progress).results
    }

    /// Runs classifiers, and in episodes with outsiders their detectors, too.
    ///
    /// - Parameters: as of `run`.
    /// - Returns: the results of each classifier of each view, in order, whose accuracy is that of the
    ///   queries of the classes; and those of each detector that had something to go by.
    public func runOpenSet(
        on views: [FeatureView], temperatures: [Double] = [],
        progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
    ) -> (results: [EpisodeResults], detectors: [DetectorResults]) {
        results(of: tallies(of: views, temperatures, { _ in true }, progress), on: views)
    }

    /// What the parts of the episodes came to, put together: the results of all of them, to the bit,
    /// whoever counted them.
    ///
    /// - Parameter counts: what `counts` made of all parts, on the same views.
    /// - Throws: `UserError.badData` where they are not of the same episodes and views.
    public func results(
        ofParts counts: [Data], on views: [FeatureView]
    ) throws -> (results: [EpisodeResults], detectors: [DetectorResults]) {
        let parts = try? counts.map {
            try PropertyListDecoder().decode(EpisodeWorker.Tallies.self, from: $0)
        }
        guard let parts, var whole = parts.first,
            parts.allSatisfy({
                $0.classifiers.count == whole.classifiers.count
                    && $0.detectors.count == whole.detectors.count
            })
        else {
            throw UserError(.badData, "What parts of the episodes came to does not fit together.")
        }
        for other in parts.dropFirst() { whole.merge(other) }
        guard whole.classifiers.allSatisfy({ $0.episodes.sorted() == Array(0..<episodes) }) else {
            throw UserError(.badData, "Parts of the episodes lack some, or have some twice.")
        }
        return results(of: whole, on: views)
    }

    /// What a part of the episodes came to, in bytes for `results(ofParts:on:)`.
    ///
    /// - Parameters:
    ///   - isOwn: whether the episodes at a place, from 0, are of the part: so many that follow each
    ///     other are at one place, and each place is of one part.
    ///   - temperatures: as of `run`, like all else.
    public func counts(
        where isOwn: (Int) -> Bool, on views: [FeatureView], temperatures: [Double] = [],
        progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
    ) throws -> Data {
        let encoder = PropertyListEncoder()
        encoder.outputFormat = .binary
        return try encoder.encode(tallies(of: views, temperatures, isOwn, progress))
    }

    private func results(
        of tallies: EpisodeWorker.Tallies, on views: [FeatureView]
    ) -> (results: [EpisodeResults], detectors: [DetectorResults]) {
        let names = views.flatMap { view in view.classifiers.map(\.name) }
        let results = zip(names, tallies.classifiers).map {
            EpisodeResults(classifier: $0, $1, episodes: episodes, classCount: source.classCount)
        }
        let detectors = zip(Self.detectors(of: views), tallies.detectors).compactMap {
            $1.results(view: $0.view, $0.detector, episodes: episodes)
        }
        return (results, detectors)
    }

    private func tallies(
        of views: [FeatureView], _ temperatures: [Double], _ isOwn: (Int) -> Bool,
        _ progress: (@Sendable (Int, Int) -> Void)?
    ) -> EpisodeWorker.Tallies {
        let count = views.reduce(0) { $0 + $1.classifiers.count }
        precondition(
            temperatures.isEmpty || temperatures.count == count, "a temperature for each classifier"
        )
        let empty = (0..<count).map { index in
            EpisodeTally(
                classes: source.classCount,
                temperature: temperatures.isEmpty ? nil : temperatures[index])
        }
        return counted(on: views, from: empty, isOwn, progress)
    }

    /// The detectors of the views, in order.
    private static func detectors(
        of views: [FeatureView]
    ) -> [(view: Int, detector: OutsiderDetector)] {
        views.enumerated().flatMap { place, view in
            OutsiderDetector.all(of: view).map { (place, $0) }
        }
    }

    /// Fits a temperature to the scores of each classifier of each view, in order.
    /// - Parameter way: the classes of each episode.
    public func temperatures(on views: [FeatureView], way: Int) -> [Temperature] {
        let count = views.reduce(0) { $0 + $1.classifiers.count }
        let empty = EpisodeTally(classes: source.classCount, temperature: nil, sampling: way)
        let tallies = counted(
            on: views, from: [EpisodeTally](repeating: empty, count: count), { _ in true }, nil)
        return tallies.classifiers.map { $0.samples!.fitted() }
    }

    /// What all workers together counted, the time shared evenly.
    private func counted(
        on views: [FeatureView], from empty: [EpisodeTally], _ isOwn: (Int) -> Bool,
        _ progress: (@Sendable (Int, Int) -> Void)?
    ) -> EpisodeWorker.Tallies {
        for view in views {
            precondition(
                view.table.classes.count == source.classCount
                    && view.table.count == source.imageCount,
                "the episodes are of another table")
            for table in [view.table, view.support].compactMap({ $0 }) {
                guard !table.numbers.areMapped else { continue }
                table.numbers.withUnsafeBufferPointer { LinearAlgebra.useHugePages(for: $0) }
            }
        }
        let nothing = EpisodeWorker.Tallies(
            classifiers: empty,
            detectors: Self.detectors(of: views).map { place, detector in
                // Scores are 1 minus the typicality.
                DetectorTally(
                    level: detector == .typicality
                        ? views[place].familiarity.map { 1 - $0.level } : nil)
            })
        let portions = (0..<(episodes + portion - 1) / portion).filter(isOwn)
        let tallies = tallies(of: portions, on: views, from: nothing, progress)
        var whole = tallies[0]
        for other in tallies.dropFirst() { whole.merge(other) }
        for index in empty.indices { whole.classifiers[index].seconds /= Double(tallies.count) }
        return whole
    }

    /// What each worker counted; they take the portions one after the other.
    private func tallies(
        of portions: [Int], on views: [FeatureView], from nothing: EpisodeWorker.Tallies,
        _ progress: (@Sendable (Int, Int) -> Void)?
    ) -> [EpisodeWorker.Tallies] {
        let next = Atomic(0)
        let done = Mutex(0)
        let finished = Mutex<[EpisodeWorker.Tallies]>([])
        let total = portions.reduce(0) {
            $0 + min(portion, episodes - $1 * portion)
        }
        let workers = max(1, min(threads, portions.count))
        DispatchQueue.concurrentPerform(iterations: workers) { _ in
            let worker = EpisodeWorker(source: source, views: views, tallies: nothing)
            while true {
                let place = next.add(1, ordering: .relaxed).oldValue
                guard place < portions.count else { break }
                let start = portions[place] * portion
                let own = start..<min(start + portion, episodes)
                for index in own { worker.run(index) }
                done.withLock {
                    $0 += own.count
                    progress?($0, total)
                }
            }
            let tallies = worker.tallies
            finished.withLock { $0.append(tallies) }
        }
        return finished.withLock { $0 }
    }
}

extension EpisodeWorker.Tallies {
    fileprivate mutating func merge(_ other: Self) {
        for index in classifiers.indices { classifiers[index].merge(other.classifiers[index]) }
        for index in detectors.indices { detectors[index].merge(other.detectors[index]) }
    }
}

extension EpisodeResults {
    /// The results of a whole tally.
    fileprivate init(
        classifier: String, _ tally: EpisodeTally, episodes: Int, classCount: Int
    ) {
        var accuracies = [Double](repeating: 0, count: episodes)
        for (episode, accuracy) in zip(tally.episodes, tally.accuracies) {
            accuracies[episode] = accuracy
        }
        self.init(
            classifier: classifier, accuracies: accuracies.map { Float($0) },
            estimate: MeanEstimate(of: accuracies),
            confusion: (0..<classCount).map { label in
                Array(tally.confusion[(label * classCount)..<((label + 1) * classCount)])
            },
            classEstimates: tally.classAccuracies.estimates,
            calibration: tally.calibration.calibration!, scaled: tally.scaled?.calibration,
            seconds: tally.seconds, unconverged: tally.unconverged)
    }
}
