import CLoops
import COneDNN

/// An array of images, (images, channels, height, width), as our own loops go through it: planes of
/// 16 channels of one image each, in whichever of oneDNN's layouts keeps eight channels together.
struct Planes {
    let geometry: CLoopsPlanes
    private let images: Int
    /// Numbers per channel.
    let perChannel: Int
    private let image, block, pixel, gap: Int
    private let odd, half: Bool

    /// The number of planes.
    var count: Int { images * geometry.blocks }
    /// The channels, to whole blocks of 16.
    var channels: Int { geometry.blocks * 16 }

    /// Nil where the layout is none of nChw16c, nChw8c and nhwc of whole blocks.
    init?(_ layout: Layout) {
        let shape = layout.shape
        let (descriptor, blocking) = (layout.descriptor, layout.descriptor.format_desc.blocking)
        guard shape.count == 4, descriptor.format_kind == dnnl_blocked,
            blocking.inner_nblks == 0 || blocking.inner_idxs.0 == 1, blocking.inner_nblks < 2
        else { return nil }
        let strides = withUnsafeBytes(of: blocking.strides) {
            $0.bindMemory(to: Int64.self).prefix(4).map(Int.init)
        }
        let bytes = layout.precision.bytes
        // How many channels lie together, and how far those are from the next.
        let together = blocking.inner_nblks == 0 ? shape[1] : Int(blocking.inner_blks.0)
        let next = blocking.inner_nblks == 0 ? together : strides[1]
        half = layout.precision == .bf16
        guard blocking.inner_nblks == 1 || strides[1] == 1,
            together == 8 || together % 16 == 0, !half || together % 16 == 0,
            strides[2] == shape[3] * strides[3]
        else { return nil }
        geometry = CLoopsPlanes(
            blocks: (shape[1] + 15) / 16, height: shape[2], width: shape[3])
        images = shape[0]
        perChannel = shape[0] * shape[2] * shape[3]
        image = strides[0] * bytes
        pixel = strides[3] * bytes
        block = (together == 8 ? 2 * next : together == 16 ? next : 16) * bytes
        gap = (together == 8 ? next : 8) * bytes
        odd = together == 8 && (shape[1] + 7) / 8 % 2 == 1
    }

    /// The array of numbers at `pointer`.
    func array(_ pointer: UnsafeMutableRawPointer) -> CLoopsArray {
        CLoopsArray(
            at: pointer, image: image, block: block, pixel: pixel, gap: gap, odd: odd ? 1 : 0,
            half: half ? 1 : 0)
    }
}

extension Memory {
    /// As our loops go through it; see `Device.inPlanes`.
    var planes: Planes { layout.planes! }
    /// Where the planes lie.
    var array: CLoopsArray { planes.array(buffer.pointer) }
}

extension Device {
    /// `x` where our loops can go through it, as numbers of `precision`: itself or a copy.
    func inPlanes(_ x: Memory, _ precision: Precision? = nil) -> Memory {
        let precision = precision ?? x.precision
        if x.precision == precision && x.layout.planes != nil { return x }
        return reordered(x, to: blockedLayout(x.shape, precision))
    }

    /// Blocks of 16 channels, the last one filled up with zeros.
    func blockedLayout(_ shape: [Int], _ precision: Precision) -> Layout {
        layout(shape, precision, dnnl_nChw16c)
    }

    /// A number for each channel, and zeros up to a whole block of 16.
    func channelNumbers(_ count: Int, _ value: (Int) -> Float = { _ in 0 }) -> Memory {
        let result = Memory(self, plainLayout([count]))
        let numbers = result.floats
        for i in 0..<(count + 15) / 16 * 16 { numbers[i] = i < count ? value(i) : 0 }
        return result
    }

    /// a and b with a·x + b = γ·(x − μ)/σ + β.
    func affine(
        _ scale: Memory, _ shift: Memory, _ mean: Memory, _ variance: Memory, _ epsilon: Float
    ) -> (Memory, Memory) {
        let (scales, variances) = (scale.floats, variance.floats)
        let a = channelNumbers(scale.elementCount) {
            scales[$0] / (variances[$0] + epsilon).squareRoot()
        }
        let (shifts, means, factors) = (shift.floats, mean.floats, a.floats)
        let b = channelNumbers(scale.elementCount) { shifts[$0] - means[$0] * factors[$0] }
        return (a, b)
    }

    /// Mean and biased variance of each channel.
    func moments(_ x: Memory) -> (mean: Memory, variance: Memory) {
        let (planes, channels) = (x.planes, x.shape[1])
        // Sums about any value of the channel: about zero they would cancel where the mean is large.
        let center = channelNumbers(channels)
        CLoops_first_pixel(x.array, planes.geometry, center.floats)
        let sums = reduce(
            planes, count: 2, Timings.Operation("moments", "\(x.shape)"), bytes: x.layout.byteCount
        ) { range, sums in
            CLoops_moments(
                x.array, planes.geometry, range.lowerBound, range.upperBound, center.floats, sums)
        }
        let m = Double(planes.perChannel)
        let mean = channelNumbers(channels) { center.floats[$0] + Float(sums[0, $0] / m) }
        let variance = channelNumbers(channels) {
            let offset = sums[0, $0] / m
            return Float(max(0, sums[1, $0] / m - offset * offset))
        }
        return (mean, variance)
    }

    /// `count` sums per channel over all planes, added up in the order of the images, whatever the
    /// number of threads.
    func reduce(
        _ planes: Planes, count: Int, _ operation: @autoclosure () -> Timings.Operation,
        bytes: Int, _ body: (Range<Int>, UnsafeMutablePointer<Double>) -> Void
    ) -> ChannelSums {
        let parts = pool.take(planes.count * count * 16 * 8)
        let sums = parts.pointer.assumingMemoryBound(to: Double.self)
        let totals = ChannelSums(pool.take(planes.channels * count * 8), count)
        timed(operation(), bytes: bytes) {
            parallel(planes.count) { body($0, sums) }
            CLoops_total(
                sums, planes.count / planes.geometry.blocks, planes.geometry.blocks, count * 16,
                totals.numbers)
        }
        return withExtendedLifetime(parts) { totals }
    }
}

/// Sums for each channel, (blocks, sums, 16).
struct ChannelSums {
    private let buffer: Buffer
    private let count: Int

    init(_ buffer: Buffer, _ count: Int) {
        self.buffer = buffer
        self.count = count
    }

    var numbers: UnsafeMutablePointer<Double> {
        buffer.pointer.assumingMemoryBound(to: Double.self)
    }

    subscript(_ sum: Int, _ channel: Int) -> Double {
        numbers[(channel / 16 * count + sum) * 16 + channel % 16]
    }
}

/// The layouts that loops must be able to go through, by name: for tests.
package enum ImageLayout: CaseIterable, Sendable {
    /// nchw, nChw16c, nChw8c and nhwc, as oneDNN calls them.
    case rows, blocksOf16, blocksOf8, channelsLast
}

extension Memory {
    /// A copy of the numbers in another layout and precision.
    package func copy(_ name: ImageLayout, _ precision: Precision = .f32) -> Memory {
        let tags: [ImageLayout: dnnl_format_tag_t] = [
            .rows: dnnl_nchw, .blocksOf16: dnnl_nChw16c, .blocksOf8: dnnl_nChw8c,
            .channelsLast: dnnl_nhwc,
        ]
        return device.reordered(
            self, to: device.layout(shape, precision, tags[name]!))
    }
}
