import Matrices
import Randomness
import Testing

@Suite("Linear assignment")
struct LinearAssignmentTests {
    /// The least sum of all assignments, tried one by one.
    private func least(_ costs: ArraySlice<[Double]>, without taken: Set<Int> = []) -> Double {
        guard let row = costs.first else { return 0 }
        return row.indices.filter { !taken.contains($0) }.map {
            row[$0] + least(costs.dropFirst(), without: taken.union([$0]))
        }.min()!
    }

    @Test("No assignment is cheaper, square or not, with ties and negative costs")
    func cheapest() {
        var generator = Generator(seed: 5)
        for (rows, columns) in [(1, 1), (1, 4), (3, 3), (5, 5), (4, 6), (2, 7)] {
            for round in 0..<20 {
                let costs = (0..<rows).map { _ in
                    (0..<columns).map { _ in
                        round % 2 == 0
                            ? generator.normal() : Double(generator.integer(below: 3)) - 1
                    }
                }
                let answer = LinearAssignment.cheapest(costs)
                #expect(answer.count == rows && Set(answer).count == rows)
                let sum = zip(costs, answer).reduce(0) { $0 + $1.0[$1.1] }
                #expect(abs(sum - least(costs[...])) < 1e-12, "\(costs)")
            }
        }
    }

    @Test("Of equal columns the first are taken, and of no rows none")
    func degenerate() {
        #expect(LinearAssignment.cheapest([]) == [])
        #expect(Set(LinearAssignment.cheapest([[0, 0, 0], [0, 0, 0]])).count == 2)
        #expect(LinearAssignment.cheapest([[9, 1, 9], [1, 0, 9]]) == [1, 0])
    }
}
