import Classifiers
import Episodes
import Features

extension Classify {
    /// What labels images where nothing else is said.
    static let usualClassifier: any Classifier = LogisticRegression(takesClassesForEqual: true)
    /// Its name.
    public static var usualClassifierName: String { usualClassifier.name }
    /// The share of images of the classes that may be put aside where nothing else is said.
    static let usualOutsiders = 0.05

    /// Whether the transform changes each image by itself.
    static func canTake(_ transform: FeatureTransform) -> Bool {
        transform.steps.allSatisfy { [.l2, .zScore].contains($0) || $0.isPower }
    }

    /// How photos that are none of the classes are told where nothing else is said, for open-set
    /// episodes to measure; nil under a transform that cannot be.
    static func familiarity(
        by transform: FeatureTransform, _ calibration: TaskCalibration?
    ) -> TaskFamiliarity? {
        guard canTake(transform) else { return nil }
        let isOfBoth =
            calibration?.classifier == usualClassifier.name
            && calibration?.transform == transform.name
        return TaskFamiliarity(
            classifier: usualClassifier, calibration: isOfBoth ? calibration : nil,
            level: usualOutsiders)
    }
}

extension FeatureTransform.Step {
    fileprivate var isPower: Bool { if case .power = self { true } else { false } }
}
