import Backbones
import Layers
import Randomness
import Tensors
import TestSupport
import Testing
import Training

/// Conv-4 with four channels on four images of 16 pixels under a linear head for three classes,
/// in the engine and in plain float64.
@Suite("Gradients through a mixed hidden layer")
struct MixedGradientTests {
    static let channels = 4
    static let images = Pattern.values("images", count: 4 * 3 * 16 * 16)
    static let labels = [0, 2, 1, 2]

    /// The loss and every parameter's gradient, names sorted.
    func engine(_ mixup: ManifoldMixup) -> (store: ParameterStore, loss: Float) {
        let device = Device(threads: 1)
        let store = ParameterStore(device, generator: Generator(seed: 5))
        let backbone = Conv4(store.root, channels: Self.channels)
        let head = LinearHead(store.root("classifier"), inputs: Self.channels, classes: 3)
        let pass = Pass(device, .training(Generator(seed: 0)), precision: .f32)
        let images = Tensor(device, Self.images, shape: [4, 3, 16, 16])
        let features = backbone.features(images, in: pass, at: mixup.layer) {
            mixup.mix($0, in: pass)
        }
        let scores = head(features, in: pass)
        let loss = mixup.loss(for: Self.labels, in: pass) {
            pass.tape.crossEntropy(scores, labels: $0).loss
        }
        pass.tape.backward(from: loss)
        return (store, loss.scalar)
    }

    /// The same loss from parameters by name.
    static func plain(_ parameters: [String: [Double]], _ mixup: ManifoldMixup) -> Double {
        var hidden = images.map(Double.init)
        var shape = [4, 3, 16, 16]
        for block in 0..<4 {
            if block == mixup.layer {
                hidden = Plain.mix(
                    hidden, lambda: Double(mixup.lambda), permutation: mixup.partner)
            }
            let name = "block\(block + 1)"
            hidden = Plain.conv2d(
                hidden, shape: shape, weight: parameters["\(name).conv.weight"]!,
                outputs: channels, kernel: 3, stride: 1, padding: 1)
            shape[1] = channels
            hidden = Plain.batchNorm(
                hidden, shape: shape, weight: parameters["\(name).bn.weight"]!,
                bias: parameters["\(name).bn.bias"]!)
            hidden = Plain.maxPool(Plain.leakyRelu(hidden), shape: shape)
            shape = [4, channels, shape[2] / 2, shape[3] / 2]
        }
        if mixup.layer == 4 {
            hidden = Plain.mix(
                hidden, lambda: Double(mixup.lambda), permutation: mixup.partner)
        }
        let scores = Plain.linear(
            hidden, features: channels, weight: parameters["classifier.weight"]!,
            bias: parameters["classifier.bias"]!)
        let partners = mixup.partner.map { labels[$0] }
        let lambda = Double(mixup.lambda)
        return lambda * Plain.crossEntropy(scores, labels: labels)
            + (1 - lambda) * Plain.crossEntropy(scores, labels: partners)
    }

    @Test("They are those of finite differences, at every layer", arguments: 0...4)
    func finiteDifferences(layer: Int) {
        let mixup = ManifoldMixup(layer: layer, lambda: 0.3, partner: [2, 0, 3, 1])
        let (store, loss) = engine(mixup)
        let parameters = store.parameters.mapValues { $0.values().map(Double.init) }
        expectClose(loss, Self.plain(parameters, mixup), relative: 1e-4, "loss")
        for name in store.parameterNames {
            // Every seventh number: enough, and quick.
            let places = Array(stride(from: 0, to: parameters[name]!.count, by: 7))
            var moved = parameters
            let expected = numericalGradient(
                of: { values in
                    for (place, value) in zip(places, values) { moved[name]![place] = value }
                    return Self.plain(moved, mixup)
                }, at: places.map { parameters[name]![$0] })
            let gradient = store.parameters[name]!.gradient()!
            expectClose(
                places.map { gradient[$0] }, expected, relative: 1e-3, absolute: 2e-5, name)
        }
    }
}
