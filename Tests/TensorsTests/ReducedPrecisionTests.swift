import Tensors
import TestSupport
import Testing

/// bfloat16 keeps eight bits: a number is known to 1/256 of itself, a result of several roundings
/// to about a fiftieth, and to a tenth of the largest where Winograd's algorithm multiplies
/// bfloat16 numbers (`WinogradTests` holds their root mean square to less). oneDNN computes it natively or, on any CPU with AVX-512, by emulation.
@Suite(
    "Operations in bfloat16",
    .enabled(if: Device.supportsBFloat16, "oneDNN has no bfloat16 on this CPU"))
struct ReducedPrecisionTests {
    @Test("convolution equals PyTorch's", arguments: try ReferenceCases.of("conv2d"))
    func convolution(_ reference: OperationReference) throws {
        try EngineRun(reference, Device(threads: 1), .bf16).expect(
            equal: reference, relative: Device.hasWinogradOfBFloat16 ? 1e-1 : 2e-2)
    }

    /// Far from zero, the rounding of the input is a twentieth of its deviation: not for bfloat16.
    @Test(
        "batch normalisation equals PyTorch's",
        arguments: try ReferenceCases.of("batch_norm training").filter {
            !$0.name.hasSuffix("far from zero")
        })
    func batchNormalization(_ reference: OperationReference) throws {
        let run = try EngineRun(reference, Device(threads: 1), .bf16)
        try run.expect(equal: reference, relative: 2e-2)
        for (name, values) in run.statistics {
            try reference.expect(name, values, relative: 2e-3)
        }
    }

    @Test(
        "rectifiers, sum, average pooling, flattening and mixing equal PyTorch's",
        arguments: try ReferenceCases.of(
            "relu", "leaky_relu", "add", "average_pool", "flatten", "mix"
        ).filter { try $0.input("x").shape.count == 4 })
    func activations(_ reference: OperationReference) throws {
        try EngineRun(reference, Device(threads: 1), .bf16).expect(equal: reference, relative: 1e-2)
    }

    @Test("max-pooling of numbers that bfloat16 holds is exact", arguments: [1, 5, 16])
    func maxPooling(channels: Int) {
        let device = Device(threads: 1)
        let shape = [2, channels, 5, 4]
        // All different within each window.
        let numbers = (0..<shape.reduce(1, *)).map { Float($0 * 37 % 251) - 125 }
        let x = Tensor(device, numbers, shape: shape, needsGradient: true)
        let tape = Tape(device)
        let pooled = tape.maxPooling(tape.halved(x), size: 2)
        #expect(pooled.precision == .bf16)
        #expect(
            pooled.values().map(Double.init)
                == Plain.maxPool(numbers.map(Double.init), shape: shape))
        let upstream = (0..<pooled.elementCount).map { Float($0 % 100 + 1) }
        tape.backward(from: tape.products(pooled, with: upstream))
        let gradient = numericalGradient(
            of: { Plain.dot(Plain.maxPool($0, shape: shape), upstream.map(Double.init)) },
            at: numbers.map(Double.init), step: 0.25)
        #expect(x.gradient()?.map(Double.init) == gradient)
    }

    @Test("a convolution of small whole numbers is exact: only outputs are rounded")
    func exactConvolution() throws {
        let device = Device(threads: 1)
        let (shape, weightShape) = ([2, 16, 5, 4], [8, 16, 3, 3])
        let numbers = (0..<640).map { Float($0 * 7 % 5) - 2 }
        let weights = (0..<1152).map { Float($0 * 5 % 3) - 1 }
        let y = Tape(device).convolution(
            Tensor(device, numbers, shape: shape),
            weights: Tensor(device, weights, shape: weightShape),
            ConvolutionGeometry(stride: 1, padding: 1), precision: .bf16)
        let expected = Plain.conv2d(
            numbers.map(Double.init), shape: shape, weight: weights.map(Double.init), outputs: 8,
            kernel: 3, stride: 1, padding: 1)
        try #require(expected.allSatisfy { abs($0) <= 256 })
        #expect(expected.contains { abs($0) > 10 })
        expectClose(y.values(), expected, relative: 0, absolute: 0)
    }

    @Test("features, losses and weight gradients are single precision")
    func singlePrecisionEnds() {
        let device = Device(threads: 1)
        let tape = Tape(device)
        let x = Tensor(device, Pattern.values("x", count: 96), shape: [2, 3, 4, 4])
        let weights = Tensor(
            device, Pattern.values("w", count: 216), shape: [8, 3, 3, 3], needsGradient: true)
        let geometry = ConvolutionGeometry(stride: 1, padding: 1)
        let y = tape.convolution(x, weights: weights, geometry, precision: .bf16)
        #expect(y.precision == .bf16)
        #expect(tape.flattened(y).precision == .f32)
        #expect(tape.globalAveragePooling(y).precision == .f32)
        #expect(weights.precision == .f32)
    }
}
