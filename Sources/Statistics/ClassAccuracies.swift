/// The accuracy of each class with its interval over episodes, counted while episodes pass by.
///
/// The queries of one episode stand or fall with its support images, so they are no independent
/// trials: the interval takes the *episode* as its unit. A class's accuracy is the fraction of all
/// its queries answered rightly, R/M, and its interval that of the ratio estimator over episodes
/// (Cochran, Sampling Techniques, §2.11), s² = Σ(rᵢ − mᵢ·R/M)² / (n − 1) / (M/n)². Where every
/// episode has equally many queries of the class, these are the mean and standard deviation of its
/// accuracies by episode.
///
/// All counts are whole numbers: workers have one each and merge them in any order.
public struct ClassAccuracies: Sendable, Equatable, Codable {
    /// Sums over the episodes with queries of a class: n, Σr, Σm, Σr², Σrm, Σm².
    private struct Sums: Equatable, Codable {
        var episodes = 0
        var right = 0
        var queries = 0
        var rightSquared = 0
        var product = 0
        var queriesSquared = 0
    }

    private var sums: [Sums]

    /// No episode yet, of `classCount` classes.
    public init(classCount: Int) {
        sums = [Sums](repeating: Sums(), count: classCount)
    }

    /// Counts the `queries` queries of class `label` in one episode, of which `right` were answered
    /// rightly; none are no observation.
    public mutating func add(_ label: Int, right: Int, of queries: Int) {
        precondition(right >= 0 && right <= queries, "more right answers than queries")
        guard queries > 0 else { return }
        sums[label].episodes += 1
        sums[label].right += right
        sums[label].queries += queries
        sums[label].rightSquared += right * right
        sums[label].product += right * queries
        sums[label].queriesSquared += queries * queries
    }

    /// Takes in what another worker counted, of other episodes.
    public mutating func merge(_ other: ClassAccuracies) {
        precondition(sums.count == other.sums.count, "merged tallies have the same classes")
        for (label, more) in other.sums.enumerated() {
            sums[label].episodes += more.episodes
            sums[label].right += more.right
            sums[label].queries += more.queries
            sums[label].rightSquared += more.rightSquared
            sums[label].product += more.product
            sums[label].queriesSquared += more.queriesSquared
        }
    }

    /// For each class, its accuracy over `count` episodes; nil where it occurred in none, and
    /// without interval where it occurred in one.
    public var estimates: [StudentEstimate?] {
        sums.map { sums in
            guard sums.episodes > 0 else { return nil }
            let accuracy = Double(sums.right) / Double(sums.queries)
            guard sums.episodes > 1 else {
                return StudentEstimate(count: 1, mean: accuracy, deviation: nil)
            }
            // M²·Σ(r − m·R/M)², in whole numbers: exactly zero where there is no spread.
            let (right, queries) = (Int128(sums.right), Int128(sums.queries))
            let squares =
                Int128(sums.rightSquared) * queries * queries
                - 2 * right * queries * Int128(sums.product)
                + right * right * Int128(sums.queriesSquared)
            let count = Double(sums.episodes)
            let total = Double(sums.queries)
            let deviation = (Double(squares) / (count - 1)).squareRoot() * count / (total * total)
            return StudentEstimate(count: sums.episodes, mean: accuracy, deviation: deviation)
        }
    }
}
