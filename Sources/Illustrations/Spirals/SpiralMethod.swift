import Layers
import Randomness
import Recipes
import Tensors
import Training

/// One way to train on the spirals.
struct SpiralMethod {
    /// As the report calls it.
    let name: String
    /// Where hidden states are mixed, by α = 1; nil for nowhere.
    var layers: [Int]?
    /// The rate of dropout behind every rectifier.
    var dropout: Float = 0
    /// AdamW's weight decay.
    var weightDecay = 0.0

    /// Empirical risk minimisation first: what the others are compared with.
    static let all = [
        SpiralMethod(name: "no regulariser"),
        SpiralMethod(name: "weight decay", weightDecay: 0.5),
        SpiralMethod(name: "dropout", dropout: 0.3),
        SpiralMethod(name: "input mixup", layers: [0]),
        SpiralMethod(name: "Manifold Mixup", layers: [1]),
    ]

    /// A network trained on all points at once for `steps` steps of AdamW.
    ///
    /// It is the whole of what Manifold Mixup asks of a training loop: draw a mixup, hand it to the
    /// network, and let it mix the losses.
    func train(on points: SpiralPoints, steps: Int, device: Device, generator: Generator)
        -> SpiralNetwork
    {
        let network = SpiralNetwork(
            device: device, dropout: dropout, generator: generator.stream("initial weights"))
        let settings = OptimizerSettings(.adamw, learningRate: 0.002, weightDecay: weightDecay)
        let optimizer = Optimizer(settings, of: network.store)
        let input = network.tensor(points.coordinates)
        for step in 0..<steps {
            var chance = generator.stream("step", step)
            let pass = Pass(device, .training(chance.stream("dropout")), precision: .f32)
            let mixup = layers.map {
                ManifoldMixup(alpha: 1, layers: $0, count: points.count, using: &chance)
            }
            let scores = network.scores(input, in: pass, mixing: mixup)
            func loss(_ labels: [Int]) -> Tensor {
                pass.tape.crossEntropy(scores, labels: labels).loss
            }
            pass.tape.backward(
                from: mixup?.loss(for: points.labels, in: pass, loss) ?? loss(points.labels))
            optimizer.update(
                learningRate: settings.learningRate
                    * Schedule.cosine.multiplier(step: step, stepsPerEpoch: steps, epochs: 1))
        }
        return network
    }
}
