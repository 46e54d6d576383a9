import Foundation

/// The engine's operations in float64, as loops that can be checked by eye: what its gradients are
/// held against by finite differences. Arrays are row-major; images are (images, channels, height,
/// width).
public enum Plain {
    /// The sum of products: with an upstream gradient it turns any result into a scalar.
    public static func dot(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// The cross-correlation of images with filters.
    /// - Parameters:
    ///   - x: (images, channels, height, width), the dimensions in `shape`.
    ///   - weight: (outputs, channels, kernel, kernel).
    /// - Returns: (images, outputs, (height + 2·padding − kernel) / stride + 1, likewise width).
    public static func conv2d(
        _ x: [Double], shape: [Int], weight: [Double], outputs: Int, kernel: Int, stride: Int,
        padding: Int
    ) -> [Double] {
        let (images, channels, height, width) = (shape[0], shape[1], shape[2], shape[3])
        let rows = (height + 2 * padding - kernel) / stride + 1
        let columns = (width + 2 * padding - kernel) / stride + 1
        var y: [Double] = []
        y.reserveCapacity(images * outputs * rows * columns)
        for n in 0..<images {
            for o in 0..<outputs {
                for row in 0..<rows {
                    for column in 0..<columns {
                        var sum = 0.0
                        for c in 0..<channels {
                            for i in 0..<kernel {
                                let h = row * stride + i - padding
                                if h < 0 || h >= height { continue }
                                for j in 0..<kernel {
                                    let w = column * stride + j - padding
                                    if w < 0 || w >= width { continue }
                                    sum +=
                                        x[((n * channels + c) * height + h) * width + w]
                                        * weight[((o * channels + c) * kernel + i) * kernel + j]
                                }
                            }
                        }
                        y.append(sum)
                    }
                }
            }
        }
        return y
    }

    /// Batch normalisation with the batch's own statistics, or with given ones.
    /// - Parameters:
    ///   - x: images of `shape`.
    ///   - weight: one factor for each channel, and likewise `bias`.
    ///   - statistics: mean and variance for each channel; nil takes the batch's, with the
    ///     variance's divisor the number of values.
    public static func batchNorm(
        _ x: [Double], shape: [Int], weight: [Double], bias: [Double],
        statistics: (mean: [Double], variance: [Double])? = nil, epsilon: Double = 1e-5
    ) -> [Double] {
        let (channels, area) = (shape[1], shape[2] * shape[3])
        let count = Double(shape[0] * area)
        var y = x
        for c in 0..<channels {
            let places = x.indices.filter { $0 / area % channels == c }
            let mean = statistics?.mean[c] ?? places.reduce(0) { $0 + x[$1] } / count
            let variance =
                statistics?.variance[c]
                ?? places.reduce(0) { $0 + (x[$1] - mean) * (x[$1] - mean) } / count
            let factor = weight[c] / (variance + epsilon).squareRoot()
            for place in places { y[place] = (x[place] - mean) * factor + bias[c] }
        }
        return y
    }

    /// max(x, 0) + slope · min(x, 0); the slope 0 is ReLU.
    public static func leakyRelu(_ x: [Double], slope: Double = 0) -> [Double] {
        x.map { $0 > 0 ? $0 : slope * $0 }
    }

    /// The largest of each 2×2 square; a last odd row or column is left out.
    public static func maxPool(_ x: [Double], shape: [Int]) -> [Double] {
        let (height, width) = (shape[2], shape[3])
        var y: [Double] = []
        for plane in 0..<shape[0] * shape[1] {
            for row in 0..<height / 2 {
                for column in 0..<width / 2 {
                    let place = (plane * height + row * 2) * width + column * 2
                    let square = [x[place], x[place + 1], x[place + width], x[place + width + 1]]
                    y.append(square.max()!)
                }
            }
        }
        return y
    }

    /// The mean of each plane: (images, channels).
    public static func averagePool(_ x: [Double], shape: [Int]) -> [Double] {
        let area = shape[2] * shape[3]
        return (0..<shape[0] * shape[1]).map { plane in
            x[plane * area..<(plane + 1) * area].reduce(0, +) / Double(area)
        }
    }
}
