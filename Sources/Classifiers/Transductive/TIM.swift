import Foundation
import Matrices
import Randomness

/// TIM-GD (Boudiaf et al., NeurIPS 2020, arXiv 2008.11297; mboudiaf/TIM `src/tim.py`,
/// `scripts/evaluate/tim_gd/mini.sh`): starting from the support means, 1000 steps of Adam (rate
/// 1e-4) on the prototypes minimise
///
///     0.1 · cross-entropy of the support − 1 · entropy of the queries' mean probabilities
///         + 0.1 · mean entropy of a query's probabilities,
///
/// with probabilities the softmax of −15/2 · ‖x − prototype‖². A score is the log-probability.
/// These are the code's weights, `loss_weights = [0.1, 1.0, 0.1]`.
///
/// The code divides features by their norm before (`norms_types = ["L2N"]`); here they are taken as
/// given. Adam steps in the features' own coordinates, so unlike the other methods' it cannot be
/// done in the span of the episode: this is the slow one.
public struct TIM: TransductiveClassifier {
    /// tim-gd.
    public let name = "tim-gd"
    /// No; but a high entropy of the mean probabilities favours classes of equal size.
    public let usesQueryCounts = false
    /// Twice what minus squared distances are multiplied by.
    public let temperature: Double
    /// The weight of the support's cross-entropy.
    public let supportWeight: Double
    /// The weight of the entropy of the mean probabilities.
    public let marginalWeight: Double
    /// The weight of the mean entropy of the probabilities.
    public let conditionalWeight: Double
    /// Adam's.
    public let learningRate: Double
    /// Steps of Adam.
    public let steps: Int

    /// The classifier; the temperature is positive.
    public init(
        temperature: Double = 15, supportWeight: Double = 0.1, marginalWeight: Double = 1,
        conditionalWeight: Double = 0.1, learningRate: Double = 1e-4, steps: Int = 1000
    ) {
        precondition(temperature > 0 && temperature.isFinite && learningRate > 0 && steps >= 0)
        self.temperature = temperature
        self.supportWeight = supportWeight
        self.marginalWeight = marginalWeight
        self.conditionalWeight = conditionalWeight
        self.learningRate = learningRate
        self.steps = steps
    }

    /// A learner with memory of its own.
    public func makeLearner() -> any TransductiveLearner { TIMLearner(settings: self) }
}

/// Steps of Adam on a `TIMObjective`: TIM's with Shannon's entropies, α-TIM's with Tsallis'.
final class TIMLearner: TransductiveLearner {
    private let settings: TIM
    private let entropyOrder: (_ shot: Double) -> Double
    private let arena = Arena<Float>()
    private let doubles = Arena<Double>()

    /// - Parameter entropyOrder: the order of the queries' entropies in an episode of so many
    ///   labelled images per class, in the mean; 1 is Shannon's.
    init(settings: TIM, entropyOrder: @escaping (_ shot: Double) -> Double = { _ in 1 }) {
        self.settings = settings
        self.entropyOrder = entropyOrder
    }

    func score(
        queries: Span<Float>, support: Span<Float>, labels: [Int], way: Int,
        using generator: Generator, into scores: inout [Float]
    ) -> Bool {
        let dimension = support.count / labels.count
        let queryCount = queries.count / dimension
        let count = labels.count + queryCount
        arena.reset(
            capacity: CentredVectors.memory(count: count, way: way, dimension: dimension)
                + TIMObjective.memory(count: count, way: way, dimension: dimension)
                + Adam.memory(count: way * dimension))
        doubles.reset(capacity: way * queryCount)
        let episode = CentredVectors(
            queries: queries, support: support, labels: labels, way: way, arena: arena)
        let prototypes = episode.prototypes
        let objective = TIMObjective(
            settings: settings, entropyOrder: entropyOrder(Double(labels.count) / Double(way)),
            vectors: episode.vectors, labels: labels, way: way, dimension: dimension, arena: arena)
        var adam = Adam(count: way * dimension, rate: settings.learningRate, arena: arena)
        for _ in 0..<settings.steps {
            objective.update(at: prototypes)
            adam.step(prototypes, gradient: objective.gradient)
        }
        objective.updateLogits(at: prototypes)
        let logits = doubles.zeros(way * queryCount)
        for label in 0..<way {
            let from = label * count + labels.count
            for query in 0..<queryCount {
                logits[label * queryCount + query] = Double(objective.logits[from + query])
            }
        }
        ClassRows.logSoftmax(logits, way: way)
        ClassRows.write(logits, way: way, into: &scores)
        return true
    }
}
