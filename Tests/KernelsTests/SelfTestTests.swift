import Foundation
import Kernels
import Synchronization
import TestSupport
import Testing

/// An operation that is compared with plain loops when it is computed first.
enum TestedOperation: String, CaseIterable, Codable {
    case direct, winograd, directData, winogradData, directWeights, winogradWeights
    case folded, foldedWinograd, matrixProduct, packedLinear
    case depthwise, foldedDepthwise, depthwiseData, depthwiseWeights
    case stemMoments, stem, stemBackward
    case attention, queryGradient, keyGradient, valueGradient

    /// Which of the comparisons of `run` is its own.
    var comparison: Int {
        switch self {
        case .stem, .queryGradient: 1
        case .stemBackward, .keyGradient: 2
        case .valueGradient: 3
        default: 0
        }
    }

    /// Runs it on `x`, (2, 16, 9, 9), and a gradient or weights of the same numbers.
    func run(_ device: Device, _ values: [Float], precision: Precision = .f32) {
        let count = 2 * 16 * 9 * 9
        let x = Memory(device, Array(values[..<count]), shape: [2, 16, 9, 9])
        let weights = Memory(device, Array(values[..<(16 * 16 * 9)]), shape: [16, 16, 3, 3])
        let sizes = Memory(device, Array(values[..<16]), shape: [16])
        let geometry = ConvolutionGeometry(stride: 1, padding: 1)
        let grouped = ConvolutionGeometry(stride: 2, padding: .same, groups: 4)
        let few = Memory(device, Array(values[..<(16 * 4 * 9)]), shape: [16, 4, 3, 3])
        let half = Memory(device, Array(values[..<(2 * 16 * 25)]), shape: [2, 16, 5, 5])
        switch self {
        case .direct, .winograd:
            _ = device.convolution(x, weights: weights, geometry, precision: precision)
            _ = device.convolution(x, weights: few, grouped, precision: precision)
        case .directData, .winogradData:
            _ = device.convolutionBackwardData(
                x, weights: weights, inputShape: x.shape, geometry, precision: precision)
            _ = device.convolutionBackwardData(
                half, weights: few, inputShape: x.shape, grouped, precision: precision)
        case .directWeights, .winogradWeights:
            _ = device.convolutionBackwardWeights(
                x, input: x, weightsShape: weights.shape, geometry, precision: precision)
            _ = device.convolutionBackwardWeights(
                half, input: x, weightsShape: few.shape, grouped, precision: precision)
        case .folded, .foldedWinograd:
            let variance = Memory(device, repeating: 2, shape: [16])
            let folded = FoldedConvolution(
                weights, geometry, precision: precision, scale: sizes, shift: sizes, mean: sizes,
                variance: variance, epsilon: 1e-5)
            _ = folded(x, adding: x, activation: .rectifier(slope: 0.1), pooling: true)
            for activation: Activation in [.identity, .rectifier(slope: 0), .relu6, .gelu] {
                _ = folded(x, activation: activation)
            }
        case .matrixProduct:
            let a = Memory(device, Array(values[..<600]), shape: [20, 30])
            _ = device.matrixProduct(a, a, transposingB: true)
            _ = device.matrixProduct(a, a, transposingA: true)
        case .depthwise, .foldedDepthwise, .depthwiseData, .depthwiseWeights:
            let each = ConvolutionGeometry(stride: 1, padding: .each(1), groups: 16)
            let weights = Memory(device, Array(values[..<(16 * 9)]), shape: [16, 1, 3, 3])
            runDepthwise(device, x, weights, sizes, each, precision)
        case .stemMoments, .stem, .stemBackward:
            let image = Memory(device, Array(values[..<(2 * 3 * 81)]), shape: [2, 3, 9, 9])
            let weights = Memory(device, Array(values[..<(16 * 27)]), shape: [16, 3, 3, 3])
            let stem = device.stem(
                image, weights: weights, scale: sizes, shift: sizes, slope: 0.1, epsilon: 1e-5)
            let gradient = Memory(
                device, Array(values[..<stem.output.elementCount]), shape: stem.output.shape)
            _ = device.stemBackward(gradient, stem)
        case .attention, .queryGradient, .keyGradient, .valueGradient:
            let tokens = Memory(device, Array(values[..<(2 * 9 * 48)]), shape: [2, 9, 48])
            let gradient = Memory(device, Array(values[..<(2 * 9 * 16)]), shape: [2, 9, 16])
            let attended = device.attention(tokens, heads: 2, training: true)
            _ = device.attentionBackward(gradient, tokens, heads: 2, attended)
        case .packedLinear:
            let rows = Memory(device, Array(values[..<600]), shape: [20, 30])
            let map = Memory(device, Array(values[..<(16 * 30)]), shape: [16, 30])
            let linear = PackedLinear(map, bias: sizes, scale: sizes, precision: precision)
            let addend = Memory(device, Array(values[..<320]), shape: [20, 16])
            for activation: Activation in [.identity, .gelu] {
                _ = linear(rows, activation, adding: addend)
                _ = linear(rows, activation, as: precision)
            }
        }
    }

