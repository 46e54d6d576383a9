import Statistics

/// Scores that lie class by class, (way × queries).
enum ClassRows {
    typealias Numbers = UnsafeMutableBufferPointer<Double>

    /// Makes scores log-probabilities, query by query.
    static func logSoftmax(_ rows: Numbers, way: Int) {
        let queries = rows.count / way
        guard let start = rows.baseAddress else { return }
        for query in 0..<queries {
            Softmax.applyLog(to: start + query, count: way, stride: queries)
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
