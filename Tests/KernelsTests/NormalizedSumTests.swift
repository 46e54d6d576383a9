import Kernels
import TestSupport
import Testing

/// Batch normalisation, sum, rectifier and max-pooling as one kernel, against the kernels after
/// each other (which `TensorsTests` hold against PyTorch).
@Suite("Fused normalisation, sum, rectifier and pooling")
struct NormalizedSumTests {
    /// What a block may end with.
    struct Ending: Sendable, CustomTestStringConvertible {
        let slope: Float
        let pooling: Bool
        /// Nothing, a normalised shortcut, or one as it is.
        let shortcut: Shortcut

        enum Shortcut { case none, normalized, identity }

        var testDescription: String {
            "slope \(slope), \(pooling ? "pooled" : "not pooled"), shortcut \(shortcut)"
        }

        static let all = [0, 0.1, 1].flatMap { slope in
            [Shortcut.none, .normalized, .identity].flatMap { shortcut in
                [false, true].map { Ending(slope: slope, pooling: $0, shortcut: shortcut) }
            }
        }
    }

    private struct Inputs {
        let device: Device
        let x, other, scale, shift: Memory

        /// The arrays lie in memory as a convolution leaves them.
        init(_ shape: [Int], threads: Int = 1, offset: Float = 0.5) {
            device = Device(threads: threads)
            let channels = shape[1]
            func convolved(_ name: String) -> Memory {
                var identity = [Float](repeating: 0, count: channels * channels)
                for c in 0..<channels { identity[c * channels + c] = 1 }
                return device.convolution(
                    Memory(
                        device,
                        Pattern.values(
                            name, count: shape.reduce(1, *), scale: 2, offset: offset),
                        shape: shape),
                    weights: Memory(device, identity, shape: [channels, channels, 1, 1]),
                    ConvolutionGeometry(stride: 1, padding: 0), precision: .f32
                ).output
            }
            let device = device
            (x, other) = (convolved("x"), convolved("other"))
            // Scales of either sign: a negative one turns the order of a window around.
            scale = Memory(device, Pattern.values("scale", count: channels), shape: [channels])
            shift = Memory(device, Pattern.values("shift", count: channels), shape: [channels])
        }

        /// Output, moments and all gradients.
        func fused(_ ending: Ending) -> [[Float]] {
            var terms = [SumTerm(x, scale: scale, shift: shift)]
            switch ending.shortcut {
            case .none: break
            case .normalized: terms.append(SumTerm(other, scale: shift, shift: scale))
            case .identity: terms.append(SumTerm(other))
            }
            let sum = device.normalizedSum(
                terms, slope: ending.slope, pooling: ending.pooling, epsilon: 1e-5)
            let gradients = device.normalizedSumBackward(upstream(sum.output.shape), sum)
            let moments = sum.moments.compactMap { $0 }.flatMap { [$0.mean, $0.variance] }
            let slopes = gradients.flatMap { [$0.input, $0.scale, $0.shift].compactMap { $0 } }
            return ([sum.output] + moments + slopes).map { $0.values() }
        }

        func parts(_ ending: Ending) -> [[Float]] {
            let one = normalized(x, scale, shift)
            let two = ending.shortcut == .normalized ? normalized(other, shift, scale) : nil
            var z = one.output
            if ending.shortcut != .none { z = device.sum(z, two?.output ?? other) }
            let y = device.rectifier(z, slope: ending.slope)
            var (output, g): (Memory, Memory)
            if ending.pooling {
                let pooled = device.pooling(
                    y, .maximum, kernel: [2, 2], stride: [2, 2], training: true)
                (output, g) = (
                    pooled.output, device.poolingBackward(upstream(pooled.output.shape), pooled)
                )
            } else {
                (output, g) = (y, upstream(y.shape))
            }
            g = device.rectifierBackward(g, output: y, slope: ending.slope)
            var moments = [one.mean, one.variance]
            var slopes = gradients(g, x, scale, shift, one)
            if let two {
                moments += [two.mean, two.variance]
                slopes += gradients(g, other, shift, scale, two)
            } else if ending.shortcut == .identity {
                slopes.append(g)
            }
            return ([output] + moments + slopes).map { $0.values() }
        }

        private typealias Normalized = (output: Memory, mean: Memory, variance: Memory)

        private func normalized(_ x: Memory, _ scale: Memory, _ shift: Memory) -> Normalized {
            device.batchNormalization(x, scale: scale, shift: shift, epsilon: 1e-5)
        }

        private func gradients(
            _ g: Memory, _ x: Memory, _ scale: Memory, _ shift: Memory, _ normalized: Normalized
        ) -> [Memory] {
            let gradients = device.batchNormalizationBackward(
                g, x: x, scale: scale, shift: shift, mean: normalized.mean,
                variance: normalized.variance, epsilon: 1e-5)
            return [gradients.input, gradients.scale, gradients.shift]
        }

        private func upstream(_ shape: [Int]) -> Memory {
            Memory(device, Pattern.values("upstream", count: shape.reduce(1, *)), shape: shape)
        }
    }

    @Test(
        "equals its parts, on sides that pooling divides and others", arguments: Ending.all,
        [[2, 16, 4, 6], [3, 32, 5, 7], [5, 16, 2, 2], [1, 16, 3, 2]])
    func equalsParts(_ ending: Ending, _ shape: [Int]) throws {
        let inputs = Inputs(shape)
        guard inputs.device.canFuse(inputs.x) else { return noFusion() }
        let (fused, parts) = (inputs.fused(ending), inputs.parts(ending))
        #expect(fused.count == parts.count)
        for (i, (one, other)) in zip(fused, parts).enumerated() {
            expectClose(one, other, relative: 1e-4, absolute: 1e-5, "result \(i) of \(shape)")
        }
    }

    @Test("a mean of fifty deviations costs no more than single precision's digits")
    func farFromZero() {
        let inputs = Inputs([4, 16, 6, 6], offset: 60)
        guard inputs.device.canFuse(inputs.x) else { return noFusion() }
        let ending = Ending(slope: 0, pooling: true, shortcut: .none)
        for (one, other) in zip(inputs.fused(ending), inputs.parts(ending)) {
            expectClose(one, other, relative: 1e-4, absolute: 2e-4)
        }
    }

    @Test("the result is the same, bit for bit, on any number of threads")
    func threads() {
        let inputs = [1, 2, 3].map { Inputs([5, 32, 9, 8], threads: $0) }
        guard inputs[0].device.canFuse(inputs[0].x) else { return noFusion() }
        let ending = Ending(slope: 0.1, pooling: true, shortcut: .normalized)
        let results = inputs.map { $0.fused(ending) }
        #expect(results[0] == results[1] && results[1] == results[2])
    }

    @Test("other layouts and numbers of channels are left to the parts")
    func otherInputs() {
        let plain = Inputs([2, 16, 4, 4])
        let device = plain.device
        #expect(!device.canFuse(device.plain(plain.x)))
        let five = Inputs([2, 5, 4, 4])
        #expect(!five.device.canFuse(five.x))
    }

    /// oneDNN's blocks of a 1×1 convolution have sixteen channels with AVX-512 only.
    private func noFusion() {
        withKnownIssue { #expect(Device.supportsBFloat16) }
    }
}
