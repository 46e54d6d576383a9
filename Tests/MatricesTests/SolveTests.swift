import Foundation
import Matrices
import Randomness
import Testing

@Suite("Symmetric systems and norms")
struct SolveTests {
    @Test(
        "Each row of right-hand sides becomes its solution",
        arguments: [(1, 1), (3, 2), (25, 5), (40, 1)])
    func solve(shape: (Int, Int)) {
        let (order, count) = shape
        var generator = Generator(seed: 8)
        let factor = (0..<(order * order)).map { _ in generator.normal() }
        let right = (0..<(count * order)).map { _ in generator.normal() }
        var a = (0..<(order * order)).map { index in
            let (i, j) = (index / order, index % order)
            return (0..<order).reduce(i == j ? 0.5 : 0) {
                $0 + factor[i * order + $1] * factor[j * order + $1]
            }
        }
        let matrix = a
        var x = right
        let solved = a.withUnsafeMutableBufferPointer { a in
            x.withUnsafeMutableBufferPointer {
                LinearAlgebra.solve(a, $0, order: order, count: count)
            }
        }
        #expect(solved)
        for row in 0..<count {
            for i in 0..<order {
                let product = (0..<order).reduce(0.0) {
                    $0 + matrix[i * order + $1] * x[row * order + $1]
                }
                #expect(abs(product - right[row * order + i]) < 1e-9)
            }
        }
    }

    @Test("A matrix that is not positive-definite is told, and nothing is solved")
    func indefinite() {
        var a = [1.0, 2, 2, 1]
        var b = [3.0, 4]
        let solved = a.withUnsafeMutableBufferPointer { a in
            b.withUnsafeMutableBufferPointer { LinearAlgebra.solve(a, $0, order: 2, count: 1) }
        }
        #expect(!solved && b == [3, 4])
    }

    @Test("A norm is the root of the squares, also where they overflow single precision")
    func norm() {
        func norm(_ x: [Float]) -> Double {
            x.withUnsafeBufferPointer { LinearAlgebra.norm(of: $0) }
        }
        #expect(norm([]) == 0 && norm([0, 0, 0, 0, 0]) == 0)
        #expect(norm([3, 0, 0, 0, -4]) == 5)
        #expect(norm([-7]) == 7)
        #expect(abs(norm([3e30, 0, 4e30]) / 5e30 - 1) < 1e-7)
        let ones = [Float](repeating: 2, count: 641)
        #expect(abs(norm(ones) - 2 * 641.0.squareRoot()) < 1e-12)
    }
}
