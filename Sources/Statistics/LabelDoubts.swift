import Foundation

/// With which chance the label of each thing is wrong, from scores that its own label had no part
/// in.
///
/// A label is taken for wrong with probability ε, and then for any other alike. With p = softmax(β ·
/// scores) what is seen of a thing with label y has the likelihood (1 − ε) p_y + ε (1 − p_y)/(K − 1),
/// and the second part's share of it is the chance. β and ε are the likeliest: ε by expectation and
/// maximisation for each of several β. Where most labels seem wrong the scores are, so ε stays below
/// a third.
public struct LabelDoubts: Sendable {
    /// (things): the chance that the label is wrong.
    public let chances: [Double]
    /// (things): the class that each looks most like but its own.
    public let others: [Int]
    /// The share of wrong labels.
    public let share: Double

    /// The doubts of labels by (things × classes) scores as a regression of indicators gives them,
    /// at least two classes.
    public init(scores: [Float], labels: [Int], classes: Int) {
        precondition(classes >= 2 && scores.count == labels.count * classes, "scores of a class")
        others = labels.indices.map { thing in
            (0..<classes).filter { $0 != labels[thing] }
                .max { scores[thing * classes + $0] < scores[thing * classes + $1] }!
        }
        var best = (likelihood: -Double.infinity, share: 0.0, chances: [Double]())
        for step in 0..<Self.steps {
            let inverse = exp(log(Self.most) * Double(step) / Double(Self.steps - 1))
            let own = labels.indices.map { thing -> Double in
                let row = scores[(thing * classes)..<((thing + 1) * classes)].map(Double.init)
                let top = row.max()!
                return exp(inverse * (row[labels[thing]] - top))
                    / row.reduce(0) { $0 + exp(inverse * ($1 - top)) }
            }
            let fit = Self.fit(own, classes: classes)
            if fit.likelihood > best.likelihood { best = fit }
        }
        (share, chances) = (best.share, best.chances)
    }

    /// Values of β that are tried, from 1 to the most.
    private static let (steps, most) = (60, 400.0)
    private static let (rounds, shares) = (200, 1e-4...1.0 / 3)

    /// The likeliest share of wrong labels where `own` are the probabilities of the given ones.
    private static func fit(
        _ own: [Double], classes: Int
    ) -> (likelihood: Double, share: Double, chances: [Double]) {
        var share = 0.05
        var chances: [Double] = []
        var likelihood = 0.0
        for _ in 0..<rounds {
            likelihood = 0
            chances = own.map { own in
                let wrong = share * (1 - own) / Double(classes - 1)
                let all = wrong + (1 - share) * own
                likelihood += log(max(all, .leastNormalMagnitude))
                return all > 0 ? wrong / all : 1
            }
            let mean = chances.reduce(0, +) / Double(max(1, chances.count))
            let next = min(max(mean, shares.lowerBound), shares.upperBound)
            if abs(next - share) < 1e-6 { break }
            share = next
        }
        return (likelihood, share, chances)
    }

    /// The things of the surest doubts, surest first, as long as at least `precision` of them are to be
    /// expected wrong.
    public func suspects(precision: Double) -> [Int] {
        let order = chances.indices.sorted { (chances[$1], $0) < (chances[$0], $1) }
        var (sum, count) = (0.0, 0)
        for (place, thing) in order.enumerated() {
            sum += chances[thing]
            if sum >= precision * Double(place + 1) { count = place + 1 }
        }
        return Array(order.prefix(count))
    }
}
