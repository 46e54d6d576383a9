import Kernels
import TestSupport
import Testing

/// Batch normalisation, ReLU and max-pooling as one kernel, against the three kernels after each
/// other (which `TensorsTests` hold against PyTorch).
@Suite("Fused normalisation and pooling")
struct NormalizedPoolingTests {
    private struct Inputs {
        let device: Device
        let x, scale, shift: Memory

        /// `x` in the layout of a convolution's output.
        init(_ shape: [Int], threads: Int = 1, offset: Float = 0.5) {
            device = Device(threads: threads)
            let channels = shape[1]
            var identity = [Float](repeating: 0, count: channels * channels)
            for c in 0..<channels { identity[c * channels + c] = 1 }
            x =
                device.convolution(
                    Memory(
                        device,
                        Pattern.values(
                            "x", count: shape.reduce(1, *), scale: 2, offset: offset),
                        shape: shape),
                    weights: Memory(device, identity, shape: [channels, channels, 1, 1]),
                    ConvolutionGeometry(stride: 1, padding: 0), precision: .f32
                ).output
            // Scales of either sign: a negative one turns the order of a window around.
            scale = Memory(device, Pattern.values("scale", count: channels), shape: [channels])
            shift = Memory(device, Pattern.values("shift", count: channels), shape: [channels])
        }

        /// Output, mean, variance and the gradients of input, scale and shift.
        func fused() -> [[Float]] {
            let pooled = device.normalizedPooling(x, scale: scale, shift: shift, epsilon: 1e-5)
            let gradients = device.normalizedPoolingBackward(
                upstream(pooled.output.shape), pooled, scale: scale, shift: shift, epsilon: 1e-5)
            return [
                pooled.output, pooled.mean, pooled.variance, gradients.input, gradients.scale,
                gradients.shift,
            ].map { $0.values() }
        }

        func parts() -> [[Float]] {
            let (normalized, mean, variance) = device.batchNormalization(
                x, scale: scale, shift: shift, epsilon: 1e-5)
            let active = device.rectifier(normalized, slope: 0)
            let pooled = device.pooling(
                active, .maximum, kernel: [2, 2], stride: [2, 2], training: true)
            let slope = device.rectifierBackward(
                device.poolingBackward(upstream(pooled.output.shape), pooled), output: active,
                slope: 0)
            let gradients = device.batchNormalizationBackward(
                slope, x: x, scale: scale, shift: shift, mean: mean, variance: variance,
                epsilon: 1e-5)
            return [
                pooled.output, mean, variance, gradients.input, gradients.scale, gradients.shift,
            ].map { $0.values() }
        }

        private func upstream(_ shape: [Int]) -> Memory {
            Memory(device, Pattern.values("upstream", count: shape.reduce(1, *)), shape: shape)
        }
    }

    private static let names = ["output", "mean", "variance", "dx", "dscale", "dshift"]

    @Test(
        "equals its parts, on sides that pooling divides and others",
        arguments: [
            [2, 16, 4, 6], [3, 32, 5, 7], [4, 64, 21, 10], [5, 16, 2, 2], [1, 16, 3, 2],
        ])
    func equalsParts(_ shape: [Int]) throws {
        let inputs = Inputs(shape)
        guard inputs.device.canFusePooling(inputs.x) else { return noFusion() }
        for (name, (one, other)) in zip(Self.names, zip(inputs.fused(), inputs.parts())) {
            expectClose(one, other, relative: 1e-4, absolute: 1e-5, "\(name) of \(shape)")
        }
    }

    @Test("a mean of fifty deviations costs no more than single precision's digits")
    func farFromZero() {
        let inputs = Inputs([4, 16, 6, 6], offset: 60)
        guard inputs.device.canFusePooling(inputs.x) else { return noFusion() }
        for (name, (one, other)) in zip(Self.names, zip(inputs.fused(), inputs.parts())) {
            expectClose(one, other, relative: 1e-4, absolute: 2e-4, name)
        }
    }

    @Test("the result is the same, bit for bit, on any number of threads")
    func threads() {
        let inputs = [1, 2, 3].map { Inputs([5, 32, 9, 8], threads: $0) }
        guard inputs[0].device.canFusePooling(inputs[0].x) else { return noFusion() }
        let results = inputs.map { $0.fused() }
        #expect(results[0] == results[1] && results[1] == results[2])
    }

    @Test("other layouts, precisions and sizes are left to the parts")
    func otherInputs() {
        let plain = Inputs([2, 16, 4, 4])
        let device = plain.device
        #expect(!device.canFusePooling(device.plain(plain.x)))
        for shape in [[2, 5, 4, 4], [2, 16, 1, 4], [2, 16, 4, 1]] {
            let inputs = Inputs(shape)
            #expect(!inputs.device.canFusePooling(inputs.x))
        }
    }

    /// oneDNN's blocks have sixteen channels with AVX-512 only.
    private func noFusion() {
        withKnownIssue { #expect(Device.supportsBFloat16) }
    }
}
