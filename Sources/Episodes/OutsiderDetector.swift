import Classifiers
import Features

/// What tells queries that belong to none of an episode's classes, by how much speaks for it.
///
/// The nearest examples, with the class named by the nearest centroid, did better on frozen features
/// than detectors made for it, of those that see one query at a time (Boudiaf et al. 2022, arXiv
/// 2206.09236).
public enum OutsiderDetector: Sendable, Equatable {
    /// The distance from the nearest class mean.
    case nearestCentroid
    /// The mean distance from the nearest examples: the nearest one where classes have fewer than
    /// five, of five or more the three nearest (ebennequin/few-shot-open-set `configs/detectors.yaml`).
    case nearestExamples
    /// What `TaskPromises` says of how like the classes an image is.
    case typicality
    /// How small a classifier's largest probability is.
    case largestProbability(classifier: String)
    /// What a classifier says itself that knows of outsiders.
    case own(classifier: String)

    /// nearest-centroid, nearest-examples, typicality, largest-probability or own.
    public var name: String {
        switch self {
        case .nearestCentroid: "nearest-centroid"
        case .nearestExamples: "nearest-examples"
        case .typicality: "typicality"
        case .largestProbability: "largest-probability"
        case .own: "own"
        }
    }

    /// The classifier that it asks; nil for those that go by features.
    public var classifier: String? {
        switch self {
        case .largestProbability(let name), .own(let name): name
        case .nearestCentroid, .nearestExamples, .typicality: nil
        }
    }

    /// Those of a view, in the order of the results: by features, then each classifier's.
    static func all(of view: FeatureView) -> [OutsiderDetector] {
        [.nearestCentroid, .nearestExamples] + (view.familiarity == nil ? [] : [.typicality])
            + view.classifiers.map { classifier in
                classifier.knowsOutsiders
                    ? .own(classifier: classifier.name)
                    : .largestProbability(classifier: classifier.name)
            }
    }
}

/// How a labeller of photos tells those that are of none of its classes: what it fits, and what it
/// learnt of other tasks.
public struct TaskFamiliarity: Sendable {
    /// What is fitted to the examples, each of which is left out in turn.
    public let classifier: any Classifier
    /// What was learnt of the network; nil where nothing was, or of another classifier or transform.
    public let calibration: TaskCalibration?
    /// A query is put aside whose typicality is below this.
    public let level: Double

    /// A familiarity; all values as the properties say.
    public init(classifier: any Classifier, calibration: TaskCalibration?, level: Double) {
        self.classifier = classifier
        self.calibration = calibration
        self.level = level
    }
}
