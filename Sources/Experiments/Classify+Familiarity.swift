import Episodes
import Features
import Foundation

extension Classify {
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
        let none = URL(fileURLWithPath: "/")
        let usual = Classify(checkpoints: [], support: none, images: none, output: none)
        let isOfBoth =
            calibration?.classifier == usual.classifier.name
            && calibration?.transform == transform.name
        return TaskFamiliarity(
            classifier: usual.classifier, calibration: isOfBoth ? calibration : nil,
            level: usual.outsiders)
    }
}

extension FeatureTransform.Step {
    fileprivate var isPower: Bool { if case .power = self { true } else { false } }
}
