import Foundation
import Kernels
import Synchronization
import TestSupport
import Testing

@Suite("The self-test of what libraries compute")
struct SelfTestTests {
    @Test("the matrices of Winograd's tiles are those of an algorithm that convolves")
    func tiles() {
        /// Whether an input goes to an output by a weight.
        func meet(_ tile: WinogradTile, input: Int, output: Int, weight: Int) -> Bool {
            switch tile.form {
            case WinogradTile.strided.form: input == 2 * output + weight
            // By a kernel that is turned around.
            case WinogradTile.turned.form: output == 2 * input - 1 + (2 - weight)
            default: input == output + weight
            }
        }
        for tile in WinogradTile.all + [.strided, .turned] {
            for r in 0..<tile.side {
                for i in tile.input[0].indices {
                    for k in 0..<3 {
                        let sum = (0..<tile.points).reduce(0) {
                            $0 + tile.output[r][$1] * tile.input[$1][i] * tile.kernel[$1][k]
                        }
                        let meet = meet(tile, input: i, output: r, weight: k)
                        #expect(
                            abs(sum - (meet ? 1 : 0)) < 1e-12,
                            "\(tile.form): \(r), \(i), \(k)")
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
