import Dispatch

/// Runs one episode after the other with memory of its own; each thread has one.
final class EpisodeWorker {
    /// What a worker counted.
    struct Tallies: Sendable, Codable {
        /// One for each classifier of each view, in order.
        var classifiers: [EpisodeTally]
        /// One for each detector of each view, in order; they count open-set episodes only.
        var detectors: [DetectorTally]
    }

    private struct View {
        let features: EpisodeFeatures
        let learners: [EpisodeLearner]
        let detectors: ViewDetectors
    }

    private(set) var tallies: Tallies
    private let source: any EpisodeSource
    private let views: [View]
    /// (queries × way)
    private var scores: [Float] = []

    /// A worker that begins with these empty tallies.
    init(source: any EpisodeSource, views: [FeatureView], tallies: Tallies) {
        self.source = source
        self.views = views.map { view in
            View(
                features: EpisodeFeatures(view),
                learners: view.classifiers.map { $0.makeLearner() },
                detectors: ViewDetectors(view))
        }
        self.tallies = tallies
    }

    /// Draws the episode at `index` and runs every classifier on it.
    ///
    /// What several classifiers use is done once, and its time is divided among them: the seconds of
    /// all add up to those that passed.
    func run(_ index: Int) {
        var before = seconds()
        let episode = source.episode(index)
        let generator = source.generator(forFit: index)
        let drawn = seconds()
        let drawing = (drawn - before) / Double(tallies.classifiers.count)
        before = drawn
        var position = 0
        var detector = 0
        for view in views {
            let features = view.features
            features.load(episode)
            let loaded = seconds()
            let loading = (loaded - before) / Double(max(1, view.learners.count))
            before = loaded
            var outsiderScores: [[Double]?] = []
            for learner in view.learners {
                let isFitted = learner.score(features, using: generator, into: &scores)
                let converged = !scores.evenOutNaN(way: features.way) && isFitted
                tallies.classifiers[position].count(
                    scores, labels: features.queryLabels, episode, index, converged: converged)
                let after = seconds()
                tallies.classifiers[position].seconds += drawing + loading + after - before
                position += 1
                if !episode.outsiders.isEmpty {
                    outsiderScores.append(
                        learner.outsiderScores ?? smallnessOfLargest(scores, way: features.way))
                }
                before = seconds()
            }
            guard !episode.outsiders.isEmpty else { continue }
            for own in view.detectors.scores(of: features) + outsiderScores {
                if let own {
                    tallies.detectors[detector].count(own, own: features.queryLabels.count, index)
                }
                detector += 1
            }
            before = seconds()
        }
    }

    private func seconds() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
}

extension [Float] {
    /// Gives equal scores to all classes of a query of which one has no number for a score: nothing
    /// is known of it, and a thousand sound episodes are not to end with it.
    ///
    /// - Returns: whether there was any.
    fileprivate mutating func evenOutNaN(way: Int) -> Bool {
        // As good as always there is none, and one look at all of them says so.
        guard contains(where: \.isNaN) else { return false }
        for start in stride(from: 0, to: count, by: way)
        where self[start..<start + way].contains(where: \.isNaN) {
            for k in start..<start + way { self[k] = 0 }
        }
        return true
    }
}
