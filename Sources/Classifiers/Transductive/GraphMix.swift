import Foundation
import Randomness

/// GraphMix (Verma et al., AAAI 2021, arXiv 1909.11715, algorithm 1; vikasverma1077/GraphMix
/// `semisupervised/codes/train.py`): a graph convolutional network of two layers over the nearest
/// neighbours among support and queries together, trained jointly with a fully connected network
/// that has the same weights and sees no edges. A coin decides which of them takes a step:
///
/// - the graph network by the support's cross-entropy;
/// - the fully connected one by that of the support plus γ times that of the queries, both under
///   Manifold Mixup (λ ~ Beta(α, α), at the input or behind the hidden layer). The queries' labels
///   are the graph network's predictions, averaged over perturbations (dropout) and sharpened;
///   γ rises to its full value over the first half of the steps as exp(−5 (1 − 2t/steps)²).
///
/// The graph network answers. A score is the log-probability.
///
/// From the paper: α = 1, ten perturbations, weight decay 5·10⁻⁴, no biases. What an episode asks
/// for instead, where the paper has thousands of objects and thousands of steps:
///
/// - The graph is made from the vectors, as label propagation's is: 15 nearest others, Gaussian
///   weights, and a loop of weight 1 (`self_link_weight`), normalised on both sides.
/// - The first layer has one unit for each vector of the episode and starts as those vectors; random
///   directions in their place lost a tenth of the answers on miniImageNet. The second starts at zero, so
///   that no class is preferred.
/// - Vectors are centred and divided by their norm, whatever was done before.
/// - 100 steps of gradient descent (rate 0.1, momentum 0.9) in place of Adam's 2000: its steps do not
///   depend on the features' coordinates, so the first layer stays a combination of the episode's
///   vectors and is trained exactly through their inner products, whatever the dimension.
/// - Every class of the support weighs the same; all queries take part in a step, not as many as
///   there are labels; losses are mixed, not labels; and both losses are cross-entropies, where the
///   code has binary ones for the mixed.
/// - Sharpening has the temperature 0.5 of MixMatch; 0.1 makes sure of labels that rest on one image.
///
/// What is drawn does not depend on the order in which images are given, nor on the names of
/// classes.
public struct GraphMix: TransductiveClassifier {
    /// graph-mix.
    public let name = "graph-mix"
    /// No.
    public let usesQueryCounts = false
    /// How many nearest others an image has edges to.
    public let neighbors: Int
    /// Steps of either network together.
    public let steps: Int
    /// Of gradient descent.
    public let learningRate: Double
    /// The concentration of λ, on both sides.
    public let alpha: Double
    /// How many predictions a query's label is the mean of.
    public let perturbations: Int
    /// What sharpening raises probabilities to the inverse of.
    public let temperature: Double
    /// γ at its full value.
    public let queryWeight: Double

    /// The classifier; an image has at least one neighbour, a label at least one prediction, and
    /// rate, α and temperature are positive.
    public init(
        neighbors: Int = 15, steps: Int = 100, learningRate: Double = 0.1, alpha: Double = 1,
        perturbations: Int = 10, temperature: Double = 0.5, queryWeight: Double = 1
    ) {
        precondition(neighbors >= 1 && steps >= 0 && perturbations >= 1)
        precondition(learningRate > 0 && alpha > 0 && temperature > 0 && queryWeight >= 0)
        self.neighbors = neighbors
        self.steps = steps
        self.learningRate = learningRate
        self.alpha = alpha
        self.perturbations = perturbations
        self.temperature = temperature
        self.queryWeight = queryWeight
    }

    /// A learner with memory of its own.
    public func makeLearner() -> any TransductiveLearner { GraphMixLearner(settings: self) }
}

private final class GraphMixLearner: TransductiveLearner {
    private let settings: GraphMix
    private let span = EpisodeSpan()
    private var order = EpisodeOrder()

    init(settings: GraphMix) { self.settings = settings }

    func score(
        queries: Span<Float>, support: Span<Float>, labels: [Int], way: Int,
        using generator: Generator, into scores: inout [Float]
    ) -> Bool {
        order.sort(queries: queries, support: support, labels: labels)
        let (sortedQueries, sortedSupport) = (order.queryRows, order.supportRows)
        let neighbors = settings.neighbors
        span.load(
            queries: sortedQueries.span, support: sortedSupport.span, labels: order.labels,
            way: way,
            moving: .centred
        ) { count, queryCount in
            GraphMixNetwork.memory(count: count, way: way)
                + EpisodeGraph.memory(count: count, neighbors: neighbors) + way * queryCount
        }
        let logits = span.zeros(way * span.queryCount)
        let graph = EpisodeGraph(span, neighbors: neighbors)
        let network = GraphMixNetwork(span, graph)
        var training = GraphMixTraining(settings: settings, network: network, using: generator)
        for step in 0..<settings.steps { training.step(step) }
        network.answer(into: logits)
        ClassRows.logSoftmax(logits, way: way)
        for (place, query) in order.queries.enumerated() {
            for label in 0..<way {
                scores[query * way + label] = Float(logits[label * span.queryCount + place])
            }
        }
        return true
    }
}
