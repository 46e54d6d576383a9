import Kernels
import TestSupport
import Testing

/// The first block as one kernel against the kernels after each other, which `TensorsTests` hold
/// against PyTorch.
@Suite(
    "A first block on images",
    .enabled(if: Device.hasOwnConvolutions, "this CPU has no AVX2 with FMA"))
struct StemTests {
    private struct Inputs {
        let device: Device
        let x, weights, scale, shift: Memory
        let geometry = ConvolutionGeometry(stride: 1, padding: 1)

        /// `sizes`: images, channels, outputs, height, width.
        init(_ sizes: [Int], threads: Int = 1, offset: Float = 0.5) {
            let device = Device(threads: threads)
            func memory(_ name: String, _ shape: [Int], offset: Float = 0) -> Memory {
                Memory(
                    device,
                    Pattern.values(name, count: shape.reduce(1, *), scale: 2, offset: offset),
                    shape: shape)
            }
            self.device = device
            x = memory("x", [sizes[0], sizes[1], sizes[3], sizes[4]], offset: offset)
            weights = memory("weights", [sizes[2], sizes[1], 3, 3])
            // Scales of either sign: a negative one turns the order of a window around.
            scale = memory("scale", [sizes[2]])
            shift = memory("shift", [sizes[2]])
        }

        /// Output, moments, and the gradients of weights, scale and shift.
        func fused(slope: Float) -> [[Float]] {
            let stem = device.stem(
                x, weights: weights, scale: scale, shift: shift, slope: slope, epsilon: 1e-5)
            let gradients = device.stemBackward(upstream(stem.output.shape), stem)
            return [
                stem.output, stem.moments.mean, stem.moments.variance, gradients.weights,
                gradients.scale, gradients.shift,
            ].map { $0.values() }
        }

        func parts(slope: Float) -> [[Float]] {
            let (z, input) = device.convolution(x, weights: weights, geometry, precision: .f32)
            let normalized = device.batchNormalization(
                z, scale: scale, shift: shift, epsilon: 1e-5)
            let y = device.rectifier(normalized.output, slope: slope)
            let pooled = device.pooling(
                y, .maximum, kernel: [2, 2], stride: [2, 2], training: true)
            let g = device.rectifierBackward(
                device.poolingBackward(upstream(pooled.output.shape), pooled), output: y,
                slope: slope)
            let gradients = device.normalizedSumBackward(g, normalized)[0]
            let moments = normalized.moments[0]!
            let weights = device.convolutionBackwardWeights(
                gradients.input, input: input, weightsShape: weights.shape, geometry,
                precision: .f32)
            return [
                pooled.output, moments.mean, moments.variance, weights, gradients.scale!,
                gradients.shift!,
            ].map { $0.values() }
        }

        private func upstream(_ shape: [Int]) -> Memory {
            Memory(device, Pattern.values("upstream", count: shape.reduce(1, *)), shape: shape)
        }
    }

    private static let names = ["output", "mean", "variance", "weights", "scale", "shift"]

    @Test(
        "equals its parts: sides that pooling divides and others, wide rows, one to three channels",
        arguments: [0, 0.1, 1],
        [
            [2, 3, 16, 4, 6], [3, 3, 32, 5, 7], [1, 1, 16, 3, 2], [4, 2, 48, 2, 2],
            [1, 3, 16, 6, 301], [2, 3, 64, 9, 8],
        ])
    func equalsParts(_ slope: Float, _ sizes: [Int]) {
        let inputs = Inputs(sizes)
        let parts = inputs.parts(slope: slope)
        for instructions in Instructions.available {
            let fused = instructions.use { inputs.fused(slope: slope) }
            for (name, (one, other)) in zip(Self.names, zip(fused, parts)) {
                expectClose(
                    one, other, relative: 2e-4, absolute: 5e-5,
                    "\(name) of \(sizes), \(instructions)")
            }
        }
    }

    @Test("a mean of fifty deviations costs no more than single precision's digits")
    func farFromZero() {
        // One channel and whole windows away from the border, whose zeros would be far from all.
        let inputs = Inputs([4, 3, 16, 8, 8], offset: 100)
        for (name, (one, other)) in zip(
            Self.names, zip(inputs.fused(slope: 0), inputs.parts(slope: 0)))
        {
            expectClose(one, other, relative: 5e-4, absolute: 1e-3, "\(name)")
        }
    }

    @Test("channels without any variance have the variance zero and finite gradients")
    func constant() {
        let device = Device(threads: 1)
        func memory(_ value: Float, _ shape: [Int]) -> Memory {
            Memory(device, repeating: value, shape: shape)
        }
        let stem = device.stem(
            memory(0, [2, 3, 4, 4]), weights: memory(0.5, [16, 3, 3, 3]), scale: memory(1, [16]),
            shift: memory(0.25, [16]), slope: 0, epsilon: 1e-5)
        #expect(stem.moments.variance.values() == [Float](repeating: 0, count: 16))
        #expect(stem.output.values().allSatisfy { $0 == 0.25 })
        let gradients = device.stemBackward(memory(1, stem.output.shape), stem)
        #expect(gradients.weights.values().allSatisfy { $0 == 0 })
        #expect(gradients.shift.values().allSatisfy { $0 == 8 })
    }

    @Test("the result is the same, bit for bit, on any number of threads")
    func threads() {
        let results = [1, 2, 3].map { Inputs([5, 3, 32, 9, 8], threads: $0).fused(slope: 0.1) }
        #expect(results[0] == results[1] && results[1] == results[2])
    }

    @Test("other shapes, strides and precisions are left to the parts")
    func otherInputs() {
        let inputs = Inputs([2, 3, 16, 4, 4])
        let device = inputs.device
        func can(
            _ x: [Int], _ weights: [Int], stride: Int = 1, padding: Int = 1,
            _ precision: Precision = .f32
        ) -> Bool {
            device.canStem(
                Memory(device, repeating: 0, shape: x),
                weights: Memory(device, repeating: 0, shape: weights),
                ConvolutionGeometry(stride: stride, padding: padding), precision: precision)
        }
        #expect(can([2, 3, 4, 4], [16, 3, 3, 3]))
        #expect(!can([2, 4, 4, 4], [16, 4, 3, 3]))
        #expect(!can([2, 3, 4, 4], [24, 3, 3, 3]))
        #expect(!can([2, 3, 4, 4], [16, 3, 5, 5], padding: 2))
        #expect(!can([2, 3, 4, 4], [16, 3, 3, 3], stride: 2))
        #expect(!can([2, 3, 4, 1], [16, 3, 3, 3]))
        #expect(!can([2, 3, 4, 4], [16, 3, 3, 3], .bf16))
    }
}
