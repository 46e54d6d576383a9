import Randomness

/// BD-CSPN (Liu, Song, Qin, ECCV 2020, arXiv 1911.10713): the queries move by the difference of the
/// support mean and the query mean, which takes the cross-class bias away; prototypes are rectified
/// by weighted pseudo-labels, which takes the bias of few shots away; an answer is the prototype of
/// highest cosine. A score is the log of the softmax of temperature · cosine.
///
/// Rectification follows two public codes (see `EpisodeSpan.rectify`; temperature 10). How queries
/// are then compared with the prototypes differs between codes: as they were, by Euclidean distance
/// (oveilleux/Realistic_Transductive_Few_Shot `src/methods/bdcspn.py`) or by cosine
/// (sicara/easy-few-shot-learning `easyfsl/methods/bd_cspn.py`), or moved, by Euclidean distance
/// (imtiazziko/LaplacianShot `src/train_lshot.py`). Here moved ones are compared by cosine: the
/// prototypes stand where the support is, and their length is only that of the weights.
///
/// The code of oveilleux/Realistic_Transductive_Few_Shot (`configs/balanced/methods_config/
/// bdcspn.yaml`) centres features on the base mean and divides them by their norm before (cl2n);
/// here they are taken as given.
public struct BDCSPN: TransductiveClassifier {
    /// bd-cspn.
    public let name = "bd-cspn"
    /// No; but moving the queries' mean to the support's suits classes of equal size best.
    public let usesQueryCounts = false
    /// No: inner products are all that it goes by.
    public let dependsOnCoordinates = false
    /// What cosines are multiplied by.
    public let temperature: Double

    /// The classifier; the temperature is positive.
    public init(temperature: Double = 10) {
        precondition(temperature > 0 && temperature.isFinite)
        self.temperature = temperature
    }

    /// A learner with memory of its own.
    public func makeLearner() -> any TransductiveLearner { BDCSPNLearner(settings: self) }
}

private final class BDCSPNLearner: TransductiveLearner {
    private let settings: BDCSPN
    private let span = EpisodeSpan()

    init(settings: BDCSPN) { self.settings = settings }

    func score(
        queries: Span<Float>, support: Span<Float>, labels: [Int], way: Int,
        using generator: Generator, into scores: inout [Float]
    ) -> Bool {
        span.load(
            queries: queries, support: support, labels: labels, way: way, moving: .queriesToSupport
        ) { count, queryCount in
            way * (2 * count + queryCount)
        }
        let prototypes = span.zeros(way * span.count)
        let cosines = span.zeros(way * span.count)
        let logits = span.zeros(way * span.queryCount)
        span.classMeans(into: prototypes)
        span.rectify(prototypes, temperature: settings.temperature, cosines: cosines)
        span.cosines(to: prototypes, into: cosines)
        for label in 0..<way {
            for query in 0..<span.queryCount {
                logits[label * span.queryCount + query] =
                    settings.temperature * cosines[label * span.count + labels.count + query]
            }
        }
        ClassRows.logSoftmax(logits, way: way)
        ClassRows.write(logits, way: way, into: &scores)
        return true
    }
}
