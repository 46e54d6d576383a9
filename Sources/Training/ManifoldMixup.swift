import Layers
import Randomness
import Tensors

/// One draw of Manifold Mixup (Verma et al. 2019, §2): a layer, a mixing rate and a partner for
/// each example.
///
/// Hidden states are interpolated, and so are *losses*, never label vectors: any loss fits, also
/// one whose targets cannot be averaged.
public struct ManifoldMixup: Sendable, Equatable {
    /// The mixing layer; 0 is the input.
    public let layer: Int
    /// λ: the share of each example itself; its partner has the rest.
    public let lambda: Float
    /// The partner of each example: a permutation.
    public let partner: [Int]

    /// A draw with λ ~ Beta(α, α), the layer uniform over `layers`, and a uniform permutation of
    /// `count` examples.
    public init(
        alpha: Double, layers: [Int], count: Int, using generator: inout Generator
    ) {
        layer = layers[generator.integer(below: layers.count)]
        lambda = Float(generator.beta(alpha, alpha))
        partner = generator.permutation(count)
    }

    /// A draw as given.
    public init(layer: Int, lambda: Float, partner: [Int]) {
        self.layer = layer
        self.lambda = lambda
        self.partner = partner
    }

    /// λ·h[i] + (1 − λ)·h[partner[i]].
    public func mix(_ hidden: Tensor, in pass: Pass) -> Tensor {
        pass.tape.mixed(hidden, partner: partner, lambda: lambda)
    }

    /// λ·L(y) + (1 − λ)·L(y[partner]).
    ///
    /// - Parameters:
    ///   - targets: one per example; of any kind.
    ///   - loss: the loss of the network's output for given targets, a tensor of one element.
    public func loss<Target>(
        for targets: [Target], in pass: Pass, _ loss: ([Target]) -> Tensor
    ) -> Tensor {
        let own = pass.tape.scaled(loss(targets), by: lambda)
        let partners = pass.tape.scaled(loss(partner.map { targets[$0] }), by: 1 - lambda)
        return pass.tape.sum(own, partners)
    }
}
