import Kernels
import TestSupport
import Testing

@Suite("Kernels")
struct KernelTests {
    private let device = Device(threads: 1)

    /// Counts around and far above the least that a thread takes.
    @Test(
        "parallel loops reach every index once, whatever the threads",
        arguments: [1, 2, 3, 7], [1, 2, 3, 16_383, 16_385, 50_001])
    func coverage(_ threads: Int, _ count: Int) {
        let device = Device(threads: threads)
        let weights = Memory(device, repeating: 5, shape: [count])
        let gradient = Memory(device, (0..<count).map { Float($0 % 1000) }, shape: [count])
        let velocity = Memory(device, repeating: 0, shape: [count])
        device.updateSGD(
            weights, gradient: gradient, velocity: velocity, learningRate: 1, momentum: 0.5,
            nesterov: false, weightDecay: 0)
        #expect(weights.values() == (0..<count).map { 5 - Float($0 % 1000) })
        let mask = device.dropoutMask(like: weights, rate: 0, seed: 1)
        #expect(mask.values().allSatisfy { $0 == 1 })
    }

    @Test("parallel loops over examples reach every one", arguments: [1, 2, 3, 7], [1, 2, 5, 64])
    func exampleCoverage(_ threads: Int, _ count: Int) {
        let device = Device(threads: threads)
        let values = Pattern.values("x", count: count * 4)
        let x = Memory(device, values, shape: [count, 1, 2, 2])
        let reversed = device.mixedRows(
            x, partner: (0..<count).reversed(), own: [Float](repeating: 0, count: count),
            others: [Float](repeating: 1, count: count))
        let expected = (0..<count).reversed().flatMap { values[$0 * 4..<$0 * 4 + 4] }
        #expect(reversed.values() == expected)
        let same = device.rotatedImages(x, quarterTurns: [Int](repeating: 4, count: count))
        #expect(same.values() == values)
    }

    @Test("a dropout mask depends on seed and place, not on threads")
    func masks() {
        let masks = [1, 2, 3].map { threads in
            let device = Device(threads: threads)
            let x = Memory(device, repeating: 0, shape: [100_003])
            return device.dropoutMask(like: x, rate: 0.3, seed: 4).values()
        }
        #expect(masks[0] == masks[1] && masks[1] == masks[2])
        // SplitMix64's second number from seed 4, by its definition.
        var z: UInt64 = 4 &+ 2 &* 0x9e37_79b9_7f4a_7c15
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        let share = Double((z ^ (z >> 31)) >> 32) / 0x1p32
        #expect(masks[0][1] == (share < 0.3 ? 0 : 1 / (1 - 0.3)))
        let zeros = Double(masks[0].count { $0 == 0 }) / 100_003
        #expect(abs(zeros - 0.3) < 0.006, "four standard deviations")
    }

    @Test("matrix products with either side transposed", arguments: [false, true], [false, true])
    func products(_ transposingA: Bool, _ transposingB: Bool) {
        let (m, k, n) = (3, 5, 4)
        let a = Pattern.values("a", count: m * k)
        let b = Pattern.values("b", count: k * n)
        let product = device.matrixProduct(
            Memory(device, a, shape: transposingA ? [k, m] : [m, k]),
            Memory(device, b, shape: transposingB ? [n, k] : [k, n]),
            transposingA: transposingA, transposingB: transposingB)
        let expected = (0..<m * n).map { index in
            (0..<k).reduce(0.0) { sum, i in
                let (row, column) = (index / n, index % n)
                let left = transposingA ? a[i * m + row] : a[row * k + i]
                let right = transposingB ? b[column * k + i] : b[i * n + column]
                return sum + Double(left) * Double(right)
            }
        }
        #expect(product.shape == [m, n])
        expectClose(product.values(), expected, relative: 1e-5)
    }

    @Test("a row of zeros stays zeros under normalisation, with or without epsilon")
    func zeroRows() {
        let x = Memory(device, [0, 0, 3, 4], shape: [2, 2])
        for epsilon: Float in [0, 1e-5] {
            let (output, lengths) = device.normalizedRows(x, epsilon: epsilon)
            expectClose(output.values(), [0.0, 0, 0.6, 0.8], relative: 1e-5)
            #expect(lengths == [0, 5])
        }
    }

    @Test("cross entropy of sure, undecided and far-off scores is finite and right")
    func crossEntropy() {
        func loss(_ scores: [Float], _ label: Int) -> Double {
            let logits = Memory(device, scores, shape: [1, scores.count])
            let (loss, gradient, _) = device.crossEntropy(logits, labels: [label])
            #expect(gradient.values().allSatisfy { $0.isFinite })
            return loss
        }
        expectClose(loss([0, 0, 0, 0], 2), 1.3862943611198906, relative: 1e-12)
        expectClose(loss([1000, -1000], 0), 0)
        expectClose(loss([1000, -1000], 1), 2000)
        expectClose(loss([7], 0), 0)
        let (_, _, predictions) = device.crossEntropy(
            Memory(device, [1, 3, 2, 5, 5, 4], shape: [2, 3]), labels: [0, 0])
        // Of equal scores, the first.
        #expect(predictions == [1, 0])
    }

    @Test("the gradient of cross entropy sums to zero over classes")
    func crossEntropyGradient() {
        let logits = Memory(device, Pattern.values("x", count: 35, scale: 4), shape: [7, 5])
        let gradient = device.crossEntropy(logits, labels: [0, 1, 2, 3, 4, 0, 1]).gradient.values()
        for row in 0..<7 {
            let sum = gradient[row * 5..<row * 5 + 5].reduce(0.0) { $0 + Double($1) }
            expectClose(sum, 0, relative: 0, absolute: 1e-7)
        }
    }
}
