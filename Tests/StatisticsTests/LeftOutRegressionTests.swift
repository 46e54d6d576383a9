import Randomness
import Statistics
import Testing

@Suite("Ridge regression that leaves groups out")
struct LeftOutRegressionTests {
    private static let (rows, dimension, classes) = (24, 3, 3)

    private static func data() -> (features: [Float], labels: [Int]) {
        var generator = Generator(seed: 5)
        let labels = (0..<rows).map { $0 % classes }
        let features = labels.flatMap { label in
            (0..<dimension).map { Float(generator.normal()) + (label == $0 ? 2 : 0.5) }
        }
        return (features, labels)
    }

    /// The regression of all rows but those in `left`, by its normal equations with an intercept.
    private static func refitted(
        without left: Range<Int>, _ features: [Float], _ labels: [Int], ridge: Double
    ) -> [[Double]] {
        let size = dimension + 1
        func row(_ place: Int) -> [Double] {
            (0..<dimension).map { Double(features[place * dimension + $0]) } + [1]
        }
        return (0..<classes).map { k in
            var a = [[Double]](repeating: [Double](repeating: 0, count: size + 1), count: size)
            for place in labels.indices where !left.contains(place) {
                let x = row(place)
                for i in 0..<size {
                    for j in 0..<size { a[i][j] += x[i] * x[j] }
                    a[i][size] += x[i] * (labels[place] == k ? 1 : 0)
                }
            }
            for i in 0..<dimension { a[i][i] += ridge }
            for i in 0..<size {
                for j in 0..<size where j != i {
                    let factor = a[j][i] / a[i][i]
                    for c in 0...size { a[j][c] -= factor * a[i][c] }
                }
            }
            let weights = (0..<size).map { a[$0][size] / a[$0][$0] }
            return left.map { place in zip(row(place), weights).reduce(0) { $0 + $1.0 * $1.1 } }
        }
    }

    @Test("Each group is scored as by a fit to all others", arguments: [1, 2, 4])
    func refit(group: Int) {
        let (features, labels) = Self.data()
        let penalty = 0.7
        let scores = LeftOutRegression(
            features, labels: labels, classes: Self.classes, group: group, penalty: penalty
        ).scores
        var trace = 0.0
        for j in 0..<Self.dimension {
            let column = (0..<Self.rows).map { Double(features[$0 * Self.dimension + j]) }
            let mean = column.reduce(0, +) / Double(Self.rows)
            trace += column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        }
        let ridge = penalty * trace / Double(Self.dimension)
        for start in stride(from: 0, to: Self.rows, by: group) {
            let wanted = Self.refitted(
                without: start..<(start + group), features, labels, ridge: ridge)
            for place in 0..<group {
                for k in 0..<Self.classes {
                    let got = scores[(start + place) * Self.classes + k]
                    #expect(abs(Double(got) - wanted[k][place]) < 1e-5)
                }
            }
        }
    }

    @Test("Features that are all alike tell nothing apart, and one row has no others")
    func degenerate() {
        let same = LeftOutRegression(
            [Float](repeating: 1, count: 8), labels: [0, 1, 0, 1], classes: 2, penalty: 1
        ).scores
        #expect(same.allSatisfy { $0.isFinite && $0 < 0.7 })
        #expect(
            LeftOutRegression([1, 2], labels: [0], classes: 2, penalty: 1).scores == [0, 0])
    }
}
