import Foundation
import Randomness

/// The MAP part of PT-MAP (Hu, Gripon, Pateux 2020, arXiv 2006.03806; yhu01/PT-MAP
/// `test_standard.py`): optimal transport shares the queries out to the class means, each mean
/// moves by `alpha` towards that of its support images and its shares, `epochs` times over; a last
/// plan gives the answers. A score is the log of what part of the query goes to the class.
///
/// It assumes equally many queries of each class: queries / way each. The code's `alpha` is 0.2
/// (its example is 5-shot). The code's PT part comes before: power transform, QR, L2, support and
/// queries centred each on their own mean, L2 again. Here features are taken as given.
public struct PTMAP: TransductiveClassifier {
    /// pt-map.
    public let name = "pt-map"
    /// Yes: the transport plan gives every class as many queries.
    public let usesQueryCounts = true
    /// No: inner products are all that it goes by.
    public let dependsOnCoordinates = false
    /// What squared distances are multiplied by in the transport plan.
    public let lambda: Double
    /// How far a mean moves towards its new estimate, in 0…1.
    public let alpha: Double
    /// How often the means move.
    public let epochs: Int

    /// The classifier; lambda is positive.
    public init(lambda: Double = 10, alpha: Double = 0.2, epochs: Int = 20) {
        precondition(lambda > 0 && lambda.isFinite && (0...1).contains(alpha) && epochs >= 0)
        self.lambda = lambda
        self.alpha = alpha
        self.epochs = epochs
    }

    /// A learner with memory of its own.
    public func makeLearner() -> any TransductiveLearner { PTMAPLearner(settings: self) }
}

private final class PTMAPLearner: TransductiveLearner {
    private let settings: PTMAP
    private let sinkhorn: Sinkhorn
    private let span = EpisodeSpan()

    init(settings: PTMAP) {
        self.settings = settings
        sinkhorn = Sinkhorn(lambda: settings.lambda)
    }

    func score(
        queries: Span<Float>, support: Span<Float>, labels: [Int], way: Int,
        using generator: Generator, into scores: inout [Float]
    ) -> Bool {
        span.load(
            queries: queries, support: support, labels: labels, way: way, moving: .centred
        ) { count, queryCount in
            way * (count + queryCount) + Sinkhorn.memory(queryCount: queryCount)
        }
        let means = span.zeros(way * span.count)
        let plan = span.zeros(way * span.queryCount)
        let memory = span.zeros(Sinkhorn.memory(queryCount: span.queryCount))
        var converged = true
        span.classMeans(into: means)
        for epoch in 0...settings.epochs {
            if epoch > 0 { move(means, by: plan) }
            span.squaredDistances(to: means, into: plan)
            converged = sinkhorn.plan(plan, way: way, memory: memory) && converged
        }
        // A share below the smallest number counts as that.
        for index in plan.indices { plan[index] = log(max(plan[index], .leastNormalMagnitude)) }
        ClassRows.logSoftmax(plan, way: way)
        ClassRows.write(plan, way: way, into: &scores)
        return converged
    }

    /// Moves the means towards those of the support vectors and the shares of the queries.
    private func move(_ means: EpisodeSpan.Numbers, by plan: EpisodeSpan.Numbers) {
        let (supportCount, queryCount) = (span.labels.count, span.queryCount)
        for index in means.indices { means[index] *= 1 - settings.alpha }
        let share = Double(queryCount) / Double(span.way)
        for (vector, label) in span.labels.enumerated() {
            means[label * span.count + vector] +=
                settings.alpha / (span.classCounts[label] + share)
        }
        for label in 0..<span.way {
            let weight = settings.alpha / (span.classCounts[label] + share)
            let (row, from) = (label * span.count + supportCount, label * queryCount)
            for query in 0..<queryCount { means[row + query] += weight * plan[from + query] }
        }
    }
}
