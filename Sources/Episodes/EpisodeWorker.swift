import Dispatch

/// Runs one episode after the other with memory of its own; each thread has one.
final class EpisodeWorker {
    /// One for each classifier of each view, in order.
    private(set) var tallies: [EpisodeTally]
    private let source: any EpisodeSource
    private let views: [(features: EpisodeFeatures, learners: [EpisodeLearner])]
    /// (queries × way)
    private var scores: [Float] = []

    /// A worker that begins with these empty tallies.
    init(source: any EpisodeSource, views: [FeatureView], tallies: [EpisodeTally]) {
        self.source = source
        self.views = views.map { view in
            (EpisodeFeatures(view), view.classifiers.map { $0.makeLearner() })
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
        let drawing = (drawn - before) / Double(tallies.count)
        before = drawn
        var position = 0
        for (features, learners) in views {
            features.load(episode)
            let loaded = seconds()
            let loading = (loaded - before) / Double(max(1, learners.count))
            before = loaded
            for learner in learners {
                let converged = learner.score(features, using: generator, into: &scores)
                tallies[position].count(
                    scores, labels: features.queryLabels, episode, index, converged: converged)
                let after = seconds()
                tallies[position].seconds += drawing + loading + after - before
                before = after
                position += 1
            }
        }
    }

    private func seconds() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
}
