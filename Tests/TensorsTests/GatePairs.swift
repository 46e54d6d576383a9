import Tensors
import TestSupport

extension Pair {
    /// Operations of MobileNetV3 and ConvNeXt.
    static let gates: [Pair] = [
        // One channel alone, whole blocks of 16, and some that share memory with the last block.
        gated([2, 1, 3, 2]), gated([2, 32, 2, 3]), gated([1, 19, 3, 3]),
        Pair(
            testDescription: "gates of images whose channels are last",
            inputs: ["x": [2, 6, 18], "gates": [2, 18]],
            engine: { $0.gated($0.image($1["x"]!, height: 2, width: 3), by: $1["gates"]!) },
            plain: { inputs in
                (0..<216).map { (i: Int) -> Double in
                    let (image, channel, pixel) = (i / 108, i / 6 % 18, i % 6)
                    return inputs["x"]![(image * 6 + pixel) * 18 + channel]
                        * inputs["gates"]![image * 18 + channel]
                }
            }),
        Pair(
            testDescription: "hard sigmoid", inputs: ["x": [3, 7]],
            engine: { $0.hardSigmoid($0.scaled($1["x"]!, by: 7)) },
            plain: { $0["x"]!.map { min(max(7 * $0 / 6 + 0.5, 0), 1) } }),
        Pair(
            testDescription: "bias", inputs: ["x": [2, 3, 4], "bias": [4]],
            engine: { $0.biased($1["x"]!, bias: $1["bias"]!) },
            plain: { inputs in (0..<24).map { inputs["x"]![$0] + inputs["bias"]![$0 % 4] } }),
        Pair(
            testDescription: "pixels", inputs: ["x": [2, 3, 2, 4]],
            engine: { $0.pixels($1["x"]!) },
            plain: { inputs in
                (0..<48).map { (i: Int) -> Double in
                    let plane = i / 24 * 3 + i % 3
                    return inputs["x"]![plane * 8 + i / 3 % 8]
                }
            }),
        lastChannels(3, of: 18), lastChannels(7, of: 21), lastChannels(5, of: 9),
    ]

    private static func gated(_ shape: [Int]) -> Pair {
        Pair(
            testDescription: "gates of \(shape)",
            inputs: ["x": shape, "gates": [shape[0], shape[1]]],
            engine: { $0.gated($1["x"]!, by: $1["gates"]!) },
            plain: { inputs in
                inputs["x"]!.indices.map {
                    inputs["x"]![$0] * inputs["gates"]![$0 / (shape[2] * shape[3])]
                }
            })
    }

    /// A depthwise convolution of images whose channels are last.
    private static func lastChannels(_ kernel: Int, of channels: Int) -> Pair {
        let geometry = ConvolutionGeometry(
            stride: 1, padding: .each(kernel / 2), groups: channels)
        let weights = [channels, 1, kernel, kernel]
        return Pair(
            testDescription:
                "depthwise \(kernel)×\(kernel) of \(channels) channels, which are last",
            inputs: ["x": [1, 30, channels], "weights": weights],
            engine: {
                $0.convolution(
                    $0.image($1["x"]!, height: 5, width: 6), weights: $1["weights"]!, geometry,
                    precision: .f32)
            },
            plain: { inputs in
                let x = (0..<30 * channels).map { inputs["x"]![$0 % 30 * channels + $0 / 30] }
                return Plain.groupedConvolution(
                    x, shape: [1, channels, 5, 6], weight: inputs["weights"]!,
                    weightShape: weights, stride: 1, before: [kernel / 2, kernel / 2],
                    size: [5, 6])
            })
    }
}
