import Foundation
import Matrices
import Randomness
import TestSupport
import Testing

@Suite("Linear algebra")
struct LinearAlgebraTests {
    @Test(
        "A product in double precision equals the plain sums",
        arguments: [
            (1, 1, 1), (5, 5, 5), (25, 5, 25), (26, 3, 26), (5, 640, 25), (7, 2, 3), (100, 20, 100),
        ], [(false, false), (true, false), (false, true), (true, true)])
    func multiplyDouble(shape: (Int, Int, Int), transposed: (Bool, Bool)) {
        let (m, n, k) = shape
        var generator = Generator(seed: 1)
        let a = (0..<(m * k)).map { _ in generator.normal() }
        let b = (0..<(k * n)).map { _ in generator.normal() }
        var c = [Double](repeating: 3, count: m * n)
        let expected = naive(a, b, m, n, k, transposed).map { 2 * $0 + 0.5 * 3 }
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                c.withUnsafeMutableBufferPointer {
                    LinearAlgebra.multiply(
                        a, b, into: $0, rows: m, columns: n, depth: k, transposeA: transposed.0,
                        transposeB: transposed.1, scale: 2, keeping: 0.5)
                }
            }
        }
        #expect(largestDifference(c, expected) < 1e-12 * Double(k))
    }

    @Test(
        "A product in single precision equals the plain sums, and only writes its result",
        arguments: [(1, 1, 1), (5, 5, 5), (75, 5, 640), (26, 3, 17), (7, 2, 3)],
        [(false, false), (true, false), (false, true), (true, true)])
    func multiplyFloat(shape: (Int, Int, Int), transposed: (Bool, Bool)) {
        let (m, n, k) = shape
        var generator = Generator(seed: 2)
        let a = (0..<(m * k)).map { _ in Float(generator.normal()) }
        let b = (0..<(k * n)).map { _ in Float(generator.normal()) }
        var c = [Float](repeating: .infinity, count: m * n)
        let expected = naive(a.map { Double($0) }, b.map { Double($0) }, m, n, k, transposed)
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                c.withUnsafeMutableBufferPointer {
                    LinearAlgebra.multiply(
                        a, b, into: $0, rows: m, columns: n, depth: k, transposeA: transposed.0,
                        transposeB: transposed.1)
                }
            }
        }
        #expect(largestDifference(c.map { Double($0) }, expected) < 1e-5 * Double(k).squareRoot())
    }

    @Test(
        "A Gram matrix equals the plain sums in both halves", arguments: [(1, 3), (4, 1), (25, 67)])
    func gram(shape: (Int, Int)) {
        let (count, dimension) = shape
        var generator = Generator(seed: 3)
        let x = (0..<(count * dimension)).map { _ in generator.normal() }
        var gram = [Double](repeating: .nan, count: count * count)
        x.withUnsafeBufferPointer { x in
            gram.withUnsafeMutableBufferPointer {
                LinearAlgebra.gram(of: x, count: count, dimension: dimension, into: $0)
            }
        }
        let expected = naive(x, x, count, count, dimension, (false, true))
        #expect(largestDifference(gram, expected) < 1e-12 * Double(dimension))
    }

    @Test(
        "Distances and products of one vector with rows equal the plain sums",
        arguments: [1, 15, 16, 17, 640, 643], [0, 1, 2, 3, 4, 5, 6, 7, 11])
    func vectorWithRows(dimension: Int, count: Int) {
        var generator = Generator(seed: 4)
        let x = (0..<dimension).map { _ in Float(generator.normal()) }
        let rows = (0..<(count * dimension)).map { _ in Float(generator.normal()) }
        var distances = [Float](repeating: .nan, count: count)
        var products = distances
        var centred = distances
        let center = (0..<dimension).map { _ in Float(generator.normal()) }
        x.withUnsafeBufferPointer { x in
            rows.withUnsafeBufferPointer { rows in
                distances.withUnsafeMutableBufferPointer {
                    LinearAlgebra.squaredDistances(from: x, to: rows, into: $0)
                }
                products.withUnsafeMutableBufferPointer {
                    LinearAlgebra.products(of: x, with: rows, into: $0)
                }
                center.withUnsafeBufferPointer { center in
                    centred.withUnsafeMutableBufferPointer {
                        LinearAlgebra.products(of: x, minus: center, with: rows, into: $0)
                    }
                }
            }
        }
        for row in 0..<count {
            let pairs = (0..<dimension).map { (Double(x[$0]), Double(rows[row * dimension + $0])) }
            let distance = pairs.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            let product = pairs.reduce(0) { $0 + $1.0 * $1.1 }
            #expect(abs(Double(distances[row]) - distance) <= 1e-6 * distance + 1e-6)
            let shift = zip(center, pairs).reduce(0) { $0 + Double($1.0) * $1.1.1 }
            let tolerance = 1e-5 * Double(dimension).squareRoot()
            #expect(abs(Double(products[row]) - product) <= tolerance)
            #expect(abs(Double(centred[row]) - (product - shift)) <= tolerance)
        }
    }

    @Test("The distance of a vector to itself is exactly zero, whatever its length")
    func distanceToItself() {
        let x: [Float] = [1e8, -3e7, 0.1, 12345.678]
        var distance: [Float] = [.nan]
        x.withUnsafeBufferPointer { x in
            distance.withUnsafeMutableBufferPointer {
                LinearAlgebra.squaredDistances(from: x, to: x, into: $0)
            }
        }
        #expect(distance == [0])
    }

    @Test("Sums and differences in double precision are exact", arguments: [1, 16, 37])
    func doubles(count: Int) {
        let x = (0..<count).map { Float($0) - 0.1 }
        var sums = (0..<count).map { Double($0) / 3 }
        let center = sums
        var differences = [Double](repeating: .nan, count: count)
        x.withUnsafeBufferPointer { x in
            sums.withUnsafeMutableBufferPointer { LinearAlgebra.add(x, times: 0.7, to: $0) }
            center.withUnsafeBufferPointer { center in
                differences.withUnsafeMutableBufferPointer {
                    LinearAlgebra.subtract(center, from: x, into: $0)
                }
            }
        }
        for j in 0..<count {
            #expect(sums[j] == center[j] + 0.7 * Double(x[j]))
            #expect(differences[j] == Double(x[j]) - center[j])
        }
    }

    @Test(
        "What is left of a vector has length one; of one like the center, none",
        arguments: [1, 16, 37])
    func centred(count: Int) {
        let center = (0..<count).map { Float($0) / 7 }
        let x = (0..<count).map { Float($0 * $0 % 11) - 0.3 }
        func left(of x: [Float], normalizing: Bool) -> [Float] {
            var x = x
            x.withUnsafeMutableBufferPointer { x in
                center.withUnsafeBufferPointer {
                    LinearAlgebra.subtract($0, from: x, normalizing: normalizing)
                }
            }
            return x
        }
        let differences = zip(x, center).map { $0 - $1 }
        #expect(left(of: x, normalizing: false) == differences)
        let norm = differences.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        expectClose(
            left(of: x, normalizing: true), differences.map { Float(Double($0) / norm) },
            relative: 1e-6, absolute: 0)
        #expect(left(of: center, normalizing: true) == [Float](repeating: 0, count: count))
    }

    @Test("A dot product equals the plain sum", arguments: [0, 1, 7, 8, 9, 125])
    func dot(count: Int) {
        let a = (0..<count).map { Double($0) }
        let b = (0..<count).map { Double($0 * $0 + 1) }
        let result = a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { LinearAlgebra.dot(a, $0) }
        }
        #expect(result == zip(a, b).reduce(0) { $0 + $1.0 * $1.1 })
    }

    private func naive(
        _ a: [Double], _ b: [Double], _ m: Int, _ n: Int, _ k: Int, _ transposed: (Bool, Bool)
    ) -> [Double] {
        (0..<(m * n)).map { index in
            let (i, j) = (index / n, index % n)
            return (0..<k).reduce(0) { sum, l in
                sum + a[transposed.0 ? l * m + i : i * k + l]
                    * b[transposed.1 ? j * k + l : l * n + j]
            }
        }
    }

    /// Infinity where a number is not finite.
    private func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).reduce(0) {
            $0 >= abs($1.0 - $1.1) ? $0 : ($1.0 - $1.1).isFinite ? abs($1.0 - $1.1) : .infinity
        }
    }
}
