import Layers
import Tensors

/// ResNet-12 of 64, 160, 320 and 640 channels.
///
/// Oreshkin et al. 2018 (TADAM) and Lee et al. 2019 (MetaOptNet), in the form of EASY (Bendou et
/// al. 2022, ybendou/easy `resnet12.py`): four residual blocks of three 3×3 convolutions, leaky
/// ReLU 0.1, one 2×2 max-pooling a block, global average pooling. Deviations: hidden states are
/// mixed after a block's pooling, EASY's before its last activation; MetaOptNet's DropBlock is
/// left out, as EASY does.
public struct ResNet12: Backbone {
    /// Block by block; mixing layers 0…3 are the image and the outputs of the first three blocks.
    public let stages: [any Layer]
    private let features: Int

    /// Four pooled halvings leave one pixel of sixteen.
    public static let smallestImage = 16

    /// A network of `width` times the channels (EASY's thinner ones: 1/√2 and 1/2).
    public init(_ scope: Scope, width: Double = 1) {
        let channels = Self.channels(width: width)
        features = channels[3]
        var blocks: [any Layer] = (0..<4).map { i in
            Block(scope("layers")(i), inputs: i == 0 ? 3 : channels[i - 1], outputs: channels[i])
        }
        blocks[3] = Sequential([blocks[3], GlobalAveragePooling()])
        stages = blocks
    }

    /// The channels of each block: m, 2.5 m, 5 m and 10 m for m = 64·width, as EASY scales them.
    static func channels(width: Double) -> [Int] {
        let m = max(1, Int((64 * width).rounded()))
        return [m, m * 5 / 2, m * 5, m * 10]
    }

    /// The channels of the last block.
    public func featureCount(imageSize: Int) -> Int { features }

    private struct Block: Layer {
        let first, second, third: NormalizedConvolution
        let shortcut: NormalizedConvolution

        init(_ scope: Scope, inputs: Int, outputs: Int) {
            func convolution(
                _ i: Int, inputs: Int, pooling: Bool = false
            ) -> NormalizedConvolution {
                NormalizedConvolution(
                    Convolution(scope("conv\(i)"), inputs: inputs, outputs: outputs, kernel: 3),
                    BatchNorm(scope("bn\(i)"), channels: outputs),
                    .rectifier(slope: 0.1), pooling: pooling)
            }
            first = convolution(1, inputs: inputs)
            second = convolution(2, inputs: outputs)
            third = convolution(3, inputs: outputs, pooling: true)
            shortcut = NormalizedConvolution(
                Convolution(scope("shortcut")(0), inputs: inputs, outputs: outputs, kernel: 1),
                BatchNorm(scope("shortcut")(1), channels: outputs))
        }

        /// The shortcut joins before the last rectifier and the pooling.
        func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
            let hidden = second(first(x, in: pass), in: pass)
            return third(hidden, joining: shortcut, of: x, in: pass)
        }
    }
}

extension BackboneName {
    /// ResNet-12 with `width` times the channels.
    public static func resnet12(width: Double) -> BackboneName {
        let known = ResNet12.widths.first { $0.width == width }
        return BackboneName(
            known?.name ?? "resnet12-\(width)", known?.title ?? "a ResNet-12 of width \(width)",
            smallestImage: ResNet12.smallestImage
        ) { scope, _ in ResNet12(scope, width: width) }
    }
}

extension ResNet12 {
    fileprivate static let widths: [(width: Double, name: String, title: String)] = [
        (1, "resnet12", "a ResNet-12"),
        (0.5.squareRoot(), "resnet12-sqrt-half", "a ResNet-12 of width 1/√2"),
        (0.5, "resnet12-half", "a ResNet-12 of width 1/2"),
        (0.25, "resnet12-quarter", "a ResNet-12 of width 1/4"),
    ]

    /// Those whose width has a name.
    static var named: [BackboneName] { widths.map { .resnet12(width: $0.width) } }

    /// What help says of all other widths.
    static let freeWidth = "resnet12-WIDTH (0.05 to 4)"

    /// "resnet12-0.3": that of any width; nil for a name that is none.
    static func ofWidth(in name: String) -> BackboneName? {
        guard name.hasPrefix("resnet12-"), let width = Double(name.dropFirst(9)),
            (0.05...4).contains(width)
        else { return nil }
        return .resnet12(width: width)
    }
}
