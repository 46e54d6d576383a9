import Foundation

/// Scores that lie class by class, (way × queries).
enum ClassRows {
    typealias Numbers = UnsafeMutableBufferPointer<Double>

    /// Makes scores log-probabilities: subtracts the log of the sum of each query's exponentials.
    static func logSoftmax(_ rows: Numbers, way: Int) {
        let queries = rows.count / way
        for query in 0..<queries {
            var top = -Double.infinity
            for label in 0..<way { top = max(top, rows[label * queries + query]) }
            var sum = 0.0
            for label in 0..<way { sum += exp(rows[label * queries + query] - top) }
            let log = top + log(sum)
            for label in 0..<way { rows[label * queries + query] -= log }
        }
    }

    /// Writes them query by query, (queries × way).
    static func write(_ rows: Numbers, way: Int, into scores: inout [Float]) {
        let queries = rows.count / way
        for query in 0..<queries {
            for label in 0..<way {
                scores[query * way + label] = Float(rows[label * queries + query])
            }
        }
    }
}
