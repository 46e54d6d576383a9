import Matrices
import Testing

@Suite("The self-test of OpenBLAS's products")
struct ProductTestTests {
    enum Product: String, CaseIterable, Codable {
        case single, double, gram

        /// Products of all sizes up to `largest`, of numbers that are all alike or all different.
        func run(upTo largest: Int) {
            for side in sequence(first: 1, next: { 2 * $0 + 1 }).prefix(while: { $0 <= largest }) {
                for alike in [false, true] {
                    let numbers = (0..<side * side).map {
                        alike ? 0.1 : Double($0 * 7919 % 101) - 50
                    }
                    switch self {
                    case .single: multiply(numbers.map(Float.init), side)
                    case .double: multiply(numbers, side)
                    case .gram:
                        var result = numbers
                        numbers.withUnsafeBufferPointer { numbers in
                            result.withUnsafeMutableBufferPointer {
                                LinearAlgebra.gram(
                                    of: numbers, count: side, dimension: side, into: $0)
                            }
                        }
                    }
                }
            }
        }

        private func multiply(_ numbers: [Float], _ side: Int) {
            var result = numbers
            for transpose in [false, true] {
                numbers.withUnsafeBufferPointer { numbers in
                    result.withUnsafeMutableBufferPointer {
                        LinearAlgebra.multiply(
                            numbers, numbers, into: $0, rows: side, columns: side, depth: side,
                            transposeA: transpose, scale: 0.3)
                    }
                }
            }
        }

        private func multiply(_ numbers: [Double], _ side: Int) {
            var result = numbers
            for transpose in [false, true] {
                numbers.withUnsafeBufferPointer { numbers in
                    result.withUnsafeMutableBufferPointer {
                        LinearAlgebra.multiply(
                            numbers, numbers, into: $0, rows: side, columns: side, depth: side,
                            transposeB: transpose, scale: 0.3)
                    }
                }
            }
        }
    }

    @Test("what is right passes", arguments: Product.allCases)
    func passes(_ product: Product) async {
        await #expect(processExitsWith: .success) { [product] in product.run(upTo: 300) }
    }

    @Test("a wrong number ends the process", arguments: Product.allCases)
    func fires(_ product: Product) async throws {
        let result = await #expect(
            processExitsWith: .exitCode(70), observing: [\.standardErrorContent]
        ) { [product] in
            ProductTest.$spoils.withValue(true) { product.run(upTo: 10) }
        }
        let said = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(said.contains("A wrong number on this machine (\(LinearAlgebra.instructions))"))
        #expect(said.contains("OpenBLAS \(LinearAlgebra.libraryVersion)"), "\(said)")
    }
}
