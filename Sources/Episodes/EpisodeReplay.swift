/// What one classifier said of each query of an episode.
public struct AnsweredEpisode: Sendable, Equatable {
    /// Its number.
    public let index: Int
    /// Its images.
    public let episode: Episode
    /// (way × query): which of the episode's classes each query was taken for, in `0..<way`.
    public let answers: [[Int]]

    /// The share of queries answered rightly.
    public var accuracy: Double {
        let right = answers.enumerated().reduce(0) { sum, own in
            sum + own.element.count { $0 == own.offset }
        }
        return Double(right) / Double(answers.reduce(0) { $0 + $1.count })
    }
}

extension Evaluation {
    /// Runs one classifier on some episodes once more, which gives what `run` counted: every episode
    /// is computed alone.
    public func answers(
        to indices: some Sequence<Int>, on view: FeatureView, by classifier: EpisodeClassifier
    ) -> [AnsweredEpisode] {
        let features = EpisodeFeatures(view)
        let learner = classifier.makeLearner()
        var scores: [Float] = []
        return indices.map { index in
            let episode = source.episode(index)
            features.load(episode)
            _ = learner.score(features, using: source.generator(forFit: index), into: &scores)
            let way = episode.classes.count
            var first = 0
            let answers = episode.query.map { own in
                defer { first += own.count }
                return (first..<(first + own.count)).map { query in
                    episode.answer(scores.span.extracting((query * way)..<((query + 1) * way)))
                }
            }
            return AnsweredEpisode(index: index, episode: episode, answers: answers)
        }
    }
}
