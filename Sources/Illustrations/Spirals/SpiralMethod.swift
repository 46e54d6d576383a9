import Layers
import Randomness
import Recipes
import Tensors
import Training

/// One way to train on the spirals.
struct SpiralMethod {
    /// As the report calls it.
    let name: String
    /// Where hidden states are mixed, one of these layers in each step; nil for nowhere.
    var layers: [Int]?
    /// α of λ ~ Beta(α, α).
    var alpha = 1.0
    /// The rate of dropout behind every rectifier.
    var dropout: Float = 0
    /// AdamW's weight decay.
    var weightDecay = 0.0

    /// Empirical risk minimisation: what the others are compared with.
    static let plain = SpiralMethod(name: "no regulariser")
    /// The method itself: mixing in the hidden plane.
    static let manifoldMixup = SpiralMethod(name: "Manifold Mixup", layers: [1])
    /// All, the plain one first and the method itself second.
    static let all = [
        plain, manifoldMixup,
        SpiralMethod(name: "Manifold Mixup, α = 0.5", layers: [1], alpha: 0.5),
        SpiralMethod(name: "Manifold Mixup, α = 2", layers: [1], alpha: 2),
        SpiralMethod(name: "Manifold Mixup at the input too", layers: [0, 1]),
        SpiralMethod(name: "input mixup", layers: [0]),
        SpiralMethod(name: "dropout", dropout: 0.3),
        SpiralMethod(name: "weight decay", weightDecay: 0.5),
    ]

    /// The names of those whose networks are shown while they learn.
    static let filmed: Set = ["no regulariser", "Manifold Mixup", "input mixup", "weight decay"]

    /// Networks, each trained on all of its own points at once for `steps` steps of AdamW.
    ///
    /// It is the whole of what Manifold Mixup asks of a training loop: draw a mixup, hand it to the
    /// network, and let it mix the losses.
    ///
    /// - Parameters:
    ///   - points: of each network; equally many.
    ///   - generators: of each network; its numbers do not depend on the others'.
    ///   - watch: called after each step with the number of steps done, and before the first.
    func train(
        on points: [SpiralPoints], from start: SpiralStart, steps: Int, device: Device,
        generators: [Generator], watch: (Int, SpiralNetworks) -> Void = { _, _ in }
    ) -> SpiralNetworks {
        let networks = SpiralNetworks(
            device: device, start: start, dropout: dropout,
            generators: generators.map { $0.stream("initial weights") })
        let settings = OptimizerSettings(.adamw, learningRate: 0.002, weightDecay: weightDecay)
        let optimizer = Optimizer(settings, of: networks.store)
        let input = networks.tensor(points.map(\.coordinates))
        let labels = points.flatMap(\.labels)
        watch(0, networks)
        for step in 0..<steps {
            let chances = generators.map { $0.stream("step", step) }
            let pass = Pass(
                device, .training(chances[0].stream("dropout")), precision: .f32)
            let mixups = layers.map { layers in
                StackedMixups(
                    zip(chances, points).map { chance, points in
                        var chance = chance
                        return ManifoldMixup(
                            alpha: alpha, layers: layers, count: points.count, using: &chance)
                    })
            }
            let scores = networks.scores(input, in: pass, mixing: mixups)
            let loss =
                mixups?.crossEntropy(scores, labels: labels, in: pass)
                ?? pass.tape.crossEntropy(
                    scores, labels: labels, dividedBy: points[0].count
                ).loss
            pass.tape.backward(from: loss)
            optimizer.update(
                learningRate: settings.learningRate
                    * Schedule.cosine.multiplier(step: step, stepsPerEpoch: steps, epochs: 1))
            watch(step + 1, networks)
        }
        return networks
    }
}
