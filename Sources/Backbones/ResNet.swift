import Layers
import Tensors

/// A residual network in its ImageNet form: a 7×7 stem of stride 2 and max-pooling before the
/// groups.
///
/// He et al. 2016, "Deep Residual Learning"; torchvision `resnet.py`, whose names it has. As there,
/// a bottleneck strides in its 3×3 convolution ("v1.5") and not, as in the paper, in its first.
public struct ResNet: Backbone {
    /// Group by group; mixing layers 0…3 are the image and the outputs of groups 1, 2 and 3.
    public let stages: [any Layer]
    private let features: Int

    /// Five halvings.
    public static let smallestImage = 32

    /// What tells one such network from another.
    public struct Form: Sendable, Hashable {
        /// The blocks of each group.
        let blocks: [Int]
        /// Whether blocks are of 1×1, 3×3 and 1×1 convolutions, the last of four times the
        /// channels, and not of two of 3×3.
        let isBottleneck: Bool
        /// The channels of the first group's 3×3 convolutions; each group has twice the last's.
        let channels: Int

        /// A network of the given blocks.
        public init(blocks: [Int], isBottleneck: Bool, channels: Int = 64) {
            self.blocks = blocks
            self.isBottleneck = isBottleneck
            self.channels = channels
        }

        /// Those of the paper's table 1, by their depth.
        public static let depths: [Int: Form] = [
            18: Form(blocks: [2, 2, 2, 2], isBottleneck: false),
            34: Form(blocks: [3, 4, 6, 3], isBottleneck: false),
            50: Form(blocks: [3, 4, 6, 3], isBottleneck: true),
            101: Form(blocks: [3, 4, 23, 3], isBottleneck: true),
        ]
    }

    /// The network of `form`.
    public init(_ scope: Scope, _ form: Form) {
        var inputs = form.channels
        var groups: [any Layer] = form.blocks.enumerated().map { i, count in
            let channels = form.channels << i
            return Sequential(
                (0..<count).map { j in
                    let block = Block(
                        scope("layer\(i + 1)")(j), inputs: inputs, channels: channels,
                        stride: i > 0 && j == 0 ? 2 : 1, isBottleneck: form.isBottleneck)
                    inputs = block.outputs
                    return block
                })
        }
        features = inputs
        groups[0] = Sequential([
            NormalizedConvolution(
                Convolution(
                    scope("conv1"), inputs: 3, outputs: form.channels, kernel: 7, stride: 2),
                BatchNorm(scope("bn1"), channels: form.channels), .rectifier(slope: 0)),
            MaxPooling(size: 3, stride: 2, padding: 1), groups[0],
        ])
        groups[groups.count - 1] = Sequential([groups.last!, GlobalAveragePooling()])
        stages = groups
    }

    /// The channels of the last group.
    public func featureCount(imageSize: Int) -> Int { features }

    private struct Block: Layer {
        let leading: [NormalizedConvolution]
        let last: NormalizedConvolution
        let shortcut: NormalizedConvolution?
        let outputs: Int

        init(_ scope: Scope, inputs: Int, channels: Int, stride: Int, isBottleneck: Bool) {
            func convolution(
                _ i: Int, _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1
            ) -> NormalizedConvolution {
                NormalizedConvolution(
                    Convolution(
                        scope("conv\(i)"), inputs: inputs, outputs: outputs, kernel: kernel,
                        stride: stride),
                    BatchNorm(scope("bn\(i)"), channels: outputs), .rectifier(slope: 0))
            }
            if isBottleneck {
                outputs = 4 * channels
                leading = [
                    convolution(1, inputs, channels, kernel: 1),
                    convolution(2, channels, channels, kernel: 3, stride: stride),
                ]
                last = convolution(3, channels, outputs, kernel: 1)
            } else {
                outputs = channels
                leading = [convolution(1, inputs, channels, kernel: 3, stride: stride)]
                last = convolution(2, channels, outputs, kernel: 3)
            }
            shortcut =
                stride == 1 && inputs == outputs
                ? nil
                : NormalizedConvolution(
                    Convolution(
                        scope("downsample")(0), inputs: inputs, outputs: outputs, kernel: 1,
                        stride: stride),
                    BatchNorm(scope("downsample")(1), channels: outputs))
        }

        /// The shortcut joins before the last rectifier.
        func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
            let hidden = leading.reduce(x) { hidden, layer in layer(hidden, in: pass) }
            return last(hidden, joining: shortcut, of: x, in: pass)
        }
    }
}

extension ResNet {
    /// Those of the paper, by their depth.
    static var named: [BackboneName] { Form.depths.keys.sorted().flatMap(named) }

    /// That of `depth` layers, where there is one.
    public static func named(depth: Int) -> [BackboneName] {
        guard let form = Form.depths[depth] else { return [] }
        return [
            BackboneName(
                "resnet\(depth)-imagenet", "an ImageNet-form ResNet-\(depth)",
                smallestImage: smallestImage
            ) { scope, _ in ResNet(scope, form) }
        ]
    }
}
