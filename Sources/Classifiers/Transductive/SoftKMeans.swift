import Randomness

/// Soft k-means from the support means, as in EASY (Bendou et al. 2022, arXiv 2201.09699;
/// ybendou/easy `few_shot_eval.py`, `softkmeans`): a query belongs to a class by the softmax of
/// −temperature · ‖query − mean‖², and a class mean is the mean of its support images and of all
/// queries, weighted so. A score is the log-probability at the last step's means, which are those
/// of `steps` − 1 updates.
///
/// The code's first versions weighted the queries of a class by the true number of queries per
/// class; the one that the README's commands belong to (temperature 5) does not, nor does this.
/// There features are centred on the mean of the episode's support and queries and then divided by
/// their norm (`--postprocessing ME`); here they are taken as given.
public struct SoftKMeans: TransductiveClassifier {
    /// soft-k-means.
    public let name = "soft-k-means"
    /// No: the queries' own assignments say how large a class is.
    public let usesQueryCounts = false
    /// No: inner products are all that it goes by.
    public let dependsOnCoordinates = false
    /// What squared distances are multiplied by.
    public let temperature: Double
    /// How often queries are assigned.
    public let steps: Int

    /// The classifier; both settings are positive.
    public init(temperature: Double = 5, steps: Int = 30) {
        precondition(temperature > 0 && temperature.isFinite && steps > 0)
        self.temperature = temperature
        self.steps = steps
    }

    /// A learner with memory of its own.
    public func makeLearner() -> any TransductiveLearner { SoftKMeansLearner(settings: self) }
}

private final class SoftKMeansLearner: TransductiveLearner {
    private let settings: SoftKMeans
    private let span = EpisodeSpan()

    init(settings: SoftKMeans) { self.settings = settings }

    func score(
        queries: Span<Float>, support: Span<Float>, labels: [Int], way: Int,
        using generator: Generator, into scores: inout [Float]
    ) -> Bool {
        span.load(
            queries: queries, support: support, labels: labels, way: way, moving: .centred
        ) { count, queryCount in
            way * (count + queryCount)
        }
        let means = span.zeros(way * span.count)
        let logits = span.zeros(way * span.queryCount)
        span.classMeans(into: means)
        for step in 0..<settings.steps {
            if step > 0 { span.means(of: logits, into: means) }
            span.squaredDistances(to: means, into: logits)
            for index in logits.indices { logits[index] *= -settings.temperature }
            ClassRows.logSoftmax(logits, way: way)
        }
        ClassRows.write(logits, way: way, into: &scores)
        return true
    }
}
