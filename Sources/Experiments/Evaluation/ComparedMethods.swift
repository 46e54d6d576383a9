import Datasets
import Episodes
import Features
import Records

/// Everything that an evaluation compares: each model with each transform and each classifier, on
/// the images of one split.
struct ComparedMethods {
    /// One of them, in the order of the results.
    struct Method {
        let model: EvaluationRun.Model
        let transform: FeatureTransform
        let classifier: EpisodeClassifier

        /// Whether a query's answer depends on the other queries.
        var isTransductive: Bool { classifier.isTransductive || transform.isTransductive }
    }

    let split: Split
    let methods: [Method]
    let views: [FeatureView]
    /// Whether a network is adapted to each episode.
    var adapts: Bool {
        methods.contains { if case .images = $0.classifier { true } else { false } }
    }
    /// The table of the images, as the first model sees them.
    var table: FeatureTable { views[0].table }

    init(
        _ evaluate: Evaluate, _ providers: [any FeatureProvider], _ split: Split,
        _ vectors: ClassVectors? = nil, adapting: [AdaptingClassifier] = [], _ setting: Setting
    ) throws {
        self.split = split
        var methods: [Method] = []
        var views: [FeatureView] = []
        for provider in providers {
            let plain =
                try evaluate.origin.crops.map { try provider.table(split, crops: $0) }
                ?? provider.table(split)
            setting.warn(zerosIn: plain, of: provider.model.name)
            let support = try evaluate.origin.supportCrops.map {
                try provider.table(split, crops: $0)
            }
            let base = try evaluate.baseNeed.map { try provider.base(onlyMean: $0 == .mean) }
            let calibration = evaluate.plan.openClasses > 0 ? try provider.calibration() : nil
            for transform in evaluate.transforms {
                let classifiers =
                    try evaluate.classifiers(under: transform, base)
                    + evaluate.classifiers(by: vectors, of: plain, transform, base: base)
                    + adapting.map { .images($0) }
                views.append(
                    try FeatureView(
                        of: plain, support: support, by: transform, base: base,
                        classifiers: classifiers,
                        familiarity: evaluate.plan.openClasses > 0
                            ? Classify.familiarity(by: transform, calibration) : nil))
                for classifier in classifiers {
                    methods.append(
                        Method(
                            model: provider.model, transform: transform, classifier: classifier))
                }
            }
        }
        self.methods = methods
        self.views = views
    }
}

extension Setting {
    /// Says which images have nothing to be told apart by.
    func warn(zerosIn table: FeatureTable, of name: String) {
        let images = table.imagesOfZeros
        guard let first = images.first else { return }
        warn(
            (images.count == 1
                ? "1 image has features of \(name) that are all zeros (\(table.paths[first])): "
                : "\(images.count) images have features of \(name) that are all zeros (the first is "
                    + "\(table.paths[first])): ") + "nothing tells what they are of.")
    }
}
