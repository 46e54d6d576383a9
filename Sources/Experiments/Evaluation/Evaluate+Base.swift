import Classifiers
import Episodes
import Features
import Files

extension Evaluate {
    /// What is needed of the base features.
    enum BaseNeed {
        /// Their mean, which checkpoints may have themselves.
        case mean
        /// All of them.
        case features
    }

    /// What transforms and classifiers learn from base features; nil for nothing.
    var baseNeed: BaseNeed? {
        if classifiers.contains(where: \.needsBase) { return .features }
        let learning = transforms.filter(\.needsBase)
        guard !learning.isEmpty else { return nil }
        return learning.allSatisfy(\.needsOnlyBaseMean) ? .mean : .features
    }

    /// The classifiers, knowing the base classes where they go by them.
    ///
    /// - Parameter base: their features, as the backbone made them.
    /// - Throws: `UserError` where a step of the transform goes by the episode, which has no base
    ///   classes, or where there are not two.
    func classifiers(
        under transform: FeatureTransform, _ base: FeatureTable?
    ) throws -> [EpisodeClassifier] {
        guard let base, let needy = classifiers.first(where: \.needsBase) else {
            return classifiers
        }
        guard transform.episodeSteps.isEmpty else {
            throw UserError(
                setting: "transform",
                "is \(transform.name), which goes by the images of an episode; base classes, of which "
                    + "\(needy.name) learns, are in none. Use none, as its paper does, or another.")
        }
        let table = try transform.apply(to: base, base: base)
        let classes = BaseClasses(
            features: table.features, labels: table.labels, dimension: table.dimension)
        guard classes.count >= 2 else {
            throw UserError(
                .badData,
                "The classifier \(needy.name) goes by base classes of two images or more, and there "
                    + "\(classes.count == 1 ? "is one" : "are none"). Give more base images.")
        }
        return classifiers.map { $0.knowing(classes) }
    }
}
