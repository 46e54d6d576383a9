import Foundation
import Tensors
import TestSupport

extension Pair {
    /// Operations on images that the mobile networks and ResNet's stem have.
    static let images: [Pair] = [
        grouped([2, 6, 5, 7], kernel: 3, stride: 1, .each(1), size: [5, 7], before: [1, 1]),
        grouped([1, 32, 6, 5], kernel: 5, stride: 1, .same, size: [6, 5], before: [2, 2]),
        // An odd zero goes below and to the right.
        grouped([2, 24, 8, 7], kernel: 3, stride: 2, .same, size: [4, 4], before: [0, 1]),
        grouped([1, 16, 9, 6], kernel: 5, stride: 2, .same, size: [5, 3], before: [2, 1]),
        // Wider than the rows that are kept at a time.
        grouped([1, 6, 3, 150], kernel: 5, stride: 1, .same, size: [3, 150], before: [2, 2]),
        grouped([1, 6, 3, 270], kernel: 3, stride: 2, .same, size: [2, 135], before: [1, 0]),
        grouped(
            [2, 6, 4, 4], kernel: 3, stride: 1, .each(1), size: [4, 4], before: [1, 1], by: 3),
        grouped([2, 3, 8, 6], kernel: 3, stride: 2, .same, size: [4, 3], before: [0, 0], by: 1),
        grouped(
            [2, 3, 9, 8], kernel: 7, stride: 2, .each(3), size: [5, 4], before: [3, 3], by: 1),
        Pair(
            testDescription: "max-pooling 3, 2, 1", inputs: ["x": [2, 3, 6, 5]],
            engine: { $0.maxPooling($1["x"]!, size: 3, stride: 2, padding: 1) },
            plain: {
                Plain.maxPool($0["x"]!, shape: [2, 3, 6, 5], size: 3, stride: 2, padding: 1)
            }),
        frozenNormalization([3, 4, 2, 3], rectified: false),
        frozenNormalization([2, 19, 3, 2], rectified: true),
        activation("ReLU6", .relu6) { min(max($0, 0), 6) },
        activation("hard swish", .hardSwish) { $0 * min(max($0 + 3, 0), 6) / 6 },
        activation("GELU", .gelu, Plain.gelu),
        activation("GELU by tanh", .tanhGELU) {
            $0 / 2 * (1 + tanh((2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0)))
        },
        activation("quick GELU", .quickGELU) { $0 / (1 + exp(-1.702 * $0)) },
    ]

    /// By statistics of its own for each channel.
    private static func frozenNormalization(_ shape: [Int], rectified: Bool) -> Pair {
        let channels = shape[1]
        let mean = (0..<channels).map { Float($0 % 5) * 0.1 - 0.2 }
        let variance = (0..<channels).map { 0.5 + Float($0 % 3) * 0.4 }
        return Pair(
            testDescription: "batch normalisation of \(shape) by given statistics",
            inputs: ["x": shape, "scale": [channels], "shift": [channels]],
            engine: {
                $0.frozenBatchNormalization(
                    $1["x"]!, scale: $1["scale"]!, shift: $1["shift"]!,
                    mean: Tensor($0.device, mean, shape: [channels]),
                    variance: Tensor($0.device, variance, shape: [channels]), epsilon: 1e-5,
                    rectified: rectified)
            },
            plain: { inputs in
                inputs["x"]!.enumerated().map { place, x in
                    let channel = place / (shape[2] * shape[3]) % channels
                    let deviation = (Double(variance[channel]) + 1e-5).squareRoot()
                    let y =
                        inputs["scale"]![channel] * (x - Double(mean[channel])) / deviation
                        + inputs["shift"]![channel]
                    return rectified ? max(0, y) : y
                }
            })
    }

    /// Of seven times the pattern's numbers: on either side of every bend.
    private static func activation(
        _ name: String, _ activation: Activation, _ plain: @escaping @Sendable (Double) -> Double
    ) -> Pair {
        Pair(
            testDescription: name, inputs: ["x": [2, 16, 4, 3]],
            engine: { $0.activation($0.scaled($1["x"]!, by: 7), activation) },
            plain: { $0["x"]!.map { plain(7 * $0) } })
    }

    /// Depthwise, unless the number of groups is given.
    private static func grouped(
        _ shape: [Int], kernel: Int, stride: Int, _ padding: ConvolutionPadding, size: [Int],
        before: [Int], by groups: Int? = nil
    ) -> Pair {
        let groups = groups ?? shape[1]
        let geometry = ConvolutionGeometry(stride: stride, padding: padding, groups: groups)
        let outputs = groups == 1 ? 4 : shape[1]
        let weights = [outputs, shape[1] / groups, kernel, kernel]
        return Pair(
            testDescription:
                "convolution \(kernel)×\(kernel) of \(shape), stride \(stride), \(padding) zeros, "
                + "\(groups) groups",
            inputs: ["x": shape, "weights": weights],
            engine: {
                $0.convolution($1["x"]!, weights: $1["weights"]!, geometry, precision: .f32)
            },
            plain: {
                Plain.groupedConvolution(
                    $0["x"]!, shape: shape, weight: $0["weights"]!, weightShape: weights,
                    stride: stride, before: before, size: size)
            })
    }
}
