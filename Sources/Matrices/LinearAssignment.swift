/// Which column each row gets, one for each, so that the sum of their costs is smallest: Jonker and
/// Volgenant's shortest augmenting paths (Computing 38, 1987, doi 10.1007/BF02278710), n² m steps.
public enum LinearAssignment {
    /// The column of each row.
    ///
    /// - Parameter costs: (rows × columns), finite; there are no more rows than columns.
    public static func cheapest(_ costs: [[Double]]) -> [Int] {
        guard let columns = costs.first?.count else { return [] }
        precondition(costs.count <= columns, "each row needs a column of its own")
        // Column 0 stands for none: where a path to a new row begins.
        var rowOf = [Int?](repeating: nil, count: columns + 1)
        var prices = (
            row: [Double](repeating: 0, count: costs.count),
            column: [Double](repeating: 0, count: columns + 1)
        )
        for row in costs.indices {
            rowOf[0] = row
            var (column, isSettled) = (0, [Bool](repeating: false, count: columns + 1))
            var distances = [Double](repeating: .infinity, count: columns + 1)
            var previous = [Int](repeating: 0, count: columns + 1)
            while let own = rowOf[column] {
                isSettled[column] = true
                var (nearest, least) = (0, Double.infinity)
                for next in 1...columns where !isSettled[next] {
                    let cost = costs[own][next - 1] - prices.row[own] - prices.column[next]
                    if cost < distances[next] { (distances[next], previous[next]) = (cost, column) }
                    if distances[next] < least { (nearest, least) = (next, distances[next]) }
                }
                for other in 0...columns {
                    if isSettled[other] {
                        prices.row[rowOf[other]!] += least
                        prices.column[other] -= least
                    } else {
                        distances[other] -= least
                    }
                }
                column = nearest
            }
            while column != 0 {
                rowOf[column] = rowOf[previous[column]]
                column = previous[column]
            }
        }
        var answers = [Int](repeating: 0, count: costs.count)
        for column in 1...columns {
            if let row = rowOf[column] { answers[row] = column - 1 }
        }
        return answers
    }
}