    private func runDepthwise(
        _ device: Device, _ x: Memory, _ weights: Memory, _ sizes: Memory,
        _ geometry: ConvolutionGeometry, _ precision: Precision
    ) {
        switch self {
        case .depthwiseData:
            _ = device.convolutionBackwardData(
                x, weights: weights, inputShape: x.shape, geometry, precision: precision)
        case .depthwiseWeights:
            _ = device.convolutionBackwardWeights(
                x, input: x, weightsShape: weights.shape, geometry, precision: precision)
        case .foldedDepthwise:
            let folded = FoldedConvolution(
                weights, geometry, precision: precision, scale: sizes, shift: sizes, mean: sizes,
                variance: Memory(device, repeating: 2, shape: [16]), epsilon: 1e-5)
            for activation: Activation in [.relu6, .gelu] { _ = folded(x, activation: activation) }
        default:
            _ = device.convolution(x, weights: weights, geometry, precision: precision)
        }
    }

    /// A device on which it takes its own way.
    func device() -> Device {
        Device(threads: 2, winograd: rawValue.lowercased().contains("winograd"))
    }
}

@Suite("The self-test of what libraries compute")
struct SelfTestTests {
    @Test("the matrices of Winograd's tiles are those of an algorithm that convolves")
    func tiles() {
        for tile in WinogradTile.all {
            for r in 0..<tile.side {
                for i in 0..<tile.side + 2 {
                    for k in 0..<3 {
                        let sum = (0..<tile.side + 2).reduce(0) {
                            $0 + tile.output[r][$1] * tile.input[$1][i] * tile.kernel[$1][k]
                        }
                        #expect(
                            abs(sum - (i == r + k ? 1 : 0)) < 1e-12,
                            "\(tile.side): \(r), \(i), \(k)")
                    }
                }
            }
        }
    }

    @Test(
        "a larger tile is taken where it saves a tenth of the products, an even one under pooling",
        arguments: [
            (84, false, 6, 4), (42, false, 6, 4), (21, false, 6, 4), (10, false, 5, 5),
            (5, false, 5, 5), (10, true, 6, 4), (5, true, 6, 4), (7, false, 4, 4),
            (56, false, 4, 4), (16, false, 4, 4), (1, false, 4, 4),
        ])
    func best(_ pixels: Int, _ even: Bool, _ single: Int, _ half: Int) {
        for (precision, side) in [(Precision.f32, single), (.bf16, half)] {
            let best = WinogradTile.best(height: pixels, width: pixels, precision, even: even)
            #expect(best.side == side, "\(precision)")
        }
    }

    /// Numbers that single precision finds hard, or that nobody would call an image.
    static func hardValues() -> [[Float]] {
        let count = 4000
        let pattern = Pattern.values("x", count: count)
        var outlier = [Float](repeating: 0, count: count)
        for i in stride(from: 7, to: count, by: 97) { outlier[i] = 1e6 * pattern[i] }
        return [
            pattern, outlier, [Float](repeating: 0.1, count: count),
            [Float](repeating: 0, count: count), pattern.map { $0 * 1e-38 },
            pattern.map { $0 * 1e30 }, pattern.map { max(0, $0) + 1000 },
            pattern.map { $0 < 0.9 ? 0 : $0 },
            pattern.enumerated().map { $0.0 == 40 ? .nan : $0.1 },
            pattern.enumerated().map { $0.0 == 40 ? .infinity : $0.1 },
            pattern.map { $0 * (1 + 1e4 * max(0, $0 - 0.9)) },
        ]
    }

    @Test("what is right passes, however hard its numbers are to add up")
    func passes() async throws {
        let result = await #expect(
            processExitsWith: .success, observing: [\.standardErrorContent]
        ) {
            let precisions: [Precision] = Device.supportsBFloat16 ? [.f32, .bf16] : [.f32]
            for values in Self.hardValues() {
                for operation in TestedOperation.allCases {
                    for precision in precisions {
                        operation.run(operation.device(), values, precision: precision)
                    }
                }
            }
        }
        let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(!said.contains("wrong number"), "\(said)")
    }

    @Test("one wrong number in a hundred ends the process", arguments: TestedOperation.allCases)
    func fires(_ operation: TestedOperation) async throws {
        let result = await #expect(
            processExitsWith: .exitCode(70), observing: [\.standardErrorContent]
        ) { [operation] in
            let device = operation.device()
            var comparisons = 0
            device.spoil = { bytes in
                comparisons += 1
                guard comparisons == operation.comparison + 1 else { return }
                let numbers = bytes.bindMemory(to: Float.self)
                for i in stride(from: 3, to: numbers.count, by: 10) { numbers[i] += 0.5 }
            }
            operation.run(device, Pattern.values("x", count: 4000))
        }
        let said = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(said.contains("A wrong number on this machine ("), "\(said)")
        #expect(said.contains(Device.instructions) && said.contains(Device.libraryVersion))
        #expect(said.contains("where a plain loop gives"))
    }
}

