import Datasets
import Episodes
import Features
import Records

/// Everything that an evaluation compares: each model with each transform and each classifier, on
/// the images of one split.
struct EvaluatedMethods {
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
    /// The table of the images, as the first model sees them.
    var table: FeatureTable { views[0].table }

    init(_ evaluate: Evaluate, _ providers: [any FeatureProvider], _ split: Split) throws {
        self.split = split
        var methods: [Method] = []
        var views: [FeatureView] = []
        for provider in providers {
            let plain =
                try evaluate.origin.crops.map { try provider.table(split, crops: $0) }
                ?? provider.table(split)
            let support = try evaluate.origin.supportCrops.map {
                try provider.table(split, crops: $0)
            }
            let base =
                evaluate.transforms.contains(where: \.needsBase)
                ? try provider.table(.base) : nil
            for transform in evaluate.transforms {
                views.append(
                    FeatureView(
                        try transform.apply(to: plain, base: base),
                        support: try support.map { try transform.apply(to: $0, base: base) },
                        transform, classifiers: evaluate.classifiers))
                for classifier in evaluate.classifiers {
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
