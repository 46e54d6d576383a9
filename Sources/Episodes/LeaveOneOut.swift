import Classifiers
import Features
import Randomness
import Statistics

/// What a support set says about a classifier on its own: one image of every class at a time is
/// left out of the fit, and those are answered as queries, until each image was.
///
/// Leaving out one image alone would make its class the smallest, which classifiers with a free
/// intercept take for rarer: they would name far fewer rightly than of new images. With k images of
/// a class the fit has k − 1 of it: `TaskCalibration` has what one more brings. An image that is the
/// only one of its class cannot be left out, and is not counted.
public struct LeaveOneOut: Sendable {
    /// What was said of an image by the others.
    public struct Answered: Sendable {
        /// Its class, and how many images that has.
        public let label, members: Int
        /// What it was taken for.
        public let answer: FittedTask.Answer
    }

    /// One for each image that was left out.
    public let results: [Answered]
    /// How many classes the support set has, and how many of them could spare an image.
    public let way, spared: Int

    /// How many images were left out in turn.
    public var count: Int { results.count }
    /// How many of them were answered rightly.
    public var right: Int { results.count { $0.answer.label == $0.label } }

    /// Leaves out each image of a table once.
    public init(_ support: FeatureTable, classifier: any Classifier) {
        self.init(
            support.features, support.labels, way: support.classes.count, classifier.makeLearner())
    }

    /// The same of (images × dimension) features.
    init(_ features: [Float], _ labels: [Int], way: Int, _ learner: any Learner) {
        let dimension = features.count / labels.count
        func row(_ image: Int) -> ArraySlice<Float> {
            features[(image * dimension)..<((image + 1) * dimension)]
        }
        var members = [[Int]](repeating: [], count: way)
        for (image, label) in labels.enumerated() { members[label].append(image) }
        var results: [Answered] = []
        for round in 0..<(members.map(\.count).max() ?? 0) {
            // A class with fewer images begins again, so that every fit is as balanced as the whole.
            let out = members.filter { $0.count > 1 }.map { $0[round % $0.count] }
            let left = labels.indices.filter { !out.contains($0) }
            let queries = out.filter { round < members[labels[$0]].count }
            guard !queries.isEmpty else { continue }
            let task = FittedTask(
                learner, left.flatMap(row), labels: left.map { labels[$0] }, way: way,
                using: Generator(seed: 0).stream("left out", round))
            for image in queries {
                results.append(
                    Answered(
                        label: labels[image], members: members[labels[image]].count,
                        answer: task.answer(Array(row(image)))))
            }
        }
        self.results = results
        self.way = way
        spared = members.count { $0.count > 1 }
    }

    /// The scores, to fit a temperature to: what they are to be divided by for probabilities to match
    /// what happened.
    public var samples: TemperatureSamples {
        var samples = TemperatureSamples(way: way)
        for (place, result) in results.enumerated() {
            samples.add(scores: result.answer.scores.span, right: result.label, episode: place)
        }
        return samples
    }

    /// How far images of the classes lie from the nearest centroid; nil where too few could be left
    /// out.
    public var typicality: Typicality? {
        Typicality(
            results.map { $0.answer.nearest * Typicality.factor(of: $0.members) }, classes: spared)
    }
}
