import Foundation
import Matrices

/// OSTIM's loss as a function of the prototypes V, all vectors centred, by its gradient.
///
/// With cosines Cₖᵢ = v̂ₖ·x̂ᵢ the logits are τ Cₖᵢ, and −τ · mean over k for the class of outsiders; p is
/// their softmax over all way + 1. The derivatives by these logits are
///
/// - for a support vector of class y: (1 / supportCount) · (pₖ − [k = y]);
/// - for a query: (1 / queryCount) · pₖ · (uₖ − Σ p·u) with uₖ = log p̄ₖ − c · log pₖ, where p̄ is the mean of
///   p over the queries.
///
/// A derivative by the outsiders' logit goes to each cosine with −1 / way. With those by the cosines, G,
/// the gradient by vₖ is (Σᵢ Gₖᵢ x̂ᵢ − (Σᵢ Gₖᵢ Cₖᵢ) v̂ₖ) / ‖vₖ‖.
struct OSTIMObjective {
    typealias Numbers = UnsafeMutableBufferPointer<Float>

    /// (way × dimension)
    let gradient: Numbers
    private let conditionalWeight: Float
    private let labels: [Int]
    private let way, count, dimension: Int
    /// (count × dimension) and (dimension × count): of length 1, or zero.
    private let units, transposed: Numbers
    /// (way × dimension): the prototypes at length 1; (way): their lengths.
    private let directions, lengths: Numbers
    /// (way × count): cosines; (way + 1 × count): logits, and then the derivatives by them.
    private let cosines, logits: Numbers
    private let temperature: Float = 10

    /// Queries.
    var queryCount: Int { count - labels.count }

    /// Numbers of the arena that it takes.
    static func memory(count: Int, way: Int, dimension: Int) -> Int {
        (2 * count + 2 * way) * dimension + way + (2 * way + 1) * count
    }

    /// - Parameters:
    ///   - conditionalWeight: c.
    ///   - vectors: (count × dimension), support first, centred.
    init(
        conditionalWeight: Float, vectors: Numbers, labels: [Int], way: Int, dimension: Int,
        arena: Arena<Float>
    ) {
        (self.conditionalWeight, self.labels) = (conditionalWeight, labels)
        (self.way, self.dimension, count) = (way, dimension, vectors.count / dimension)
        units = arena.zeros(vectors.count)
        transposed = arena.zeros(vectors.count)
        (gradient, directions) = (arena.zeros(way * dimension), arena.zeros(way * dimension))
        lengths = arena.zeros(way)
        (cosines, logits) = (arena.zeros(way * count), arena.zeros((way + 1) * count))
        for vector in 0..<count {
            let row = vector * dimension
            let length = Self.length(Numbers(rebasing: vectors[row..<(row + dimension)]))
            for j in 0..<dimension {
                let number = length > 0 ? vectors[row + j] / length : 0
                units[row + j] = number
                transposed[j * count + vector] = number
            }
        }
    }

    /// The logits of a query at the last prototypes, that of outsiders last: (way + 1).
    func logits(ofQuery query: Int) -> [Double] {
        (0...way).map { Double(logits[$0 * count + labels.count + query]) }
    }

    /// Sets the logits for these prototypes, (way × dimension).
    func updateLogits(at prototypes: Numbers) {
        for label in 0..<way {
            let row = label * dimension
            let length = Self.length(Numbers(rebasing: prototypes[row..<(row + dimension)]))
            lengths[label] = length
            for j in row..<(row + dimension) {
                directions[j] = length > 0 ? prototypes[j] / length : 0
            }
        }
        LinearAlgebra.multiply(
            few: UnsafeBufferPointer(directions), UnsafeBufferPointer(transposed), into: cosines,
            rows: way, columns: count, depth: dimension)
        for vector in 0..<count {
            var sum: Float = 0
            for label in 0..<way {
                let cosine = cosines[label * count + vector]
                logits[label * count + vector] = temperature * cosine
                sum += cosine
            }
            logits[way * count + vector] = -temperature * sum / Float(way)
        }
    }

    /// Sets the gradient for these prototypes, (way × dimension).
    func update(at prototypes: Numbers) {
        updateLogits(at: prototypes)
        derive()
        // By the cosines.
        for vector in 0..<count {
            let outsiders = logits[way * count + vector] / Float(way)
            for label in 0..<way {
                let index = label * count + vector
                logits[index] = temperature * (logits[index] - outsiders)
            }
        }
        let own = Numbers(rebasing: logits[..<(way * count)])
        LinearAlgebra.multiply(
            few: UnsafeBufferPointer(own), UnsafeBufferPointer(units), into: gradient, rows: way,
            columns: dimension, depth: count)
        for label in 0..<way {
            var along: Float = 0
            for index in (label * count)..<((label + 1) * count) {
                along += own[index] * cosines[index]
            }
            let length = lengths[label]
            for j in (label * dimension)..<((label + 1) * dimension) {
                gradient[j] = length > 0 ? (gradient[j] - along * directions[j]) / length : 0
            }
        }
    }

    /// Makes the logits the derivatives by them.
    private func derive() {
        let (first, classes) = (labels.count, way + 1)
        var means = [Float](repeating: 0, count: classes)
        var logSums = [Float](repeating: 0, count: count)
        for vector in 0..<count {
            var (top, sum) = (-Float.infinity, Float(0))
            for k in 0..<classes { top = max(top, logits[k * count + vector]) }
            for k in 0..<classes { sum += exp(logits[k * count + vector] - top) }
            logSums[vector] = top + log(sum)
            guard vector >= first else { continue }
            for k in 0..<classes { means[k] += exp(logits[k * count + vector] - logSums[vector]) }
        }
        let logMeans = means.map { log(max($0 / Float(queryCount), .leastNormalMagnitude)) }
        for (vector, own) in labels.enumerated() {
            for k in 0..<classes {
                let p = exp(logits[k * count + vector] - logSums[vector])
                logits[k * count + vector] = (k == own ? p - 1 : p) / Float(first)
            }
        }
        for vector in first..<count {
            var mean: Float = 0
            for k in 0..<classes {
                let logP = logits[k * count + vector] - logSums[vector]
                mean += exp(logP) * (logMeans[k] - conditionalWeight * logP)
            }
            for k in 0..<classes {
                let logP = logits[k * count + vector] - logSums[vector]
                let u = logMeans[k] - conditionalWeight * logP
                logits[k * count + vector] = exp(logP) * (u - mean) / Float(queryCount)
            }
        }
    }

    private static func length(_ row: Numbers) -> Float {
        Float(row.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot())
    }
}
