import Tensors
import TestSupport
import Testing

/// A small network with all that a training step has: convolutions, normalisation, residual sum,
/// pooling, dropout, mixing, a loss and an optimiser.
private final class Network {
    let device: Device
    let precision: Precision
    let weights: [Tensor]
    let head: Tensor
    let scale: Tensor
    let shift: Tensor
    let statistics: [Tensor]
    let velocities: [Tensor]
    let images: Tensor
    var parameters: [Tensor] { weights + [head, scale, shift] }

    init(threads: Int, _ precision: Precision = .f32) {
        let device = Device(threads: threads)
        func tensor(_ name: String, _ shape: [Int], scale: Float, about: Float = 0) -> Tensor {
            let numbers = Pattern.values(
                name, count: shape.reduce(1, *), scale: scale, offset: about)
            return Tensor(device, numbers, shape: shape, needsGradient: name != "images")
        }
        func zeros(like other: Tensor) -> Tensor {
            Tensor(device, [Float](repeating: 0, count: other.elementCount), shape: other.shape)
        }
        self.device = device
        self.precision = precision
        weights = [
            tensor("first", [32, 3, 3, 3], scale: 0.4),
            tensor("second", [32, 32, 3, 3], scale: 0.1),
        ]
        head = tensor("head", [5, 32 * 6 * 5], scale: 0.05)
        scale = tensor("scale", [32], scale: 0.1, about: 1)
        shift = tensor("shift", [32], scale: 0.1)
        statistics = [zeros(like: scale), zeros(like: shift)]
        velocities = (weights + [head, scale, shift]).map(zeros)
        images = tensor("images", [8, 3, 12, 10], scale: 1)
    }

    /// One step; the loss before it.
    @discardableResult
    func step(_ number: Int) -> Float {
        let tape = Tape(device)
        let same = ConvolutionGeometry(stride: 1, padding: 1)
        let stem = tape.convolution(images, weights: weights[0], same, precision: precision)
        let normalized = tape.batchNormalization(
            stem, scale: scale, shift: shift, runningMean: statistics[0],
            runningVariance: statistics[1], momentum: 0.1, epsilon: 1e-5)
        let partner = [1, 2, 3, 4, 5, 6, 7, 0]
        let mixed = tape.mixed(tape.rectifier(normalized), partner: partner, lambda: 0.8)
        let block = tape.convolution(
            tape.dropout(mixed, rate: 0.1, seed: UInt64(number)), weights: weights[1], same,
            precision: precision)
        let pooled = tape.maxPooling(tape.rectifier(tape.sum(block, mixed), slope: 0.1), size: 2)
        let scores = tape.linear(tape.flattened(pooled), weights: head)
        let (loss, _) = tape.crossEntropy(scores, labels: [0, 1, 2, 3, 4, 0, 1, 2])
        tape.backward(from: loss)
        for (parameter, velocity) in zip(parameters, velocities) {
            parameter.descend(
                velocity: velocity, learningRate: 0.05, momentum: 0.9, nesterov: true,
                weightDecay: 5e-4)
            parameter.clearGradient()
        }
        return loss.scalar
    }

    /// The losses of four steps, then all parameters and statistics.
    func run() -> [Float] {
        (0..<4).map { step($0) } + (parameters + statistics).flatMap { $0.values() }
    }
}

@Suite("Training steps")
struct SteadyStepTests {
    static let precisions: [Precision] = Device.supportsBFloat16 ? [.f32, .bf16] : [.f32]

    @Test("take no fresh buffer from the third on", arguments: precisions, [1, 2])
    func steady(_ precision: Precision, _ threads: Int) {
        let network = Network(threads: threads, precision)
        for number in 0..<2 { network.step(number) }
        let (buffers, bytes) = (network.device.freshBuffers, network.device.bytesHeld)
        for number in 2..<12 { network.step(number) }
        #expect(network.device.freshBuffers == buffers)
        #expect(network.device.bytesHeld == bytes)
    }

    @Test("repeat bit for bit at a fixed number of threads", arguments: precisions, [1, 2, 3])
    func repeatable(_ precision: Precision, _ threads: Int) {
        let first = Network(threads: threads, precision).run()
        let second = Network(threads: threads, precision).run()
        #expect(first.elementsEqual(second) { $0.bitPattern == $1.bitPattern })
    }

    @Test("agree between one thread and two", arguments: precisions)
    func threadCounts(_ precision: Precision) {
        expectClose(
            Network(threads: 1, precision).run(), Network(threads: 2, precision).run(),
            relative: precision == .f32 ? 1e-4 : 2e-2, absolute: precision == .f32 ? 1e-5 : 5e-3)
    }

    @Test("lower the loss in either precision, to the same value within a fiftieth")
    func learning() {
        let losses = Self.precisions.map { precision in
            let network = Network(threads: 1, precision)
            return (0..<30).map { network.step($0) }
        }
        for loss in losses { #expect(loss[29] < loss[0] / 2) }
        expectClose(losses[0][0], losses.last![0], relative: 0.02)
    }
}
