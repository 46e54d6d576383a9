import Foundation
import Matrices
import Randomness
import Testing

/// Loops of our own over a few rows, and over the rows of a large table.
@Suite("A few rows")
struct FewRowsTests {
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