/// oneDNN 2.6's planning of `brgconv` shares a number among threads (see `Planning`).
@Suite("Planning for two precisions at once")
struct PlanningTests {
    /// Forward convolutions of three channels, each of another size.
    private static func outputs(_ count: Int, _ precision: Precision) -> [[Float]] {
        let device = Device(threads: 1)
        let weights = Memory(
            device, Pattern.values("w", count: 64 * 3 * 9), shape: [64, 3, 3, 3])
        return (0..<count).map { i in
            let x = Memory(
                device, Pattern.values("x", count: 3 * 12 * (12 + i)), shape: [1, 3, 12, 12 + i])
            return device.convolution(
                x, weights: weights, ConvolutionGeometry(stride: 1, padding: 1),
                precision: precision
            ).output.values()
        }
    }

    @Test("waits for whoever plans")
    func waiting() {
        let isDone = Mutex(false)
        let thread = Thread {
            _ = Self.outputs(1, .f32)
            isDone.withLock { $0 = true }
        }
        Planning.alone {
            thread.start()
            usleep(200_000)
            #expect(!isDone.withLock { $0 })
        }
        while !thread.isFinished { usleep(1000) }
        #expect(isDone.withLock { $0 })
    }

    @Test(
        "leaves the numbers of each as they are alone",
        .enabled(if: Device.supportsBFloat16, "oneDNN has no bfloat16 on this CPU"))
    func together() async {
        let count = 80
        let alone = Self.outputs(count, .f32)
        await withTaskGroup(of: [[Float]]?.self) { group in
            for _ in 0..<2 { group.addTask { Self.outputs(count, .f32) } }
            group.addTask {
                _ = Self.outputs(count, .bf16)
                return nil
            }
            for await outputs in group {
                guard let outputs else { continue }
                #expect(zip(outputs, alone).allSatisfy { $0 == $1 })
            }
        }
    }
}
