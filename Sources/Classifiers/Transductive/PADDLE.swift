import Foundation
import Randomness

/// PADDLE (Martin et al., "Towards Practical Few-shot Query Sets", NeurIPS 2022;
/// SegoleneMartin/PADDLE `src/methods/paddle.py`): of many classes only those stay that the queries
/// need. A query belongs to a class by the softmax of
///
///     −½ ‖query − prototype‖² + log(share + 10⁻⁶),
///
/// where the share of a class is its mean probability over all queries at the step before, and a
/// prototype is the mean of the class's support images and of all queries, weighted by their
/// probabilities. All shares are equal at first, and prototypes are the support means. A score is the
/// log-probability.
///
/// The factor of the log is the paper's λ over the number of queries, which is 1 (the code's
/// `alpha: 75` for 75 queries): there is nothing to tune. Distances have no temperature either; the
/// code scales each coordinate so that it has a range of 1 over the episode's queries, which is part
/// of the method here. A coordinate that is the same in all queries stays as it is, and so does one
/// whose range is a millionth of the largest, which may be rounding. The code takes 1000 steps (100
/// on tieredImageNet); here they end when no log-probability moves any more.
///
/// Without a temperature it takes hundreds of coordinates to tell classes apart, as the networks of
/// the paper have: over a few dozen, the largest class soon has all queries.
public struct PADDLE: TransductiveClassifier {
    /// paddle.
    public let name = "paddle"
    /// No: it finds out how many queries each class has.
    public let usesQueryCounts = false
    /// How often queries are assigned, at most.
    public let steps: Int

    /// The classifier; there is at least one step.
    public init(steps: Int = 1000) {
        precondition(steps >= 1)
        self.steps = steps
    }

    /// A learner with memory of its own.
    public func makeLearner() -> any TransductiveLearner { PADDLELearner(steps: steps) }
}

private final class PADDLELearner: TransductiveLearner {
    private let steps: Int
    private let span = EpisodeSpan()
    private var scaled: (queries: [Float], support: [Float]) = ([], [])
    /// What a class without queries still has.
    private let leastShare = 1e-6
    /// The change of a log-probability, in parts of it where it is large, that is no movement.
    private let rest = 1e-8

    init(steps: Int) { self.steps = steps }

    func score(
        queries: Span<Float>, support: Span<Float>, labels: [Int], way: Int,
        using generator: Generator, into scores: inout [Float]
    ) -> Bool {
        scale(queries, support, dimension: support.count / labels.count)
        span.load(
            queries: scaled.queries.span, support: scaled.support.span, labels: labels, way: way,
            moving: .centred
        ) { count, queryCount in
            way * (count + 2 * queryCount + 1)
        }
        let prototypes = span.zeros(way * span.count)
        let logits = span.zeros(way * span.queryCount)
        let last = span.zeros(way * span.queryCount)
        let logShares = span.zeros(way)
        span.classMeans(into: prototypes)
        for step in 0..<steps {
            if step > 0 {
                takeShares(of: logits, into: logShares)
                span.means(of: logits, into: prototypes)
            }
            span.squaredDistances(to: prototypes, into: logits)
            for label in 0..<way {
                for index in (label * span.queryCount)..<((label + 1) * span.queryCount) {
                    logits[index] = logShares[label] - logits[index] / 2
                }
            }
            ClassRows.logSoftmax(logits, way: way)
            let isAtRest = logits.indices.allSatisfy {
                abs(logits[$0] - last[$0]) <= rest * max(1, abs(logits[$0]))
            }
            if step > 0 && isAtRest { break }
            _ = last.update(fromContentsOf: logits)
        }
        ClassRows.write(logits, way: way, into: &scores)
        return true
    }

    private func takeShares(of logits: EpisodeSpan.Numbers, into logShares: EpisodeSpan.Numbers) {
        let queryCount = span.queryCount
        for label in 0..<span.way {
            let own = logits[(label * queryCount)..<((label + 1) * queryCount)]
            let share = own.reduce(0) { $0 + exp($1) } / Double(queryCount)
            logShares[label] = log(share + leastShare)
        }
    }

    /// Sets `scaled`: every coordinate less its smallest number among the queries, which moves all
    /// vectors alike, and divided by its range among them.
    private func scale(_ queries: Span<Float>, _ support: Span<Float>, dimension: Int) {
        var least = [Float](repeating: .infinity, count: dimension)
        var most = [Float](repeating: -.infinity, count: dimension)
        for start in stride(from: 0, to: queries.count, by: dimension) {
            for j in 0..<dimension {
                least[j] = min(least[j], queries[start + j])
                most[j] = max(most[j], queries[start + j])
            }
        }
        let ranges = zip(least, most).map { $1 - $0 }
        let negligible = 1e-6 * (ranges.max() ?? 0)
        let divisors = ranges.map { $0 > negligible ? $0 : 1 }
        func scale(_ rows: Span<Float>, into scaled: inout [Float]) {
            scaled.reset(to: rows.count)
            for start in stride(from: 0, to: rows.count, by: dimension) {
                for j in 0..<dimension {
                    scaled[start + j] = (rows[start + j] - least[j]) / divisors[j]
                }
            }
        }
        scale(queries, into: &scaled.queries)
        scale(support, into: &scaled.support)
    }
}
