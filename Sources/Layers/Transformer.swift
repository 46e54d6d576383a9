import Tensors

/// x·weightsᵀ + bias of each row, the last axis.
public struct Linear: Layer {
    let weights: Tensor
    let bias: Tensor?

    /// `inputs` numbers to `outputs`, with weights drawn as transformers' are.
    public init(_ scope: Scope, inputs: Int, outputs: Int, hasBias: Bool = true) {
        weights = scope.parameter("weight", [outputs, inputs], .normal(deviation: 0.02))
        bias = hasBias ? scope.parameter("bias", [outputs], .constant(0)) : nil
    }

    /// (…, inputs) → (…, outputs).
    public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
        self(x, .identity, in: pass)
    }

    /// `activation` of the map; one operation in evaluation.
    func callAsFunction(_ x: Tensor, _ activation: Activation, in pass: Pass) -> Tensor {
        guard pass.folds else {
            let y = pass.tape.linear(x, weights: weights, bias: bias)
            return pass.tape.activation(y, activation)
        }
        // Between two maps the precision of their factors is enough.
        let result = activation == .identity ? Precision.f32 : pass.precision
        return pass.tape.packed(packed(scale: nil, in: pass), of: x, activation, as: result)
    }

    /// `input` + the map of `x`, under layer scale if there is one; one operation in evaluation.
    func callAsFunction(
        _ x: Tensor, addedTo input: Tensor, scale: Tensor?, in pass: Pass
    ) -> Tensor {
        guard pass.folds else {
            let y = self(x, in: pass)
            return scale.map { pass.tape.sum(input, y, scaledBy: $0) } ?? pass.tape.sum(input, y)
        }
        return pass.tape.packed(
            packed(scale: scale, in: pass), of: x, .identity, adding: input)
    }

    private func packed(scale: Tensor?, in pass: Pass) -> PackedLinear {
        pass.packed(weights) {
            PackedLinear(weights, bias: bias, scale: scale, precision: pass.precision)
        }
    }
}

/// Layer normalisation over the last axis (Ba et al. 2016).
public struct LayerNorm: Layer {
    private let scale, shift: Tensor
    private let epsilon: Float

    /// Normalisation of rows of `width` numbers; `epsilon` is added to variances.
    public init(_ scope: Scope, width: Int, epsilon: Float) {
        scale = scope.parameter("weight", [width], .constant(1))
        shift = scope.parameter("bias", [width], .constant(0))
        self.epsilon = epsilon
    }

    /// (…, width) → the same shape.
    public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
        pass.tape.layerNormalization(x, scale: scale, shift: shift, epsilon: epsilon)
    }
}

/// What ends with a linear layer and is then added to something: one operation in evaluation.
protocol ResidualLayer {
    /// `input` + the layer's output for `x`, under layer scale if there is one.
    func callAsFunction(
        _ x: Tensor, addedTo input: Tensor, scale: Tensor?, in pass: Pass
    ) -> Tensor
}

/// Two linear layers with an activation between them.
public struct Perceptron: ResidualLayer {
    private let first, second: Linear
    private let activation: Activation

    /// `width` numbers to `hidden` and back, under timm's names.
    public init(_ scope: Scope, width: Int, hidden: Int, _ activation: Activation) {
        first = Linear(scope("fc1"), inputs: width, outputs: hidden)
        second = Linear(scope("fc2"), inputs: hidden, outputs: width)
        self.activation = activation
    }

    func callAsFunction(
        _ x: Tensor, addedTo input: Tensor, scale: Tensor? = nil, in pass: Pass
    ) -> Tensor {
        second(first(x, activation, in: pass), addedTo: input, scale: scale, in: pass)
    }
}

/// Self-attention of several heads, with its projections.
public struct SelfAttention: ResidualLayer {
    private let joint, projection: Linear
    private let heads: Int
    private let rotary: RotaryPositions?

