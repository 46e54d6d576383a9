import Classifiers
import Features
import Randomness

/// What examples say of photos, also where classes have unequal numbers of them.
///
/// All examples name a photo's class. Whether it is of any, and how many labels to expect right, is
/// told from as many examples of each class as the smallest has: a photo lies nearer to the mean of
/// five than to a single one, whichever class it is of, and what one class shows holds for no other.
/// Where a class has one example, nothing of the kind is told.
public struct PhotoTask {
    /// As many examples of each class as the smallest has, each left out in turn.
    public let leftOut: LeaveOneOut
    /// Whether all classes have as many examples.
    public let isEven: Bool
    private let promises: TaskPromises
    /// What was fitted to all examples, and to as many of each class.
    private let whole, even: FittedTask
    private let takesClassesForEqual: Bool

    /// Fits `classifier` to the examples of a table, of whose network `calibration` was learnt.
    public init(
        _ examples: FeatureTable, _ classifier: any Classifier, _ calibration: TaskCalibration?,
        using generator: Generator
    ) throws {
        let way = examples.classes.count
        func fitted(to table: FeatureTable) -> FittedTask {
            FittedTask(
                classifier.makeLearner(), table.features, labels: table.labels, way: way,
                using: generator)
        }
        let evened = try examples.evened
        isEven = evened.count == examples.count
        leftOut = LeaveOneOut(evened, classifier: classifier)
        promises = TaskPromises(
            leftOut, calibration, examples: Double(evened.count) / Double(way),
            fitted: Double(examples.count) / Double(way))
        whole = fitted(to: examples)
        even = isEven ? whole : fitted(to: evened)
        takesClassesForEqual = (classifier as? LogisticRegression)?.takesClassesForEqual ?? false
    }

    /// Whether the fit to all examples reached its optimum.
    public var isOptimal: Bool { whole.isOptimal }
    /// What scores are divided by for probabilities; perhaps infinite.
    public var temperature: Double { promises.temperature }

    /// What all examples say of a photo.
    public func answer(_ features: [Float]) -> FittedTask.Answer { whole.answer(features) }

    /// As `TaskPromises.typicality`, of a photo that `answer` was said of.
    public func typicality(_ features: [Float], _ answer: FittedTask.Answer) -> Double? {
        promises.typicality(isEven ? answer : even.answer(features))
    }

    /// As `TaskPromises.promise`; nil, too, where a class of many examples may draw photos of the
    /// others: by class means of 10, 2, 2 and 2 examples 37 % of labels were right where of two each
    /// 64 % were, and no example that is left out shows it.
    public func promise(photos: Int, puttingAsideBelow level: Double) -> Promise? {
        guard isEven || takesClassesForEqual else { return nil }
        return promises.promise(photos: photos, puttingAsideBelow: level)
    }

    /// As `TaskPromises.caught`.
    public func caught(below level: Double) -> Double? { promises.caught(below: level) }
}
