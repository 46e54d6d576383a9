import Foundation
import TestSupport
import Testing

@Suite("Operations in plain float64 loops")
struct PlainTests {
    static let references = Result { try OperationReferences(contentsOf: referenceFile("Tensors")) }

    @Test(
        "equal PyTorch's, and so do their derivatives by differences",
        arguments: [
            "conv2d", "batch_norm training", "batch_norm evaluation", "relu", "leaky_relu",
            "max_pool", "average_pool", "linear", "cosine", "cross_entropy",
            "mixed_cross_entropy", "mix", "rotate",
        ])
    func equalPyTorch(_ operation: String) throws {
        for reference in try Self.references.get().cases(of: operation) {
            let inputs = try PlainInputs(reference)
            let y = try plain(reference, inputs)
            try reference.expect("y", y, relative: 1e-7)
            // Differences cost one evaluation for each element: small cases show the same.
            let x = inputs["x"]
            guard x.count * y.count < 150_000 else { continue }
            let upstream = y.count == 1 ? [1] : try doubles(reference, "upstream")
            let gradient = numericalGradient(
                of: { Plain.dot(try! plain(reference, inputs.with("x", $0)), upstream) }, at: x)
            try reference.expect("dx", gradient, relative: 1e-5)
        }
    }

    @Test("rotate turns counter-clockwise")
    func rotate() {
        #expect(Plain.rotate([1, 2, 3, 4], side: 2, turns: 1) == [2, 4, 1, 3])
        #expect(Plain.rotate([1, 2, 3, 4], side: 2, turns: 4) == [1, 2, 3, 4])
    }

    @Test("differences find the gradient of a cubic, and nothing at no point")
    func differences() {
        let gradient = numericalGradient(of: { $0[0] * $0[0] * $0[0] + 2 * $0[1] }, at: [3, 1])
        expectClose(gradient, [27.0, 2.0], relative: 1e-8, absolute: 0)
        #expect(numericalGradient(of: { _ in 1 }, at: []).isEmpty)
    }
}

/// A case's inputs in float64.
private struct PlainInputs {
    private var values: [String: [Double]] = [:]

    init(_ reference: OperationReference) throws {
        for name in ["x", "weight", "bias", "direction", "norm", "running_mean", "running_var"] {
            values[name] = try? doubles(reference, name)
        }
    }

    subscript(_ name: String) -> [Double] { values[name]! }

    func with(_ name: String, _ value: [Double]) -> Self {
        var copy = self
        copy.values[name] = value
        return copy
    }
}

private func doubles(_ reference: OperationReference, _ name: String) throws -> [Double] {
    try reference.input(name).values.map(Double.init)
}

private func plain(_ reference: OperationReference, _ inputs: PlainInputs) throws -> [Double] {
    let shape = try reference.input("x").shape
    let x = inputs["x"]
    switch reference.operation {
    case "conv2d":
        let weights = try reference.input("weight").shape
        return Plain.conv2d(
            x, shape: shape, weight: inputs["weight"], outputs: weights[0], kernel: weights[2],
            stride: try reference.integer("stride"), padding: try reference.integer("padding"))
    case "batch_norm training":
        return Plain.batchNorm(
            x, shape: shape, weight: inputs["weight"], bias: inputs["bias"],
            epsilon: try reference.number("epsilon"))
    case "batch_norm evaluation":
        return Plain.batchNorm(
            x, shape: shape, weight: inputs["weight"], bias: inputs["bias"],
            statistics: (inputs["running_mean"], inputs["running_var"]),
            epsilon: try reference.number("epsilon"))
    case "relu": return Plain.leakyRelu(x)
    case "leaky_relu": return Plain.leakyRelu(x, slope: try reference.number("slope"))
    case "max_pool": return Plain.maxPool(x, shape: shape)
    case "average_pool": return Plain.averagePool(x, shape: shape)
    case "linear":
        return Plain.linear(
            x, features: shape[1], weight: inputs["weight"], bias: inputs["bias"])
    case "cosine":
        return Plain.cosine(
            x, features: shape[1], direction: inputs["direction"], norm: inputs["norm"],
            scale: try reference.number("scale"), epsilon: try reference.number("epsilon"))
    case "cross_entropy":
        return [Plain.crossEntropy(x, labels: try reference.integers("labels"))]
    case "mixed_cross_entropy":
        let lambda = try reference.number("lambda")
        let first = Plain.crossEntropy(x, labels: try reference.integers("labels"))
        let second = Plain.crossEntropy(x, labels: try reference.integers("otherLabels"))
        return [lambda * first + (1 - lambda) * second]
    case "mix":
        return Plain.mix(
            x, lambda: try reference.number("lambda"),
            permutation: try reference.integers("permutation"))
    default:
        return Plain.rotate(x, side: shape[3], turns: try reference.integer("turns"))
    }
}