    /// `heads` heads of `width` / `heads` numbers, under timm's names.
    ///
    /// - Parameter isRotary: whether positions turn queries and keys, which then have no bias.
    public init(_ scope: Scope, width: Int, heads: Int, isRotary: Bool) {
        joint = Linear(scope("qkv"), inputs: width, outputs: 3 * width, hasBias: !isRotary)
        rotary = isRotary ? RotaryPositions(width: width / heads) : nil
        projection = Linear(scope("proj"), inputs: width, outputs: width)
        self.heads = heads
    }

    func callAsFunction(
        _ x: Tensor, addedTo input: Tensor, scale: Tensor?, in pass: Pass
    ) -> Tensor {
        var rows = joint(x, in: pass)
        if let rotary {
            let turns = rotary.turns(pass.grid, on: pass.tape.device)
            rows = pass.tape.rotated(rows, by: turns, heads: heads)
        }
        let attended = pass.tape.attention(rows, heads: heads)
        return projection(attended, addedTo: input, scale: scale, in: pass)
    }
}

/// One learnt query that attends to all tokens of an image, and a perceptron: SigLIP's pooling
/// (Zhai et al. 2022, "Scaling Vision Transformers", §3.2), under timm's names (`AttentionPoolLatent`).
public struct AttentionPooling: Layer {
    private let latent: Tensor
    private let query, joint, projection: Linear
    private let norm: LayerNorm
    private let perceptron: Perceptron
    private let heads, width: Int

    /// A query of `width` numbers.
    public init(
        _ scope: Scope, width: Int, heads: Int, hidden: Int, epsilon: Float,
        _ activation: Activation
    ) {
        latent = scope.parameter(
            "latent", [1, 1, width], .normal(deviation: 1 / Double(width).squareRoot()))
        query = Linear(scope("q"), inputs: width, outputs: width)
        joint = Linear(scope("kv"), inputs: width, outputs: 2 * width)
        projection = Linear(scope("proj"), inputs: width, outputs: width)
        norm = LayerNorm(scope("norm"), width: width, epsilon: epsilon)
        perceptron = Perceptron(scope("mlp"), width: width, hidden: hidden, activation)
        self.heads = heads
        self.width = width
    }

    /// (images, tokens, width) → (images, width).
    public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
        let tape = pass.tape
        let queries = tape.repeated(query(latent, in: pass), images: x.shape[0])
        let attended = tape.attention(of: queries, to: joint(x, in: pass), heads: heads)
        let y = projection(attended, in: pass)
        return tape.flattened(perceptron(norm(y, in: pass), addedTo: y, in: pass))
    }
}

/// A block of a vision transformer: x + γ₁·attention(norm(x)), then x + γ₂·perceptron(norm(x)),
/// the factors γ only under layer scale (Touvron et al. 2021, "Going deeper with Image
/// Transformers").
public struct TransformerBlock: Layer {
    private let norms: [LayerNorm]
    private let parts: [any ResidualLayer]
    private let factors: [Tensor]

    /// A block of `width` numbers for each token, under timm's names.
    ///
    /// - Parameters:
    ///   - layerScale: the factors' first value; nil for none.
    ///   - isRotary: whether attention has rotary positions.
    public init(
        _ scope: Scope, width: Int, heads: Int, hidden: Int, epsilon: Float, layerScale: Float?,
        _ activation: Activation, isRotary: Bool = false
    ) {
        norms = (1...2).map { LayerNorm(scope("norm\($0)"), width: width, epsilon: epsilon) }
        parts = [
            SelfAttention(scope("attn"), width: width, heads: heads, isRotary: isRotary),
            Perceptron(scope("mlp"), width: width, hidden: hidden, activation),
        ]
        factors =
            layerScale.map { first in
                (1...2).map { i in
                    // timm has DINOv3 in another file, with other names.
                    isRotary
                        ? scope.parameter("gamma_\(i)", [width], .constant(first))
                        : scope("ls\(i)").parameter("gamma", [width], .constant(first))
                }
            } ?? []
    }

    /// (images, tokens, width) → the same shape.
    public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
        parts.indices.reduce(x) { x, i in
            let y = norms[i](x, in: pass)
            return parts[i](
                y, addedTo: x, scale: factors.isEmpty ? nil : factors[i], in: pass)
        }
    }
}
