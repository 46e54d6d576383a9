import Kernels
import TestSupport
import Testing

@Suite("Pooling")
struct PoolingTests {
    struct Windows: Sendable, CustomTestStringConvertible {
        let size, kernel, stride, padding: [Int]

        var testDescription: String {
            "\(kernel) every \(stride) of \(size), padded by \(padding)"
        }

        /// Those of networks, and others: overlapping or apart, padded alike or not, odd sides.
        static let all = [
            Windows(size: [5, 6], kernel: [2, 2], stride: [2, 2], padding: [0, 0, 0, 0]),
            Windows(size: [9, 8], kernel: [3, 3], stride: [2, 2], padding: [1, 1, 1, 1]),
            Windows(size: [7, 7], kernel: [3, 3], stride: [2, 2], padding: [0, 0, 1, 1]),
            Windows(size: [6, 5], kernel: [6, 5], stride: [6, 5], padding: [0, 0, 0, 0]),
            Windows(size: [7, 9], kernel: [2, 3], stride: [3, 4], padding: [0, 2, 1, 0]),
            Windows(size: [1, 1], kernel: [1, 1], stride: [1, 1], padding: [0, 0, 0, 0]),
            Windows(size: [4, 4], kernel: [3, 3], stride: [1, 1], padding: [1, 1, 1, 1]),
        ]
    }

    /// The pooled numbers and the gradient for `upstream`, window by window.
    private func plain(
        _ x: [Float], planes: Int, _ w: Windows, _ kind: PoolingKind, upstream: (Int) -> [Float]
    ) -> (y: [Double], dx: [Double]) {
        let pooled = (0..<2).map { axis in
            let padded = w.size[axis] + w.padding[axis] + w.padding[axis + 2]
            return (padded - w.kernel[axis]) / w.stride[axis] + 1
        }
        let g = upstream(planes * pooled[0] * pooled[1])
        var y: [Double] = []
        var dx = [Double](repeating: 0, count: x.count)
        for plane in 0..<planes {
            for window in 0..<pooled[0] * pooled[1] {
                let (i, j) = (window / pooled[1], window % pooled[1])
                let places = (0..<w.kernel[0] * w.kernel[1]).compactMap { k -> Int? in
                    let row = i * w.stride[0] - w.padding[0] + k / w.kernel[1]
                    let column = j * w.stride[1] - w.padding[1] + k % w.kernel[1]
                    guard (0..<w.size[0]).contains(row), (0..<w.size[1]).contains(column) else {
                        return nil
                    }
                    return (plane * w.size[0] + row) * w.size[1] + column
                }
                let h = Double(g[y.count])
                switch kind {
                case .average:
                    y.append(places.reduce(0) { $0 + Double(x[$1]) } / Double(places.count))
                    for place in places { dx[place] += h / Double(places.count) }
                case .maximum:
                    let largest = places.map { x[$0] }.max()!
                    y.append(Double(largest))
                    dx[places.first { x[$0] == largest }!] += h
                }
            }
        }
        return (y, dx)
    }

    @Test(
        "takes the largest or the mean of each window, there and back", arguments: Windows.all,
        [PoolingKind.maximum, .average])
    func equalsPlain(_ windows: Windows, _ kind: PoolingKind) {
        for channels in [16, 24, 5] {
            let shape = [2, channels] + windows.size
            // Few different numbers: windows have equal ones, of which the first counts.
            let x = Pattern.values("x", count: shape.reduce(1, *), scale: 4).map { $0.rounded() }
            let upstream = { Pattern.values("upstream", count: $0) }
            let expected = plain(
                x, planes: 2 * channels, windows, kind, upstream: upstream)
            for instructions in Instructions.available {
                for layout in ImageLayout.allCases {
                    let device = Device(threads: 2)
                    let name = "\(channels) channels in \(layout), \(instructions)"
                    instructions.use {
                        let pooled = device.pooling(
                            Memory(device, x, shape: shape).copy(layout), kind,
                            kernel: windows.kernel, stride: windows.stride,
                            padding: windows.padding, training: true)
                        let g = Memory(
                            device, upstream(pooled.output.elementCount),
                            shape: pooled.output.shape)
                        let dx = device.poolingBackward(g.copy(layout), pooled)
                        expectClose(
                            pooled.output.values(), expected.y, relative: 1e-5, absolute: 1e-6, name
                        )
                        expectClose(dx.values(), expected.dx, relative: 1e-5, absolute: 1e-6, name)
                    }
                }
            }
        }
    }

    @Test(
        "gives the same without places, and in bfloat16 numbers of the input",
        arguments: Windows.all)
    func withoutPlaces(_ windows: Windows) {
        let shape = [2, 24] + windows.size
        let x = Pattern.values("x", count: shape.reduce(1, *)).map {
            Float(bitPattern: $0.bitPattern & 0xffff_0000)
        }
        for instructions in Instructions.available {
            let device = Device(threads: 2)
            instructions.use {
                let input = Memory(device, x, shape: shape)
                func pooled(_ x: Memory, training: Bool) -> [Float] {
                    device.pooling(
                        x, .maximum, kernel: windows.kernel, stride: windows.stride,
                        padding: windows.padding, training: training
                    ).output.values()
                }
                let expected = pooled(input, training: true)
                #expect(pooled(input, training: false) == expected)
                #expect(pooled(input.copy(.blocksOf16, .bf16), training: false) == expected)
            }
        }
    }

    @Test("what is not a number is the largest, and infinities are numbers")
    func notFinite() {
        let device = Device(threads: 1)
        let x = Memory(
            device, [1, .nan, 3, 2, -.infinity, -.infinity, 0, .infinity], shape: [1, 2, 2, 2])
        let y = device.pooling(x, .maximum, kernel: [2, 2], stride: [2, 2], training: false)
            .output.values()
        #expect(y[0].isNaN && y[1] == .infinity)
    }
}
