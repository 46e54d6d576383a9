import Layers
import Tensors

/// A vision transformer: DeiT, DINO, DINOv2 and v3, the image towers of CLIP and SigLIP.
///
/// Dosovitskiy et al. 2021, "An Image Is Worth 16×16 Words"; names and conventions are timm's
/// (`vision_transformer.py`). Images whose sides the patch does not divide lose the rest.
public struct VisionTransformer: Backbone {
    /// Quarters of the blocks, the embedding before the first; mixing layers are the image and
    /// the tokens after each quarter but the last.
    public let stages: [any Layer]
    private let form: Form

    /// The smallest patch.
    public static let smallestImage = 8

    /// The network of `form`.
    public init(_ scope: Scope, _ form: Form) {
        precondition(form.poolings.contains(form.pooling), "a network without \(form.pooling)")
        self.form = form
        let embedding = PatchEmbedding(
            scope, patch: form.patch, width: form.width, imageSize: form.imageSize,
            prefix: form.prefix, hasBias: !form.normalizesFirst,
            interpolation: form.isRotary ? nil : form.interpolation)
        var first: [any Layer] = [embedding]
        if form.normalizesFirst {
            first.append(
                LayerNorm(scope("norm_pre"), width: form.width, epsilon: form.epsilon))
        }
        let blocks: [any Layer] = (0..<form.depth).map { i in
            TransformerBlock(
                scope("blocks")(i), width: form.width, heads: form.heads, hidden: form.hidden,
                epsilon: form.epsilon, layerScale: form.layerScale, form.activation,
                isRotary: form.isRotary)
        }
        let last = Head(scope, form)
        let quarters = min(4, form.depth)
        stages = (0..<quarters).map { i in
            let range = form.depth * i / quarters..<form.depth * (i + 1) / quarters
            return Sequential(
                (i == 0 ? first : []) + blocks[range] + (i == quarters - 1 ? [last] : []))
        }
    }

    /// The width of a token, twice that with the mean beside the class token, or the projection's.
    public func featureCount(imageSize: Int) -> Int {
        switch form.pooling {
        case .projection: form.projection!
        case .classAndMean: 2 * form.width
        case .classToken, .mean, .attention: form.width
        }
    }

    /// Normalised tokens to features.
    private struct Head: Layer {
        let norm: LayerNorm
        let attention: AttentionPooling?
        let projection: Linear?
        let prefix: Int
        let pooling: Pooling

        init(_ scope: Scope, _ form: Form) {
            norm = LayerNorm(scope("norm"), width: form.width, epsilon: form.epsilon)
            attention =
                form.poolsByAttention
                ? AttentionPooling(
                    scope("attn_pool"), width: form.width, heads: form.heads, hidden: form.hidden,
                    epsilon: form.epsilon, form.activation) : nil
            projection = form.projection.map {
                Linear(scope("head"), inputs: form.width, outputs: $0, hasBias: false)
            }
            prefix = form.prefix.count
            pooling = form.pooling
        }

        func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
            let tape = pass.tape
            let tokens = norm(x, in: pass)
            func first() -> Tensor { tape.flattened(tape.tokens(tokens, 0..<1)) }
            func mean() -> Tensor {
                tape.meanOfTokens(tape.tokens(tokens, prefix..<x.shape[1]))
            }
            switch pooling {
            case .classToken: return first()
            case .mean: return mean()
            case .classAndMean: return tape.joinedColumns(first(), mean())
            case .projection: return projection!(first(), in: pass)
            case .attention: return attention!(tokens, in: pass)
            }
        }
    }
}
