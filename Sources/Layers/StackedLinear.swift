import Randomness
import Tensors

/// A linear map for each of many small networks that are trained side by side: rows lie network
/// after network, and each group meets the weights of its own.
public struct StackedLinear: Layer {
    let weights: Tensor
    let bias: Tensor

    /// `inputs` numbers to `outputs`, in as many networks as there are generators; each network's
    /// first numbers come from its own, whatever the others are.
    public init(
        _ scope: Scope, inputs: Int, outputs: Int, weights: Initializer, bias: Initializer,
        generators: [Generator]
    ) {
        func parameter(_ name: String, _ shape: [Int], _ initial: Initializer) -> Tensor {
            let values = generators.flatMap { generator in
                var own = generator.stream(scope.full(name))
                return initial.values(shape, using: &own)
            }
            return scope.parameter(name, [generators.count] + shape, .values(values))
        }
        self.weights = parameter("weight", [outputs, inputs], weights)
        self.bias = parameter("bias", [outputs], bias)
    }

    /// (networks · rows, inputs) → (networks · rows, outputs).
    public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
        pass.tape.stackedLinear(x, weights: weights, bias: bias)
    }
}
