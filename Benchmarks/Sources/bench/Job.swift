import Backbones
import Layers
import Randomness
import Tensors

/// A backbone under a class head, with a batch of random images to compute on.
final class Job {
    let backbone: BackboneName
    let precision: Precision
    let batchSize, imageSize: Int
    let device: Device
    private let store: ParameterStore
    private let network: any Backbone
    private let head: LinearHead
    private let images: [Float]
    private var evaluation: Pass?
    private var velocities: [String: Tensor] = [:]

    init(
        _ backbone: BackboneName, precision: Precision, batchSize: Int?, imageSize: Int?,
        threads: Int, winograd: Bool = true
    ) {
        let wide = backbone == .wideResNet
        self.backbone = backbone
        self.precision = precision
        self.batchSize = batchSize ?? (wide ? 8 : backbone == .conv4 ? 128 : 32)
        self.imageSize = imageSize ?? (wide ? 80 : 84)
        device = Device(threads: threads, winograd: winograd)
        store = ParameterStore(device, generator: Generator(seed: 1))
        network = backbone.make(store.root, dropout: 0.5)
        let features = network.featureCount(imageSize: self.imageSize)
        head = LinearHead(store.root("classifier"), inputs: features, classes: 64)
        var generator = Generator(seed: 2)
        images = (0..<self.batchSize * 3 * self.imageSize * self.imageSize).map { _ in
            Float(generator.uniform(in: -2...2))
        }
        for (name, parameter) in store.parameters {
            let zeros = [Float](repeating: 0, count: parameter.elementCount)
            velocities[name] = Tensor(device, zeros, shape: parameter.shape)
        }
    }

    private var input: Tensor {
        Tensor(device, images, shape: [batchSize, 3, imageSize, imageSize])
    }

    /// Forward, loss, backward, update.
    func trainingStep() {
        let pass = Pass(device, .training(Generator(seed: 3)), precision: precision)
        let scores = head(network.features(input, in: pass), in: pass)
        let labels = (0..<batchSize).map { $0 % 64 }
        pass.tape.backward(from: pass.tape.crossEntropy(scores, labels: labels).loss)
        for name in store.parameterNames {
            store.parameters[name]!.descend(
                velocity: velocities[name]!, learningRate: 0.01, momentum: 0.9, nesterov: false,
                weightDecay: 1e-4)
        }
        store.clearGradients()
    }

    /// The features of the batch as numbers, running statistics in use, in one pass after another.
    func extractFeatures() {
        let pass = evaluation ?? Pass(device, .evaluation, precision: precision)
        evaluation = pass
        _ = network.features(input, in: pass).values()
    }

    /// The median speed of `work` over `seconds`, and five goes at least, after two to warm up.
    func imagesPerSecond(for seconds: Double, _ work: () -> Void) -> Double {
        work()
        work()
        let clock = ContinuousClock()
        var times: [Duration] = []
        let end = clock.now + .seconds(seconds)
        while times.count < 5 || clock.now < end { times.append(clock.measure(work)) }
        return Double(batchSize) / (times.sorted()[times.count / 2] / .seconds(1))
    }
}
