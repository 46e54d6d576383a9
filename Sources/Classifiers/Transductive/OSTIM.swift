import Foundation
import Matrices
import Randomness

/// OSTIM (Boudiaf et al. 2022, "Model-Agnostic Few-Shot Open-Set Recognition", arXiv 2206.09236;
/// ebennequin/few-shot-open-set `src/all_in_one/ottim.py`, `configs/detectors.yaml`): TIM with one
/// class more, for queries that belong to none.
///
/// All vectors and prototypes are taken from the mean of the episode's. A class's logit is
/// 10 · cos(x, prototype), and that of the class of outsiders minus the mean of these. From the support
/// means on, steps of Adam on the prototypes minimise
///
///     cross-entropy of the support − entropy of the queries' mean probabilities
///         + c · mean entropy of a query's probabilities
///
/// over all classes. With five labelled images per class or more these are 50 steps with c = 0.1, with
/// fewer 200 with c = 0.5, at rate 10⁻³. A score is the log-probability among the classes proper, and
/// an outsider is told by the probability of the class of outsiders.
public struct OSTIM: OpenSetClassifier {
    /// ostim.
    public let name = "ostim"
    /// No; but a high entropy of the mean probabilities favours classes of equal size.
    public let usesQueryCounts = false
    /// Steps of Adam; nil for the code's by the shot.
    public let steps: Int?

    /// The classifier; there are no fewer than no steps.
    public init(steps: Int? = nil) {
        precondition(steps ?? 0 >= 0)
        self.steps = steps
    }

    /// A learner with memory of its own.
    public func makeLearner() -> any TransductiveLearner { OSTIMLearner(steps: steps) }
}

private final class OSTIMLearner: OpenSetLearner {
    private(set) var outsiderScores: [Double] = []
    private let steps: Int?
    private let arena = Arena<Float>()
    private let rate = 1e-3

    init(steps: Int?) { self.steps = steps }

    func score(
        queries: Span<Float>, support: Span<Float>, labels: [Int], way: Int,
        using generator: Generator, into scores: inout [Float]
    ) -> Bool {
        let dimension = support.count / labels.count
        let count = labels.count + queries.count / dimension
        let hasMany = labels.count >= 5 * way
        arena.reset(
            capacity: CentredVectors.memory(count: count, way: way, dimension: dimension)
                + OSTIMObjective.memory(count: count, way: way, dimension: dimension)
                + Adam.memory(count: way * dimension))
        let episode = CentredVectors(
            queries: queries, support: support, labels: labels, way: way, arena: arena)
        let prototypes = episode.prototypes
        let objective = OSTIMObjective(
            conditionalWeight: hasMany ? 0.1 : 0.5, vectors: episode.vectors, labels: labels,
            way: way, dimension: dimension, arena: arena)
        var adam = Adam(count: way * dimension, rate: rate, arena: arena)
        for _ in 0..<(steps ?? (hasMany ? 50 : 200)) {
            objective.update(at: prototypes)
            adam.step(prototypes, gradient: objective.gradient)
        }
        objective.updateLogits(at: prototypes)
        write(objective, into: &scores)
        return true
    }

    private func write(_ objective: OSTIMObjective, into scores: inout [Float]) {
        outsiderScores.removeAll(keepingCapacity: true)
        for query in 0..<objective.queryCount {
            let logits = objective.logits(ofQuery: query)
            let own = logits.dropLast()
            let top = own.max()!
            let logSum = top + log(own.reduce(0) { $0 + exp($1 - top) })
            for (label, logit) in own.enumerated() {
                scores[query * own.count + label] = Float(logit - logSum)
            }
            // The log of the odds of its probability, which keeps digits near 0 and 1.
            outsiderScores.append(logits.last! - logSum)
        }
    }
}
