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
        pass.tape.linear(x, weights: weights, bias: bias)
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

/// Two linear layers with an activation between them.
public struct Perceptron: Layer {
    private let first, second: Linear
    private let activation: Activation

    /// `width` numbers to `hidden` and back, under timm's names.
    public init(_ scope: Scope, width: Int, hidden: Int, _ activation: Activation) {
        first = Linear(scope("fc1"), inputs: width, outputs: hidden)
        second = Linear(scope("fc2"), inputs: hidden, outputs: width)
        self.activation = activation
    }

    /// (…, width) → the same shape.
    public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
        second(pass.tape.activation(first(x, in: pass), activation), in: pass)
    }
}

/// Self-attention of several heads, with its projections.
public struct SelfAttention: Layer {
    private let joint, projection: Linear
    private let heads: Int

    /// `heads` heads of `width` / `heads` numbers, under timm's names.
    public init(_ scope: Scope, width: Int, heads: Int) {
        joint = Linear(scope("qkv"), inputs: width, outputs: 3 * width)
        projection = Linear(scope("proj"), inputs: width, outputs: width)
        self.heads = heads
    }

    /// (images, tokens, width) → the same shape.
    public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
        projection(pass.tape.attention(joint(x, in: pass), heads: heads), in: pass)
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
        return tape.flattened(tape.sum(y, perceptron(norm(y, in: pass), in: pass)))
    }
}

/// A block of a vision transformer: x + γ₁·attention(norm(x)), then x + γ₂·perceptron(norm(x)),
/// the factors γ only under layer scale (Touvron et al. 2021, "Going deeper with Image
/// Transformers").
public struct TransformerBlock: Layer {
    private let norms: [LayerNorm]
    private let parts: [any Layer]
    private let factors: [Tensor]

    /// A block of `width` numbers for each token, under timm's names.
    ///
    /// - Parameter layerScale: the factors' first value; nil for none.
    public init(
        _ scope: Scope, width: Int, heads: Int, hidden: Int, epsilon: Float, layerScale: Float?,
        _ activation: Activation
    ) {
        norms = (1...2).map { LayerNorm(scope("norm\($0)"), width: width, epsilon: epsilon) }
        parts = [
            SelfAttention(scope("attn"), width: width, heads: heads),
            Perceptron(scope("mlp"), width: width, hidden: hidden, activation),
        ]
        factors =
            layerScale.map { first in
                (1...2).map { scope("ls\($0)").parameter("gamma", [width], .constant(first)) }
            } ?? []
    }

    /// (images, tokens, width) → the same shape.
    public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
        parts.indices.reduce(x) { x, i in
            let y = parts[i](norms[i](x, in: pass), in: pass)
            guard !factors.isEmpty else { return pass.tape.sum(x, y) }
            return pass.tape.sum(x, y, scaledBy: factors[i])
        }
    }
}
