import Foundation
import Matrices

/// Shares queries out to classes by optimal transport with an entropy (Cuturi 2013, arXiv
/// 1306.0895), as PT-MAP does: one of each query goes out, queries / way of them come in at each
/// class (yhu01/PT-MAP `test_standard.py`, `compute_optimal_transport`).
struct Sinkhorn {
    typealias Numbers = UnsafeMutableBufferPointer<Double>

    /// What costs are multiplied by.
    let lambda: Double
    /// The largest change of a query's sum from one step to the next that counts as none.
    private let tolerance = 1e-6
    private let maximumSteps = 1000
    /// Exponents are cut off here, where the code would divide zero by zero.
    private let smallestExponent = -600.0

    init(lambda: Double) { self.lambda = lambda }

    /// Numbers of memory that `plan` needs.
    static func memory(queryCount: Int) -> Int { 3 * queryCount }

    /// Makes costs, (way × queries), the plan of least cost less entropy: what part of a query goes
    /// to a class. Its sums over queries are exact, those over classes to within the tolerance.
    /// - Returns: whether it came to rest in 1000 steps.
    func plan(_ costs: Numbers, way: Int, memory: Numbers) -> Bool {
        let queryCount = costs.count / way
        let rows = (0..<way).lazy.map {
            Numbers(rebasing: costs[($0 * queryCount)..<(($0 + 1) * queryCount)])
        }
        let sums = Numbers(rebasing: memory[..<queryCount])
        let last = Numbers(rebasing: memory[queryCount..<(2 * queryCount)])
        let inverse = Numbers(rebasing: memory[(2 * queryCount)..<(3 * queryCount)])

        // Dividing a query's row by its sum is the first step, so any factor of it is free: here
        // the one that makes the largest number of each 1.
        sums.update(repeating: .infinity)
        for row in rows {
            for query in 0..<queryCount { sums[query] = min(sums[query], row[query]) }
        }
        for row in rows {
            for query in 0..<queryCount {
                row[query] = exp(max(smallestExponent, -lambda * (row[query] - sums[query])))
            }
        }
        last.update(repeating: 0)
        let share = Double(queryCount) / Double(way)
        for step in 0...maximumSteps {
            sums.update(repeating: 0)
            for row in rows {
                for query in 0..<queryCount { sums[query] += row[query] }
            }
            var change = 0.0
            for query in 0..<queryCount { change = max(change, abs(sums[query] - last[query])) }
            if change <= tolerance { return true }
            if step == maximumSteps { break }
            for query in 0..<queryCount {
                last[query] = sums[query]
                inverse[query] = 1 / sums[query]
            }
            for row in rows {
                let sum = LinearAlgebra.dot(UnsafeBufferPointer(row), UnsafeBufferPointer(inverse))
                let factor = share / sum
                for query in 0..<queryCount { row[query] *= inverse[query] * factor }
            }
        }
        return false
    }
}
