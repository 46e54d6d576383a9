import Foundation

extension Plain {
    /// A convolution of groups of channels with zeros where the kernel leaves the image.
    /// - Parameters:
    ///   - shape: of x, (images, channels, height, width).
    ///   - weightShape: (outputs, channels / groups, side, side).
    ///   - before: zeros above and on the left.
    ///   - size: rows and columns of the output.
    public static func groupedConvolution(
        _ x: [Double], shape: [Int], weight: [Double], weightShape: [Int], stride: Int,
        before: [Int], size: [Int]
    ) -> [Double] {
        let (outputs, inputs, kernel) = (weightShape[0], weightShape[1], weightShape[2])
        let perGroup = outputs / (shape[1] / inputs)
        var y: [Double] = []
        for image in 0..<shape[0] {
            for output in 0..<outputs {
                for place in 0..<size[0] * size[1] {
                    let row = place / size[1] * stride - before[0]
                    let column = place % size[1] * stride - before[1]
                    var sum = 0.0
                    for tap in 0..<inputs * kernel * kernel {
                        let channel = output / perGroup * inputs + tap / (kernel * kernel)
                        let i = row + tap / kernel % kernel
                        let j = column + tap % kernel
                        guard (0..<shape[2]).contains(i), (0..<shape[3]).contains(j) else {
                            continue
                        }
                        sum +=
                            x[((image * shape[1] + channel) * shape[2] + i) * shape[3] + j]
                            * weight[output * inputs * kernel * kernel + tap]
                    }
                    y.append(sum)
                }
            }
        }
        return y
    }

    /// The largest of each window of `size`, `stride` apart, of an image with `padding` more on
    /// each side that is never the largest.
    public static func maxPool(
        _ x: [Double], shape: [Int], size: Int, stride: Int, padding: Int
    ) -> [Double] {
        let sides = shape[2...].map { ($0 + 2 * padding - size) / stride + 1 }
        var y: [Double] = []
        for plane in 0..<shape[0] * shape[1] {
            for place in 0..<sides[0] * sides[1] {
                var best = -Double.infinity
                for tap in 0..<size * size {
                    let i = place / sides[1] * stride - padding + tap / size
                    let j = place % sides[1] * stride - padding + tap % size
                    guard (0..<shape[2]).contains(i), (0..<shape[3]).contains(j) else { continue }
                    best = max(best, x[(plane * shape[2] + i) * shape[3] + j])
                }
                y.append(best)
            }
        }
        return y
    }

    /// x·Φ(x).
    public static func gelu(_ x: Double) -> Double { x / 2 * (1 + erf(x / 2.squareRoot())) }
}
