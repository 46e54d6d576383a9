import Kernels
import Tensors
import TestSupport
import Testing

/// An operation twice: in the engine, and in plain float64 loops that differences derive.
struct Pair: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The inputs' shapes; batch normalisation's scales lie about one, all else about zero.
    let inputs: [String: [Int]]
    let engine: @Sendable (Tape, [String: Tensor]) -> Tensor
    let plain: @Sendable ([String: [Double]]) -> [Double]
}

@Suite("Gradients equal finite differences in float64")
struct DerivativeTests {
    @Test(
        "for every operation and every input",
        arguments: Pair.operations + Pair.images + Pair.tokens + Pair.gates)
    func operation(_ pair: Pair) throws { try check(pair) }

    @Test("through a residual block, pooling, a cosine head and a mixed loss")
    func network() throws { try check(Pair.network) }

    /// By the loops of every instruction set.
    private func check(_ pair: Pair) throws {
        var values: [String: [Float]] = [:]
        for (name, shape) in pair.inputs {
            let isScale = name.hasPrefix("scale")
            values[name] = Pattern.values(
                "\(pair.testDescription)/\(name)", count: shape.reduce(1, *),
                scale: isScale ? 0.3 : 1, offset: isScale ? 1 : 0)
        }
        let doubles = values.mapValues { $0.map(Double.init) }
        let expected = pair.plain(doubles)
        let upstream =
            expected.count == 1 ? [1] : Pattern.values("upstream", count: expected.count)
        let weights = upstream.map(Double.init)
        let gradients = Dictionary(
            uniqueKeysWithValues: pair.inputs.keys.map { name in
                let gradient = numericalGradient(
                    of: { point in
                        var moved = doubles
                        moved[name] = point
                        return Plain.dot(pair.plain(moved), weights)
                    }, at: doubles[name]!)
                return (name, gradient)
            })
        for instructions in Instructions.available {
            try instructions.use {
                try compare(pair, values, upstream, expected, gradients, "\(instructions)")
            }
        }
    }

    private func compare(
        _ pair: Pair, _ values: [String: [Float]], _ upstream: [Float], _ expected: [Double],
        _ gradients: [String: [Double]], _ instructions: String
    ) throws {
        let device = Device(threads: 1)
        let leaves = Dictionary(
            uniqueKeysWithValues: pair.inputs.map { name, shape in
                (name, Tensor(device, values[name]!, shape: shape, needsGradient: true))
            })
        let tape = Tape(device)
        let y = pair.engine(tape, leaves)
        expectClose(
            y.values(), expected, relative: 1e-4, absolute: 1e-5, "values, \(instructions)")
        tape.backward(from: y.elementCount == 1 ? y : tape.products(y, with: upstream))
        for (name, leaf) in leaves {
            let gradient = gradients[name]!
            let size = (gradient.reduce(0) { $0 + $1 * $1 } / Double(gradient.count)).squareRoot()
            #expect(size > 1e-3, "a gradient of nothing shows nothing")
            expectClose(
                try #require(leaf.gradient()), gradient, relative: 1e-4, absolute: 1e-4 * size,
                "the gradient of \(name), \(instructions)")
        }
    }
}
