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
    /// How many things look most like their own class.
    public let agreeing: Int

    /// The doubts of labels by (things × classes) scores as a regression of indicators gives them,
    /// at least two classes.
    ///
    /// - Parameter saturation: where labels are right although scores speak strongly against them, how
    ///   much a score can say, in standard deviations of scores about their thing's mean: a difference
    ///   d from a thing's best counts as d/(1 + d/saturation) of them. Of the labels alone nothing
    ///   tells it: more of such things, or more wrong labels, are about as likely.
    public init(scores: [Float], labels: [Int], classes: Int, saturation: Double = .infinity) {
        precondition(classes >= 2 && scores.count == labels.count * classes, "scores of a class")
        others = labels.indices.map { thing in
            (0..<classes).filter { $0 != labels[thing] }
                .max { scores[thing * classes + $0] < scores[thing * classes + $1] }!
        }
        let others = others
        agreeing = labels.indices.count { thing in
            let row = thing * classes
            return scores[row + labels[thing]] > scores[row + others[thing]]
        }
        var best = (likelihood: -Double.infinity, share: 0.0, chances: [Double]())
        let below = Self.below(scores, classes: classes, saturation: saturation)
        for step in 0..<Self.steps {
            let inverse = exp(log(Self.most) * Double(step) / Double(Self.steps - 1))
            let own = labels.indices.map { thing -> Double in
                let row = below[(thing * classes)..<((thing + 1) * classes)]
                return exp(-inverse * row[row.startIndex + labels[thing]])
                    / row.reduce(0) { $0 + exp(-inverse * $1) }
            }
            let fit = Self.fit(own, classes: classes)
            if fit.likelihood > best.likelihood { best = fit }
        }
        (share, chances) = (best.share, best.chances)
    }

    /// How far each score is below the best of its thing, (things × classes), as far as it counts.
    private static func below(
        _ scores: [Float], classes: Int, saturation: Double
    ) -> [Double] {
        let rows = stride(from: 0, to: scores.count, by: classes).map { start in
            scores[start..<(start + classes)].map(Double.init)
        }
        let squares = rows.map { row -> Double in
            let mean = row.reduce(0, +) / Double(classes)
            return row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        }
        let most = saturation * (squares.reduce(0, +) / Double(max(1, scores.count))).squareRoot()
        return rows.flatMap { row in
            let top = row.max()!
            return row.map { most > 0 ? (top - $0) / (1 + (top - $0) / most) : 0 }
        }
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

    /// The things whose labels are wrong with at least the chance `least`, surest first, as long as at
    /// least `precision` of them are to be expected wrong.
    public func suspects(least: Double = 0.5, precision: Double) -> [Int] {
        let order = chances.indices.filter { chances[$0] >= least }
            .sorted { (chances[$1], $0) < (chances[$0], $1) }
        var (sum, count) = (0.0, 0)
        for (place, thing) in order.enumerated() {
            sum += chances[thing]
            if sum >= precision * Double(place + 1) { count = place + 1 }
        }
        return Array(order.prefix(count))
    }
}
