import Kernels
import Randomness
import Testing

@Suite("Depthwise convolutions")
struct DepthwiseTests {
    /// oneDNN's 1×1 convolutions leave their channels side by side, which is how mobile networks
    /// are computed: strips of many panels, rows wider than are kept at a time, and channels that
    /// fill no panel.
    @Test(
        "After a 1×1 convolution come the same numbers as of its row-major copy",
        arguments: [
            (shape: [2, 40, 9, 11], kernel: 3, stride: 1), ([1, 24, 150, 130], 5, 1),
            ([1, 48, 90, 140], 3, 2), ([3, 7, 6, 5], 7, 1), ([1, 16, 5, 5], 2, 4),
        ], Instructions.available)
    func layouts(_ job: (shape: [Int], kernel: Int, stride: Int), _ set: Instructions) {
        let device = Device(threads: 2)
        var chance = Generator(seed: 5)
        func random(_ shape: [Int]) -> Memory {
            Memory(
                device, (0..<shape.reduce(1, *)).map { _ in Float(chance.normal()) }, shape: shape)
        }
        let (channels, side) = (job.shape[1], job.kernel)
        let pointwise = FoldedConvolution(
            random([channels, channels, 1, 1]), ConvolutionGeometry(stride: 1, padding: .each(0)),
            precision: .f32)
        let depthwise = FoldedConvolution(
            random([channels, 1, side, side]),
            ConvolutionGeometry(stride: job.stride, padding: .same, groups: channels),
            precision: .f32)
        set.use {
            let hidden = pointwise(random(job.shape))
            let copy = Memory(device, hidden.values(), shape: hidden.shape)
            #expect(depthwise(hidden).values() == depthwise(copy).values())
        }
    }
}
