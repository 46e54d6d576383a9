import Drawings
import Layers
import Randomness
import Recipes
import Tensors
import Training

/// One way to learn to read strings of glyphs by connectionist temporal classification.
struct GlyphMethod {
    /// As the report calls it.
    let name: String
    /// Where hidden states are mixed, by α = 1; nil for nowhere.
    var layers: [Int]?

    /// Without mixing first: what the other is compared with.
    static let all = [
        GlyphMethod(name: "no mixing"),
        GlyphMethod(name: "Manifold Mixup", layers: [0, 1, 2]),
    ]

    /// How many strings a step takes.
    static let batch = 16

    /// A network trained for `steps` steps of AdamW; `look` sees it after each with the number of
    /// steps done and the step's loss.
    ///
    /// A label here is a sequence, and there is nothing between two sequences. So nothing is mixed
    /// but hidden states and *losses*: λ·L(a) + (1 − λ)·L(b), as Moysset and Messina (2019, arXiv
    /// 1903.04246) do for handwriting. `ManifoldMixup.loss` takes any loss, so this loop is that of
    /// `SpiralMethod` with another one.
    func train(
        on strings: DrawnStrings, steps: Int, device: Device, generator: Generator,
        look: (GlyphNetwork, Int, Float) -> Void
    ) -> GlyphNetwork {
        let network = GlyphNetwork(device: device, generator: generator.stream("initial weights"))
        let settings = OptimizerSettings(.adamw, learningRate: 0.003, weightDecay: 0.01)
        let optimizer = Optimizer(settings, of: network.store)
        for step in 0..<steps {
            var chance = generator.stream("step", step)
            let batch = chance.choose(min(Self.batch, strings.count), from: strings.count)
            let pass = Pass(device, .training(chance.stream("pass")), precision: .f32)
            let mixup = layers.map {
                ManifoldMixup(alpha: 1, layers: $0, count: batch.count, using: &chance)
            }
            let scores = network.scores(network.tensor(strings, batch), in: pass, mixing: mixup)
            func loss(_ targets: [[Int]]) -> Tensor {
                pass.tape.temporalClassification(scores, labels: targets).loss
            }
            let targets = strings.targets(batch)
            let whole = mixup?.loss(for: targets, in: pass, loss) ?? loss(targets)
            pass.tape.backward(from: whole)
            optimizer.update(
                learningRate: settings.learningRate
                    * Schedule.cosine.multiplier(step: step, stepsPerEpoch: steps, epochs: 1))
            look(network, step + 1, whole.scalar)
        }
        return network
    }
}
