import Kernels
import TestSupport
import Testing

/// Batch normalisation, sum, rectifier and max-pooling as one kernel, against each step written out.
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
        let shape: [Int]
        let x, other, scale, shift: [Float]
        var layouts = (ImageLayout.blocksOf16, ImageLayout.blocksOf16)
        var precision = Precision.f32

        init(_ shape: [Int], threads: Int = 1, offset: Float = 0.5) {
            device = Device(threads: threads)
            self.shape = shape
            let count = shape.reduce(1, *)
            x = Pattern.values("x", count: count, scale: 2, offset: offset)
            other = Pattern.values("other", count: count, scale: 2, offset: offset)
            // Scales of either sign: a negative one turns the order of a window around.
            scale = Pattern.values("scale", count: shape[1])
            shift = Pattern.values("shift", count: shape[1])
        }

        private func upstream(_ count: Int) -> [Float] {
            Pattern.values("upstream", count: count)
        }

        /// Output, moments and all gradients.
        func fused(_ ending: Ending) -> [[Float]] {
            func images(_ values: [Float], _ layout: ImageLayout) -> Memory {
                Memory(device, values, shape: shape).copy(layout, precision)
            }
            let scale = Memory(device, scale, shape: [shape[1]])
            let shift = Memory(device, shift, shape: [shape[1]])
            let (one, two) = (images(x, layouts.0), images(other, layouts.1))
            var terms = [SumTerm(one, scale: scale, shift: shift)]
            switch ending.shortcut {
            case .none: break
            case .normalized: terms.append(SumTerm(two, scale: shift, shift: scale))
            case .identity: terms.append(SumTerm(two))
            }
            let sum = device.normalizedSum(
                terms, slope: ending.slope, pooling: ending.pooling, epsilon: 1e-5)
            let g = Memory(
                device, upstream(sum.output.elementCount), shape: sum.output.shape
            ).copy(layouts.1, precision)
            let gradients = device.normalizedSumBackward(g, sum)
            let moments = sum.moments.compactMap { $0 }.flatMap { [$0.mean, $0.variance] }
            let slopes = gradients.flatMap { [$0.input, $0.scale, $0.shift].compactMap { $0 } }
            return ([sum.output] + moments + slopes).map { $0.values() }
        }

        func plain(_ ending: Ending) -> [[Double]] {
            func doubles(_ values: [Float]) -> [Double] { values.map(Double.init) }
            typealias Term = PlainNormalizedSum.Term
            let (scale, shift) = (doubles(scale), doubles(shift))
            var terms = [Term(x: doubles(x), scale: scale, shift: shift)]
            switch ending.shortcut {
            case .none: break
            case .normalized: terms.append(Term(x: doubles(other), scale: shift, shift: scale))
            case .identity: terms.append(Term(x: doubles(other)))
            }
            return PlainNormalizedSum(
                shape: shape, terms: terms, slope: Double(ending.slope), pooling: ending.pooling
            ).results { doubles(upstream($0)) }
        }

        func expectEqual(_ ending: Ending, absolute: Double = 2e-5) {
            for instructions in Instructions.available {
                let (fused, plain) = (instructions.use { self.fused(ending) }, plain(ending))
                #expect(fused.count == plain.count)
                for (i, (one, other)) in zip(fused, plain).enumerated() {
                    expectClose(
                        one, other, relative: 1e-4, absolute: absolute,
                        "result \(i) of \(shape) in \(layouts), \(instructions)")
                }
            }
        }
    }

    @Test(
        "equals its steps, on sides that pooling divides and others, whole blocks of channels and others",
        arguments: Ending.all,
        [[2, 16, 4, 6], [3, 40, 5, 7], [5, 5, 2, 2], [1, 45, 3, 2], [1, 16, 9, 70]])
    func equalsSteps(_ ending: Ending, _ shape: [Int]) {
        Inputs(shape).expectEqual(ending)
    }

    @Test(
        "in every layout of its arrays", arguments: ImageLayout.allCases, ImageLayout.allCases)
    func layouts(_ one: ImageLayout, _ two: ImageLayout) {
        for shape in [[2, 24, 5, 4], [2, 32, 4, 3]] {
            var inputs = Inputs(shape)
            inputs.layouts = (one, two)
            for pooling in [false, true] {
                inputs.expectEqual(Ending(slope: 0.1, pooling: pooling, shortcut: .normalized))
            }
        }
    }

    /// Whole numbers below 256 are exact in bfloat16; results have eight bits.
    @Test(
        "in bfloat16, to its precision",
        .enabled(if: Device.supportsBFloat16, "oneDNN has no bfloat16 on this CPU"),
        arguments: [Ending.Shortcut.none, .normalized, .identity], [false, true])
    func reducedPrecision(_ shortcut: Ending.Shortcut, _ pooling: Bool) {
        let ending = Ending(slope: 0.1, pooling: pooling, shortcut: shortcut)
        for layout in [ImageLayout.blocksOf16, .channelsLast] {
            var inputs = Inputs([3, 32, 5, 6])
            inputs.precision = .bf16
            inputs.layouts = (layout, layout)
            let plain = inputs.plain(ending)
            for (i, values) in inputs.fused(ending).enumerated() {
                // A number near a rectifier's or a window's border may fall on its other side.
                let errors = zip(values, plain[i]).map { abs(Double($0) - $1) }.sorted()
                #expect(errors.count == plain[i].count)
                #expect(errors[errors.count * 9 / 10] < 0.05, "result \(i) of \(ending)")
            }
        }
    }

    @Test("a mean of fifty deviations costs no more than single precision's digits")
    func farFromZero() {
        Inputs([4, 16, 6, 6], offset: 60).expectEqual(
            Ending(slope: 0, pooling: true, shortcut: .none), absolute: 5e-4)
    }

    @Test("the result is the same, bit for bit, on any number of threads")
    func threads() {
        let ending = Ending(slope: 0.1, pooling: true, shortcut: .normalized)
        for instructions in Instructions.available {
            let results = [1, 2, 3].map { threads in
                instructions.use { Inputs([5, 40, 9, 8], threads: threads).fused(ending) }
            }
            #expect(results[0] == results[1] && results[1] == results[2])
        }
    }
}
