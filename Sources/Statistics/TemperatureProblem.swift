import Foundation

/// The mean of −ln softmax(β·scores)[right] over queries, as a function of the inverse temperature
/// β: convex, so that its minimum is where its slope changes sign.
struct TemperatureProblem {
    private let way: Int
    /// (queries × way): each score less the highest of its query; −∞ for no probability.
    private var below: [Double] = []
    /// (queries): that of the right class, which is finite.
    private var rightBelow: [Double] = []

    init(way: Int) { self.way = way }

    var queries: Int { rightBelow.count }

    /// Takes in a query, unless β makes no difference to it.
    mutating func add(_ scores: ArraySlice<Float>, right: Int) {
        let own = scores[scores.startIndex + right]
        guard let top = scores.max(), top < .infinity, own > -.infinity else { return }
        for score in scores { below.append(Double(score) - Double(top)) }
        rightBelow.append(Double(own) - Double(top))
    }

    /// The optimal β, or what stands for it.
    func solved() -> (inverse: Double, outcome: Temperature.Outcome) {
        let start = slope(at: 0)
        guard start.curvature > 0 else { return (1, .undetermined) }
        if start.slope >= 0 { return (0, .uninformative) }
        // The typical spread of a query's scores: what β is measured by.
        let unit = 1 / start.curvature.squareRoot()
        if rightBelow.allSatisfy({ $0 == 0 }) { return (succession(unit), .allRight) }

        // Some right class lies below the top, so the slope ends up above zero.
        var (low, high) = (0.0, unit)
        while slope(at: high).slope < 0 { (low, high) = (high, 2 * high) }
        var inverse = high
        for _ in 0..<200 {
            let here = slope(at: inverse)
            if here.slope == 0 { break }
            if here.slope < 0 { low = inverse } else { high = inverse }
            // Newton's step, or the middle where that would leave the bracket.
            var next = inverse - here.slope / here.curvature
            if !(next > low && next < high) { next = (low + high) / 2 }
            let isDone = abs(next - inverse) <= 1e-13 * inverse
            inverse = next
            if isDone { break }
        }
        return (inverse, .fitted)
    }

    /// The β whose likelihood times the density of log β, normal around that of `value`, is largest.
    func solved(around value: Double, spread: Double) -> Double {
        /// What both say of a larger log β, times the number of queries.
        func slope(_ log: Double) -> Double {
            let inverse = exp(log)
            return Double(queries) * inverse * self.slope(at: inverse).slope
                + (log - Foundation.log(value)) / (spread * spread)
        }
        var (low, high) = (log(value), log(value))
        while slope(low) > 0 { low -= spread }
        while slope(high) < 0 { high += spread }
        while true {
            let middle = (low + high) / 2
            guard middle > low, middle < high else { return exp(middle) }
            if slope(middle) < 0 { low = middle } else { high = middle }
        }
    }

    /// The first and second derivative at β: of each query, the mean score under softmax(β·scores)
    /// less the right one's, and the variance of scores under it.
    private func slope(at inverse: Double) -> (slope: Double, curvature: Double) {
        var slope = 0.0
        var curvature = 0.0
        for query in 0..<queries {
            var total = 0.0
            var first = 0.0
            var second = 0.0
            for k in (query * way)..<((query + 1) * way) where below[k] > -.infinity {
                let weight = exp(inverse * below[k])
                total += weight
                first += weight * below[k]
                second += weight * below[k] * below[k]
            }
            let mean = first / total
            slope += mean - rightBelow[query]
            curvature += max(second / total - mean * mean, 0)
        }
        let count = Double(max(queries, 1))
        return (slope / count, curvature / count)
    }

    /// The β at which n right answers have the mean confidence (n + 1)/(n + 2). Where ties keep it
    /// from getting there, one so large that the highest scores share all probability.
    private func succession(_ unit: Double) -> Double {
        let target = Double(queries + 1) / Double(queries + 2)
        var (low, high) = (0.0, unit)
        while confidence(at: high) < target {
            guard high < 0x1p60 * unit else { return high }
            (low, high) = (high, 2 * high)
        }
        while high - low > 1e-13 * high {
            let middle = (low + high) / 2
            if confidence(at: middle) < target { low = middle } else { high = middle }
        }
        return high
    }

    /// The mean probability of the highest score at β.
    private func confidence(at inverse: Double) -> Double {
        var sum = 0.0
        for query in 0..<queries {
            var total = 0.0
            for k in (query * way)..<((query + 1) * way) where below[k] > -.infinity {
                total += exp(inverse * below[k])
            }
            sum += 1 / total
        }
        return sum / Double(queries)
    }
}
