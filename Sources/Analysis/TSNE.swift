import Foundation

/// A picture in which near points stay near: exact t-SNE (van der Maaten & Hinton 2008,
/// "Visualizing Data using t-SNE"), for some hundred points. It starts from given places, so the
/// same points give the same picture; from their principal plane the coarse order is kept too
/// (Kobak & Berens 2019). Distances between far groups in it mean nothing.
public struct TSNE: Sendable {
    /// About how many neighbours a point has; less where there are fewer than three times as many.
    public var perplexity = 30.0
    /// Steps with affinities enlarged twelvefold, so that groups form; momentum 0.5.
    public var firstSteps = 250
    /// Steps after them; momentum 0.8.
    public var lastSteps = 750

    /// A picture.
    public struct Picture: Sendable {
        /// Where each point lies.
        public let points: [SIMD2<Double>]
        /// The Kullback–Leibler divergence that is left, in nats: what the picture loses.
        public let divergence: Double
    }

    private static let enlargement = 12.0

    /// t-SNE with its usual settings.
    public init() {}

    /// The picture of at least two points.
    /// - Parameter start: where each point begins; scaled here so that x has a standard deviation
    ///   of 1e-4.
    public func picture(of points: PointCloud, from start: [SIMD2<Double>]) -> Picture {
        precondition(points.count > 1 && start.count == points.count)
        let count = Double(points.count)
        let affinities = Affinities(of: points, perplexity: min(perplexity, (count - 1) / 3))
        let mean = start.reduce(.zero, +) / count
        let variance = start.reduce(0) { $0 + ($1.x - mean.x) * ($1.x - mean.x) } / count
        let scale = variance > 0 ? 1e-4 / variance.squareRoot() : 1
        var descent = Descent(
            places: start.map { $0 * scale }, pairs: affinities.pairs,
            rate: max(count / Self.enlargement / 4, 50))
        for _ in 0..<firstSteps { descent.step(momentum: 0.5, enlargement: Self.enlargement) }
        descent.rest()
        for _ in 0..<lastSteps { descent.step(momentum: 0.8, enlargement: 1) }
        return Picture(points: descent.places, divergence: descent.divergence)
    }
}

/// Gradient descent with momentum and a gain for every coordinate that keeps its direction.
private struct Descent {
    private(set) var places: [SIMD2<Double>]
    private let pairs: [Double]
    private let rate: Double
    private var gains: [SIMD2<Double>]
    private var moves: [SIMD2<Double>]
    /// 1/(1 + distance²) of each pair, and the sum over ordered pairs.
    private var closeness: [Double]
    private var sum = 0.0

    init(places: [SIMD2<Double>], pairs: [Double], rate: Double) {
        self.places = places
        self.pairs = pairs
        self.rate = rate
        gains = [SIMD2<Double>](repeating: .one, count: places.count)
        moves = [SIMD2<Double>](repeating: .zero, count: places.count)
        closeness = [Double](repeating: 0, count: pairs.count)
    }

    /// Forgets momentum and gains, as between the two parts.
    mutating func rest() {
        gains = [SIMD2<Double>](repeating: .one, count: places.count)
        moves = [SIMD2<Double>](repeating: .zero, count: places.count)
    }

    mutating func step(momentum: Double, enlargement: Double) {
        measure()
        var gradient = [SIMD2<Double>](repeating: .zero, count: places.count)
        var pair = 0
        for i in 0..<places.count {
            var own = SIMD2<Double>.zero
            for j in (i + 1)..<places.count {
                let near = closeness[pair]
                let pull = 4 * (enlargement * pairs[pair] - near / sum) * near
                let force = pull * (places[i] - places[j])
                own += force
                gradient[j] -= force
                pair += 1
            }
            gradient[i] += own
        }
        for i in 0..<places.count {
            let turns = (moves[i] * gradient[i]) .< 0
            gains[i] = (gains[i] * 0.8).replacing(with: gains[i] + 0.2, where: turns)
            gains[i].clamp(
                lowerBound: SIMD2(repeating: 0.01), upperBound: SIMD2(repeating: .infinity))
            moves[i] = momentum * moves[i] - rate * gains[i] * gradient[i]
            places[i] += moves[i]
        }
    }

    /// Σ p·ln(p/q) over ordered pairs.
    var divergence: Double {
        var copy = self
        copy.measure()
        return zip(pairs, copy.closeness).reduce(0) {
            $0 + 2 * $1.0 * log($1.0 / max($1.1 / copy.sum, 1e-12))
        }
    }

    private mutating func measure() {
        sum = 0
        var pair = 0
        for i in 0..<places.count {
            for j in (i + 1)..<places.count {
                let apart = places[i] - places[j]
                closeness[pair] = 1 / (1 + apart.x * apart.x + apart.y * apart.y)
                sum += 2 * closeness[pair]
                pair += 1
            }
        }
    }
}
