import Layers
import Tensors
import Training

/// A draw of Manifold Mixup for each of many networks on as many points each.
struct StackedMixups {
    let draws: [ManifoldMixup]
    /// The partner of each row: within its own network.
    private let partner: [Int]

    init(_ draws: [ManifoldMixup]) {
        self.draws = draws
        partner = draws.enumerated().flatMap { network, draw in
            draw.partner.map { network * draw.partner.count + $0 }
        }
    }

    /// The states mixed in those networks that mix at `layer`; nil where none does.
    func mix(_ states: Tensor, at layer: Int, in pass: Pass) -> Tensor? {
        guard draws.contains(where: { $0.layer == layer }) else { return nil }
        return pass.tape.mixed(
            states, partner: partner,
            lambdas: rates { $0.layer == layer ? $0.lambda : 1 })
    }

    /// λ·CE(y) + (1 − λ)·CE(y[partner]), each network with its own λ: the sum over networks of the
    /// mean over the rows of each, so that no network's gradient depends on how many there are.
    func crossEntropy(_ scores: Tensor, labels: [Int], in pass: Pass) -> Tensor {
        let rows = labels.count / draws.count
        let own = pass.tape.crossEntropy(
            scores, labels: labels, weights: rates(\.lambda), dividedBy: rows
        ).loss
        let partners = pass.tape.crossEntropy(
            scores, labels: partner.map { labels[$0] }, weights: rates { 1 - $0.lambda },
            dividedBy: rows
        ).loss
        return pass.tape.sum(own, partners)
    }

    private func rates(_ rate: (ManifoldMixup) -> Float) -> [Float] {
        draws.flatMap { [Float](repeating: rate($0), count: $0.partner.count) }
    }
}
