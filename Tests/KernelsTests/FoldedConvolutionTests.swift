import Kernels
import TestSupport
import Testing

@Suite("Convolutions in inference")
struct FoldedConvolutionTests {
    private let device = Device(threads: 2)

    private func drawn(_ name: String, _ shape: [Int], on other: Device? = nil) -> Memory {
        Memory(other ?? device, Pattern.values(name, count: shape.reduce(1, *)), shape: shape)
    }

    /// The names and codes of the operations of `body`, but for changes of layout.
    private func operations(_ body: () -> Void) -> [(name: String, code: String)] {
        device.timings = Timings()
        defer { device.timings = nil }
        body()
        return device.timings!.totals.keys.filter { $0.name != "reorder" }
            .map { ($0.name, $0.implementation) }
    }

    @Test(
        "the sum with an addend and a rectifier are part of a convolution by AVX-512",
        .enabled(if: Instructions.available.contains(.wide), "this CPU has no AVX-512"),
        arguments: [[64, 32, 1, 1], [32, 48, 1, 2], [128, 128, 3, 2]])
    func fuses(_ sizes: [Int]) {
        let geometry = ConvolutionGeometry(stride: sizes[3], padding: sizes[2] / 2)
        let x = drawn("x", [3, sizes[1], 9, 9])
        let weights = drawn("weights", [sizes[0], sizes[1], sizes[2], sizes[2]])
        let side = geometry.outputSize(9, kernel: sizes[2])
        let addend = drawn("addend", [3, sizes[0], side, side])
        let folded = FoldedConvolution(weights, geometry, precision: .f32)
        var result: Memory!
        let fused = operations {
            result = folded(x, adding: addend, activation: .rectifier(slope: 0.1))
        }
        #expect(fused.map(\.name) == ["convolution with bias"])
        #expect(fused.allSatisfy { $0.code.hasPrefix("jit") }, "\(fused)")
        let plain = device.convolution(x, weights: weights, geometry, precision: .f32).output
        let expected = zip(plain.values(), addend.values()).map { sum in
            max(sum.0 + sum.1, 0.1 * (sum.0 + sum.1))
        }
        expectClose(result.values(), expected, relative: 1e-5, absolute: 1e-4)
    }

    @Test(
        "few tiles under many weights go directly, with the same numbers",
        .enabled(if: Device.hasOwnConvolutions, "this CPU has no AVX2 with FMA"),
        arguments: [(1, 128, false), (8, 128, true), (1, 64, true)])
    func pays(_ images: Int, _ channels: Int, _ winograd: Bool) {
        let geometry = ConvolutionGeometry(stride: 1, padding: 1)
        let (shape, weightsShape) = ([images, channels, 7, 7], [channels, channels, 3, 3])
        let folded = FoldedConvolution(drawn("weights", weightsShape), geometry, precision: .f32)
        let x = drawn("x", shape)
        var result: Memory!
        let done = operations { result = folded(x) }
        #expect(done.contains { $0.code == "Winograd" } == winograd, "\(done)")
        let direct = Device(threads: 2, winograd: false)
        let plain = direct.convolution(
            drawn("x", shape, on: direct), weights: drawn("weights", weightsShape, on: direct),
            geometry, precision: .f32
        ).output
        expectClose(result.values(), plain.values(), relative: 1e-5, absolute: 2e-4)
    }
}
