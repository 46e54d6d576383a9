import Matrices
import Randomness
import Testing

@Suite("Eigenvalues and leading eigenvectors")
struct EigenvalueTests {
    /// A symmetric matrix with both signs among its eigenvalues.
    private func matrix(_ size: Int) -> [Double] {
        var generator = Generator(seed: 12)
        var matrix = [Double](repeating: 0, count: size * size)
        for i in 0..<size {
            for j in 0...i {
                matrix[i * size + j] = generator.normal()
                matrix[j * size + i] = matrix[i * size + j]
            }
        }
        return matrix
    }

    @Test(
        "Leading eigenvectors solve their equation, fall, and have one sign",
        arguments: [1, 2, 7, 60])
    func equation(size: Int) {
        let matrix = matrix(size)
        for count in [1, (size + 1) / 2, size] {
            let (values, vectors) = LinearAlgebra.leadingEigenvectors(
                of: matrix, size: size, count: count)
            #expect(values.count == count && vectors.count == count * size)
            #expect(zip(values, values.dropFirst()).allSatisfy { $0 >= $1 })
            for k in 0..<count {
                let vector = Array(vectors[(k * size)..<((k + 1) * size)])
                let length = vector.reduce(0) { $0 + $1 * $1 }
                #expect(abs(length - 1) < 1e-12)
                #expect(vector.max { abs($0) < abs($1) }! > 0)
                let errors = (0..<size).map { i in
                    abs(
                        (0..<size).reduce(-values[k] * vector[i]) {
                            $0 + matrix[i * size + $1] * vector[$1]
                        })
                }
                #expect(errors.allSatisfy { $0 < 1e-10 })
            }
            let all = LinearAlgebra.eigenvalues(of: matrix, size: size)
            #expect(zip(all, values).allSatisfy { abs($0 - $1) < 1e-10 })
        }
    }

    @Test("Eigenvalues fall and sum to the trace; there may be none")
    func trace() {
        let matrix = matrix(40)
        let values = LinearAlgebra.eigenvalues(of: matrix, size: 40)
        let trace = (0..<40).reduce(0.0) { $0 + matrix[$1 * 40 + $1] }
        #expect(abs(values.reduce(0, +) - trace) < 1e-10)
        #expect(zip(values, values.dropFirst()).allSatisfy { $0 >= $1 })
        #expect(LinearAlgebra.eigenvalues(of: [], size: 0) == [])
        #expect(LinearAlgebra.leadingEigenvectors(of: [4], size: 1, count: 0).values == [])
    }
}
