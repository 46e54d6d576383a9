import Backbones
import Layers
import Randomness
import Tensors
import TestSupport
import Testing

@Suite("Training steps of the backbones")
struct SteadyBackboneTests {
    static let names = [
        "conv4", "conv4-signed", "resnet12-half", "resnet12-quarter", "resnet18", "wrn-28-2",
    ]
    static let precisions: [Precision] = Device.supportsBFloat16 ? [.f32, .bf16] : [.f32]

    /// A backbone under a head, its optimiser and a few images.
    private final class Training {
        let device: Device
        let store: ParameterStore
        let backbone: any Backbone
        let head: LinearHead
        let velocities: [String: Tensor]
        let precision: Precision

        init(_ name: String, threads: Int, _ precision: Precision) throws {
            self.precision = precision
            device = Device(threads: threads)
            store = ParameterStore(device, generator: Generator(seed: 1))
            if name == "wrn-28-2" {
                backbone = WideResNet(store.root, width: 2, dropout: 0.5)
            } else {
                backbone = try #require(BackboneName(name)).make(store.root, dropout: 0.5)
            }
            head = LinearHead(
                store.root("classifier"), inputs: backbone.featureCount(imageSize: 20), classes: 3)
            velocities = store.parameters.mapValues { [device] in
                Tensor(
                    device, [Float](repeating: 0, count: $0.elementCount), shape: $0.shape)
            }
        }

        @discardableResult
        func step(_ number: UInt64) -> Float {
            let x = Tensor(
                device, Pattern.values("x", count: 4 * 3 * 20 * 20), shape: [4, 3, 20, 20])
            let pass = Pass(
                device, .training(Generator(seed: 2).stream("step", Int(number))),
                precision: precision)
            let hidden = backbone.features(x, in: pass, at: Int(number) % 3) {
                pass.tape.mixed($0, partner: [1, 0, 3, 2], lambda: 0.9)
            }
            let loss = pass.tape.crossEntropy(head(hidden, in: pass), labels: [0, 1, 2, 0]).loss
            pass.tape.backward(from: loss)
            for name in store.parameterNames {
                store.parameters[name]!.descend(
                    velocity: velocities[name]!, learningRate: 0.01, momentum: 0.9,
                    nesterov: true, weightDecay: 5e-4)
            }
            store.clearGradients()
            return loss.scalar
        }
    }

    @Test(
        "take no fresh buffer once each mixing layer was met", arguments: names, precisions)
    func steady(_ name: String, _ precision: Precision) throws {
        let training = try Training(name, threads: 2, precision)
        for number in 0..<6 { training.step(UInt64(number)) }
        let (buffers, bytes) = (training.device.freshBuffers, training.device.bytesHeld)
        for number in 6..<12 { training.step(UInt64(number)) }
        #expect(training.device.freshBuffers == buffers)
        #expect(training.device.bytesHeld == bytes)
    }

    @Test("repeat bit for bit at a fixed number of threads", arguments: names, [1, 2])
    func repeatable(_ name: String, _ threads: Int) throws {
        let losses = try (0..<2).map { _ in
            let training = try Training(name, threads: threads, .f32)
            return (0..<3).map { training.step($0).bitPattern }
        }
        #expect(losses[0] == losses[1])
    }
}
