import Foundation
import Tensors
import TestSupport
import Testing

/// PyTorch's numbers for operations, from the file beside the tests.
enum ReferenceCases {
    private static let all = Result {
        let url = Bundle.module.url(
            forResource: "operations", withExtension: "json", subdirectory: "References")
        return try OperationReferences(contentsOf: url!)
    }

    /// The cases of the operations that a test asks for.
    static func of(_ operations: String...) throws -> [OperationReference] {
        try operations.flatMap { try all.get().cases(of: $0) }
    }
}

/// What the engine makes of a reference case.
struct EngineRun {
    /// The operation's output, row-major.
    let y: [Float]
    /// "dx", "dweight", …: the gradient of each input.
    let gradients: [String: [Float]]
    /// Batch normalisation's running statistics after the operation.
    let statistics: [String: [Float]]

    private static let differentiable = ["x", "other", "weight", "bias", "direction", "norm"]

    /// Runs the case's operation forward and backward from its upstream gradient. In bfloat16,
    /// images pass through a convolution by one first, which rounds them.
    init(_ reference: OperationReference, _ device: Device, _ precision: Precision = .f32) throws {
        let tape = Tape(device)
        var leaves: [String: Tensor] = [:]
        for name in Self.differentiable {
            guard let input = try? reference.input(name) else { continue }
            leaves[name] = Tensor(device, input.values, shape: input.shape, needsGradient: true)
        }
        var running: [String: Tensor] = [:]
        for name in ["running_mean", "running_var"] {
            guard let input = try? reference.input(name) else { continue }
            running[name] = Tensor(device, input.values, shape: input.shape)
        }
        var inputs = leaves
        if precision == .bf16 {
            for name in ["x", "other"] { inputs[name] = leaves[name].map(tape.halved) }
        }
        let output = try apply(reference, inputs, running, tape, precision)
        y = output.values()
        if output.elementCount == 1 {
            tape.backward(from: output)
        } else {
            tape.backward(
                from: tape.products(output, with: try reference.input("upstream").values))
        }
        gradients = Dictionary(
            uniqueKeysWithValues: leaves.compactMap { name, leaf in
                leaf.gradient().map { ("d" + name, $0) }
            })
        statistics = running.mapValues { $0.values() }
    }

    /// Holds the output and every gradient against the reference.
    func expect(equal reference: OperationReference, relative: Double) throws {
        try reference.expect("y", y, relative: relative)
        for (name, gradient) in gradients {
            try reference.expect(name, gradient, relative: relative)
        }
    }
}

/// The engine's operation for a reference case.
private func apply(
    _ reference: OperationReference, _ inputs: [String: Tensor], _ running: [String: Tensor],
    _ tape: Tape, _ precision: Precision
) throws -> Tensor {
    let x = inputs["x"]!
    switch reference.operation {
    case "conv2d":
        let geometry = ConvolutionGeometry(
            stride: try reference.integer("stride"), padding: try reference.integer("padding"))
        return tape.convolution(x, weights: inputs["weight"]!, geometry, precision: precision)
    case "batch_norm training":
        return tape.batchNormalization(
            x, scale: inputs["weight"]!, shift: inputs["bias"]!,
            runningMean: running["running_mean"]!, runningVariance: running["running_var"]!,
            momentum: Float(try reference.number("momentum")),
            epsilon: Float(try reference.number("epsilon")))
    case "relu": return tape.rectifier(x)
    case "leaky_relu": return tape.rectifier(x, slope: Float(try reference.number("slope")))
    case "add": return tape.sum(x, inputs["other"]!)
    case "mix":
        return tape.mixed(
            x, partner: try reference.integers("permutation"),
            lambda: Float(try reference.number("lambda")))
    case "max_pool": return tape.maxPooling(x, size: 2)
    case "average_pool": return tape.globalAveragePooling(x)
    case "flatten": return tape.flattened(x)
    case "linear": return tape.linear(x, weights: inputs["weight"]!, bias: inputs["bias"]!)
    case "cosine":
        let features = tape.normalizedRows(x, epsilon: Float(try reference.number("epsilon")))
        let directions = tape.normalizedRows(inputs["direction"]!, epsilon: 0)
        let weights = tape.scaledRows(directions, by: inputs["norm"]!)
        return tape.scaled(
            tape.linear(features, weights: weights), by: Float(try reference.number("scale")))
    case "cross_entropy":
        return tape.crossEntropy(x, labels: try reference.integers("labels")).loss
    case "mixed_cross_entropy":
        let lambda = Float(try reference.number("lambda"))
        let first = tape.crossEntropy(x, labels: try reference.integers("labels")).loss
        let second = tape.crossEntropy(x, labels: try reference.integers("otherLabels")).loss
        return tape.sum(tape.scaled(first, by: lambda), tape.scaled(second, by: 1 - lambda))
    default: throw UnknownOperation(name: reference.operation)
    }
}

private struct UnknownOperation: Error { let name: String }
