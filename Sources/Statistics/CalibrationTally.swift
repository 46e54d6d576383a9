import Foundation

/// Counts what `Calibration` needs while queries pass by: no query is stored.
///
/// Workers have one each and merge them in any order; the outcome is the same to the last bit.
public struct CalibrationTally: Sendable, Equatable, Codable {
    private struct Bin: Equatable, Codable {
        var count = 0
        var right = 0
        var confidence = ExactSum()
    }

    /// What scores are divided by before the softmax.
    public let temperature: Double
    /// Queries whose right class was given no probability at all.
    private var impossible = 0
    private var losses = ExactSum()
    private var briers = ExactSum()
    /// Of confidences, of equal width; 15 is what papers report (Guo et al. 2017).
    private var bins = [Bin](repeating: Bin(), count: 15)

    /// No query yet.
    /// - Parameter temperature: above zero; infinity makes all classes equally probable.
    public init(temperature: Double = 1) {
        precondition(temperature > 0, "a temperature is above zero")
        self.temperature = temperature
    }

    /// Counts a query by its scores; probabilities are softmax(scores / temperature).
    ///
    /// Infinite scores are limits: −∞ is no probability, classes at +∞ share all of it.
    /// - Parameters:
    ///   - scores: (way), none of them NaN.
    ///   - right: the right class, in `0..<way`.
    ///   - answer: the class answered, where scores tie; else the first with the highest score.
    /// - Returns: −ln of the right class's probability.
    @discardableResult
    public mutating func add(scores: Span<Float>, right: Int, answer: Int? = nil) -> Double {
        var first = 0
        for k in scores.indices {
            precondition(!scores[k].isNaN, "a classifier's score is not a number")
            if scores[k] > scores[first] { first = k }
        }
        let top = scores[first]
        // Weights relative to the highest, which is 1; those of the wrong classes are summed apart,
        // so that a probability near one keeps its distance from one.
        let inverse = 1 / temperature
        var own = 0.0
        var others = 0.0
        var squares = 0.0
        for k in scores.indices {
            let below = scores[k] == top ? 0 : Double(scores[k]) - Double(top)
            let weight = below == -.infinity ? 0 : exp(inverse * below)
            if k == right {
                own = weight
            } else {
                others += weight
                squares += weight * weight
            }
        }
        let below = scores[right] == top ? 0 : Double(scores[right]) - Double(top)
        let loss: Double
        if below == -.infinity {
            loss = .infinity
        } else if own > 0.5 {
            loss = log1p(others / own)
        } else {
            loss = log(own + others) - inverse * below
        }
        let total = own + others
        let wrong = others / total
        count(
            confidence: 1 / total, isRight: (answer ?? first) == right, loss: loss,
            brier: wrong * wrong + squares / (total * total))
        return loss
    }

    /// Takes in what another worker counted, of other queries at the same temperature.
    public mutating func merge(_ other: CalibrationTally) {
        precondition(
            temperature == other.temperature && bins.count == other.bins.count,
            "merged tallies are of one temperature and one number of bins")
        impossible += other.impossible
        losses.merge(other.losses)
        briers.merge(other.briers)
        for (index, more) in other.bins.enumerated() {
            bins[index].count += more.count
            bins[index].right += more.right
            bins[index].confidence.merge(more.confidence)
        }
    }

    /// The outcome; nil without any query.
    public var calibration: Calibration? {
        let queries = bins.reduce(0) { $0 + $1.count }
        guard queries > 0 else { return nil }
        let count = Double(queries)
        let gaps = bins.reduce(0) { $0 + abs(Double($1.right) - $1.confidence.value) }
        return Calibration(
            temperature: temperature, queries: queries,
            accuracy: Double(bins.reduce(0) { $0 + $1.right }) / count,
            confidence: bins.reduce(0) { $0 + $1.confidence.value } / count,
            negativeLogLikelihood: impossible > 0 ? .infinity : losses.value / count,
            brier: briers.value / count, expectedCalibrationError: gaps / count,
            bins: bins.enumerated().map { index, bin in
                let members = Double(bin.count)
                return Calibration.Bin(
                    lower: Double(index) / Double(bins.count),
                    upper: Double(index + 1) / Double(bins.count), count: bin.count,
                    confidence: bin.count > 0 ? bin.confidence.value / members : nil,
                    accuracy: bin.count > 0 ? Double(bin.right) / members : nil)
            })
    }

    private mutating func count(confidence: Double, isRight: Bool, loss: Double, brier: Double) {
        if loss < ExactSum.limit { losses.add(loss) } else { impossible += 1 }
        briers.add(brier)
        // Bin k of n holds confidences in (k/n, (k+1)/n].
        let place = Int((confidence * Double(bins.count)).rounded(.up)) - 1
        let index = min(max(place, 0), bins.count - 1)
        bins[index].count += 1
        if isRight { bins[index].right += 1 }
        bins[index].confidence.add(confidence)
    }
}
