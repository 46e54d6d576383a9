import Foundation
import Matrices
import Randomness
import Testing

/// Loops of our own over a few rows, and over the rows of a large table.
@Suite("A few rows")
struct FewRowsTests {
    @Test(
        "A product with few rows equals the plain sums, and only writes its result",
        arguments: [0, 1, 2, 3, 4, 5, 6, 7, 13], [(1, 1), (15, 640), (16, 0), (17, 3), (80, 640)])
    func product(rows: Int, shape: (columns: Int, depth: Int)) {
        let (columns, depth) = shape
        let (a, b) = (normals(rows * depth, seed: 1), normals(depth * columns, seed: 2))
        var c = [Float](repeating: .infinity, count: rows * columns)
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                c.withUnsafeMutableBufferPointer {
                    LinearAlgebra.multiply(
                        few: a, b, into: $0, rows: rows, columns: columns, depth: depth)
                }
            }
        }
        for i in 0..<rows {
            for j in 0..<columns {
                let terms = (0..<depth).map {
                    Double(a[i * depth + $0]) * Double(b[$0 * columns + j])
                }
                #expect(abs(Double(c[i * columns + j]) - terms.reduce(0, +)) < 2e-4)
            }
        }
    }

    @Test("Exponentials are exact to two units in the last place, wherever they stand")
    func exponentials() {
        let x = (0..<1003).map { Float($0 - 501) / 6 }
        var found = x
        found.withUnsafeMutableBufferPointer { LinearAlgebra.exponentials($0) }
        for (x, found) in zip(x, found) {
            let exact = exp(Double(x))
            #expect(abs(Double(found) - exact) <= 2 * Double(Float(exact).ulp), "exp(\(x))")
        }
    }

    @Test("Rows of a table are gathered in the order asked for", arguments: [1, 16, 37])
    func gather(dimension: Int) {
        let table = normals(20 * dimension, seed: 4)
        let rows = [7, 0, 19, 7]
        var gathered = [Float](repeating: .nan, count: rows.count * dimension)
        table.withUnsafeBufferPointer { table in
            gathered.withUnsafeMutableBufferPointer {
                LinearAlgebra.gather(rows, of: table, dimension: dimension, into: $0)
            }
        }
        #expect(
            gathered == rows.flatMap { table[($0 * dimension)..<(($0 + 1) * dimension)] })
    }

    @Test("What is announced changes nothing", arguments: [5, 64, 65])
    func announced(size: Int) {
        let (x, rows, next) = (
            normals(64, seed: 5), normals(7 * 64, seed: 6), normals(size, seed: 7)
        )
        func distances() -> [Float] {
            var distances = [Float](repeating: .nan, count: 7)
            x.withUnsafeBufferPointer { x in
                rows.withUnsafeBufferPointer { rows in
                    distances.withUnsafeMutableBufferPointer {
                        LinearAlgebra.squaredDistances(from: x, to: rows, into: $0)
                    }
                }
            }
            return distances
        }
        let alone = distances()
        LinearAlgebra.announce(next.span)
        #expect(distances() == alone)
    }

    private func normals(_ count: Int, seed: UInt64) -> [Float] {
        var generator = Generator(seed: seed)
        return (0..<count).map { _ in Float(generator.normal()) }
    }
}
