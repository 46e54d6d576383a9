import Kernels
import TestSupport
import Testing

@Suite("Memory")
struct MemoryTests {
    private let device = Device(threads: 1)

    @Test("values come back as they were given, in any rank", arguments: 1...4)
    func roundTrip(_ rank: Int) {
        let shape = Array([2, 3, 5, 7].prefix(rank))
        let values = Pattern.values("x", count: shape.reduce(1, *))
        let memory = Memory(device, values, shape: shape)
        #expect(memory.shape == shape)
        #expect(memory.elementCount == values.count)
        #expect(memory.precision == .f32)
        #expect(memory.values() == values)
        let changed = values.map { $0 + 1 }
        memory.assign(changed)
        #expect(memory.values() == changed)
    }

    @Test("special numbers survive")
    func specialNumbers() {
        let values: [Float] = [.nan, .infinity, -.infinity, -0.0, .leastNonzeroMagnitude]
        let copy = Memory(device, values, shape: [5]).values()
        #expect(copy.map(\.bitPattern) == values.map(\.bitPattern))
    }

    @Test("another shape sees the same numbers, and later changes of them")
    func reshaping() {
        let memory = Memory(device, [1, 2, 3, 4, 5, 6], shape: [2, 3])
        let view = memory.reshaped([3, 2, 1])
        #expect(view.shape == [3, 2, 1])
        #expect(view.values() == memory.values())
        memory.assign([6, 5, 4, 3, 2, 1])
        #expect(view.values() == [6, 5, 4, 3, 2, 1])
    }

    @Test("a view keeps the numbers after the original is gone")
    func viewOutlives() {
        var original: Memory? = Memory(device, [1, 2, 3, 4], shape: [4])
        let view = original!.reshaped([2, 2])
        original = nil
        _ = Memory(device, repeating: 9, shape: [4])
        #expect(view.values() == [1, 2, 3, 4])
    }

    /// Channels that fill no block of the layout that convolutions like, and one that does.
    @Test(
        "a convolution's output reads as row-major whatever its layout", arguments: [1, 5, 16, 20])
    func layouts(_ channels: Int) {
        let shape = [2, 3, 4, 5]
        let x = Memory(device, Pattern.values("x", count: 120), shape: shape)
        let weights = Pattern.values("w", count: channels * 3)
        let y = device.convolution(
            x, weights: Memory(device, weights, shape: [channels, 3, 1, 1]),
            ConvolutionGeometry(stride: 1, padding: 0), precision: .f32
        ).output
        #expect(y.shape == [2, channels, 4, 5])
        let expected = Plain.conv2d(
            x.values().map(Double.init), shape: shape, weight: weights.map(Double.init),
            outputs: channels, kernel: 1, stride: 1, padding: 0)
        expectClose(y.values(), expected, relative: 1e-5)
        #expect(device.plain(y).reshaped([2, channels * 20]).values() == y.values())
    }

    @Test("whole examples of an array in any layout can be picked and mixed", arguments: [5, 16])
    func rowsOfLayouts(_ channels: Int) {
        let x = Memory(device, Pattern.values("x", count: 180), shape: [3, 3, 4, 5])
        let weights = Memory(
            device, Pattern.values("w", count: channels * 3), shape: [channels, 3, 1, 1])
        let y = device.convolution(
            x, weights: weights, ConvolutionGeometry(stride: 1, padding: 0), precision: .f32
        ).output
        let (values, size) = (y.values(), channels * 20)
        func row(_ i: Int) -> [Float] { Array(values[i * size..<(i + 1) * size]) }
        #expect(device.rows(y, [2, 0]).values() == row(2) + row(0))
        let permuted = device.mixedRows(
            y, partner: [1, 2, 0], own: [0, 0, 0], others: [1, 1, 1])
        #expect(permuted.values() == row(1) + row(2) + row(0))
    }
}
