import Tensors

/// A linear map of features to class scores.
public struct LinearHead: Layer {
    let weights: Tensor
    let bias: Tensor

    /// `inputs` features to `classes` scores.
    public init(_ scope: Scope, inputs: Int, classes: Int) {
        weights = scope.parameter("weight", [classes, inputs], .uniform(inputs: inputs))
        bias = scope.parameter("bias", [classes], .uniform(inputs: inputs))
    }

    /// (images, inputs) → (images, classes).
    public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
        pass.tape.linear(x, weights: weights, bias: bias)
    }
}

/// The cosine classifier of S2M2 (nupurkmr9/S2M2_fewshot `backbone.py`, `distLinear`): features
/// x/(‖x‖ + 1e-5), weights g·v/‖v‖ with a learnable norm g per class, no bias, and a fixed scale.
public struct CosineHead: Layer {
    let norms: Tensor
    let directions: Tensor
    let scale: Float

    /// `inputs` features to `classes` scores.
    ///
    /// - Parameter scale: what cosines are multiplied by; S2M2's own, 2 up to 200 classes and 10
    ///   above, unless given.
    public init(_ scope: Scope, inputs: Int, classes: Int, scale: Float? = nil) {
        directions = scope.parameter("weight_v", [classes, inputs], .uniform(inputs: inputs))
        // PyTorch's weight_norm starts g at ‖v‖.
        let v = directions.values()
        let lengths = (0..<classes).map { row in
            v[row * inputs..<(row + 1) * inputs].reduce(0) { $0 + $1 * $1 }.squareRoot()
        }
        norms = scope.parameter("weight_g", [classes, 1], .values(lengths))
        self.scale = scale ?? (classes <= 200 ? 2 : 10)
    }

    /// (images, inputs) → (images, classes).
    public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
        let tape = pass.tape
        let features = tape.normalizedRows(x, epsilon: 1e-5)
        let directions = tape.normalizedRows(directions, epsilon: 0)
        let weights = tape.scaledRows(directions, by: norms)
        return tape.scaled(tape.linear(features, weights: weights), by: scale)
    }
}
