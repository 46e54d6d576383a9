import Drawings
import Layers
import Randomness
import Recipes
import Tensors
import Training

/// One way to train the networks in which flattening is looked at.
struct FlatteningMethod {
    /// As the report calls it.
    let name: String
    /// Where hidden states are mixed, one of these layers in each step; nil for nowhere.
    var layers: [Int]?

    /// Without mixing first: what the others are compared with.
    static let all = [
        FlatteningMethod(name: "no mixing"),
        FlatteningMethod(name: "Manifold Mixup in the narrow layer", layers: [1]),
        FlatteningMethod(name: "at the input too", layers: [0, 1]),
        FlatteningMethod(name: "input mixup", layers: [0]),
    ]

    /// α of λ ~ Beta(α, α), as the authors take it.
    private static let alpha = 2.0
    /// Pictures of a step.
    private static let batch = 100

    /// Networks trained on the same pictures for `epochs` epochs of Adam, each in an order of its
    /// own.
    func train(
        on pictures: DrawnStrings, epochs: Int, device: Device, generators: [Generator]
    ) -> FlatteningNetworks {
        let networks = FlatteningNetworks(
            device: device, inputs: pictures.pixels.count / pictures.count,
            classes: DrawnStrings.alphabet.count,
            generators: generators.map { $0.stream("initial weights") })
        let settings = OptimizerSettings(.adam, learningRate: 1e-3)
        let optimizer = Optimizer(settings, of: networks.store)
        for epoch in 0..<epochs {
            let orders = generators.map { generator in
                var own = generator.stream("order", epoch)
                return own.permutation(pictures.count)
            }
            let batch = min(Self.batch, pictures.count)
            for start in stride(from: 0, through: pictures.count - batch, by: batch) {
                let chosen = orders.map { Array($0[start..<start + batch]) }
                let pass = Pass(device, .training(generators[0]), precision: .f32)
                let mixups = layers.map { layers in
                    StackedMixups(
                        generators.map { generator in
                            var chance = generator.stream(
                                "step", epoch * pictures.count + start)
                            return ManifoldMixup(
                                alpha: Self.alpha, layers: layers, count: batch, using: &chance)
                        })
                }
                let input = pictures.tensor(chosen.flatMap { $0 }, on: device)
                let scores = networks.scores(input, in: pass, mixing: mixups)
                let labels = chosen.flatMap { $0.map { pictures.labels[$0][0] } }
                let loss =
                    mixups?.crossEntropy(scores, labels: labels, in: pass)
                    ?? pass.tape.crossEntropy(scores, labels: labels, dividedBy: batch).loss
                pass.tape.backward(from: loss)
                optimizer.update(learningRate: settings.learningRate)
            }
        }
        return networks
    }
}

extension DrawnStrings {
    /// Some of the pictures as rows of one table.
    func tensor(_ places: [Int], on device: Device) -> Tensor {
        let size = pixels.count / count
        return Tensor(
            device, places.flatMap { pixels[$0 * size..<($0 + 1) * size] },
            shape: [places.count, size])
    }
}
