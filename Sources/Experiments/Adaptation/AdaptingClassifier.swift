import Episodes
import Randomness
import Synchronization
import Training

/// Adapts a network to each episode's support images, as `TaskAdapter` does. Each worker thread has a
/// network and a device of one thread of its own: several tasks at once, and the same answers whatever
/// their number.
final class AdaptingClassifier: ImageClassifier {
    let name: String
    private let make: @Sendable () throws -> TaskAdapter
    /// What was said of an episode, so that looking at it once more costs nothing.
    private let known = Mutex<[[[Int]]: [Float]]>([:])
    private let trouble = Mutex<(any Error)?>(nil)
    /// How often each learning rate was chosen.
    private let counts = Mutex<[Double: Int]>([:])

    /// - Parameter make: makes a worker's network.
    init(_ part: AdaptedPart, make: @escaping @Sendable () throws -> TaskAdapter) {
        name = part.rawValue
        self.make = make
    }

    /// Throws what an image or a checkpoint that could not be read any more threw.
    func requireSound() throws {
        if let trouble = trouble.withLock({ $0 }) { throw trouble }
    }

    /// How often each learning rate was chosen, by rising rate.
    var choices: [(rate: Double, tasks: Int)] {
        counts.withLock { $0 }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    func makeLearner() -> any ImageLearner { Worker(of: self) }

    private final class Worker: ImageLearner {
        private let classifier: AdaptingClassifier
        private var adapter: TaskAdapter?

        init(of classifier: AdaptingClassifier) { self.classifier = classifier }

        func score(
            _ episode: Episode, using generator: Generator, into scores: inout [Float]
        ) -> Bool {
            let asked = episode.query.flatMap(\.self) + episode.outsiders
            let key = episode.support + [asked]
            if let known = classifier.known.withLock({ $0[key] }) {
                scores = known
                return true
            }
            do {
                let adapter = try adapter ?? classifier.make()
                self.adapter = adapter
                try adapter.adapt(to: episode.support, using: generator.stream("adapt"))
                let found = try adapter.scores(of: asked)
                scores = found
                classifier.known.withLock { $0[key] = found }
                classifier.counts.withLock { $0[adapter.choice.rate, default: 0] += 1 }
                return true
            } catch {
                classifier.trouble.withLock { $0 = $0 ?? error }
                return false
            }
        }
    }
}
