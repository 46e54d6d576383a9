import CLoops

/// How a window of numbers becomes one.
public enum PoolingKind: Sendable {
    /// The largest.
    case maximum
    /// The mean; padding does not count.
    case average
}

/// A pooling as it was run: what its gradient needs.
public struct Pooled {
    /// The result, (images, channels, pooled height, pooled width).
    public let output: Memory
    fileprivate let inputLayout: Layout
    fileprivate let kind: PoolingKind
    fileprivate let windows: CLoopsWindows
    /// Of the largest number of each window, where it was there.
    fileprivate let places: Buffer?
}

/// Pooling; where the windows do not divide the image, the rest is cut off.
extension Device {
    /// Pools `x`, (images, channels, height, width), over windows of `kernel` (height, width) that
    /// lie `stride` apart, the first one `padding` (top, left, bottom, right) outside.
    public func pooling(
        _ x: Memory, _ kind: PoolingKind, kernel: [Int], stride: [Int],
        padding: [Int] = [0, 0, 0, 0], training: Bool
    ) -> Pooled {
        let x = inPlanes(x)
        precondition(
            kind == .average || kernel[0] * kernel[1] <= 256, "a place in a window is one byte")
        precondition(
            zip(padding, kernel + kernel).allSatisfy { $0 < $1 },
            "windows of \(kernel) lie outside padded by \(padding)")
        let pooled = (0..<2).map { i in
            let padded = x.shape[i + 2] + padding[i] + padding[i + 2]
            return (padded - kernel[i]) / stride[i] + 1
        }
        let windows = CLoopsWindows(
            height: kernel[0], width: kernel[1], down: stride[0], across: stride[1],
            top: padding[0], left: padding[1], rows: pooled[0], columns: pooled[1])
        let output = Memory(self, blockedLayout(x.shape[..<2] + pooled, x.precision))
        let planes = x.planes
        let places =
            training && kind == .maximum
            ? pool.take(planes.count * pooled[0] * pooled[1] * 16) : nil
        timed(
            Timings.Operation(kind.name, "\(x.shape)"),
            bytes: x.layout.byteCount + output.layout.byteCount
        ) {
            parallel(planes.count) { range in
                CLoops_pool(
                    x.array, planes.geometry, range.lowerBound, range.upperBound, windows,
                    kind == .average ? 1 : 0, output.array, places?.bytes)
            }
        }
        return Pooled(
            output: output, inputLayout: x.layout, kind: kind, windows: windows, places: places)
    }

    /// The gradient with respect to the pooled input.
    public func poolingBackward(_ gradient: Memory, _ pooled: Pooled) -> Memory {
        let result = Memory(self, pooled.inputLayout)
        let g = inPlanes(gradient, result.precision)
        let planes = result.planes
        timed(
            Timings.Operation(pooled.kind.name + ", backward", "\(result.shape)"),
            bytes: g.layout.byteCount + result.layout.byteCount
        ) {
            parallel(planes.count) { range in
                CLoops_pool_backward(
                    g.array, planes.geometry, range.lowerBound, range.upperBound, pooled.windows,
                    pooled.kind == .average ? 1 : 0, pooled.places?.bytes, result.array)
            }
        }
        return result
    }
}

extension PoolingKind {
    fileprivate var name: String { self == .maximum ? "maximum pooling" : "average pooling" }
}
