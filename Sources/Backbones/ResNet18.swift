import Layers
import Tensors

/// ResNet-18 in its few-shot form for 84 px.
///
/// He et al. 2016, "Deep Residual Learning"; small stem as in SimpleShot and EASY (`resnet.py`).
/// Deviation from the ImageNet form: a 3×3 stem of stride 1 and no pooling after it. Names are
/// torchvision's.
public struct ResNet18: Backbone {
    /// Group by group; mixing layers 0…3 are the image and the outputs of groups 1, 2 and 3.
    public let stages: [any Layer]

    /// Three strided halvings.
    public static let smallestImage = 8

    /// Groups of two basic blocks of 64, 128, 256 and 512 channels.
    public init(_ scope: Scope) {
        let channels = [64, 128, 256, 512]
        var groups: [any Layer] = (0..<4).map { i in
            let group = scope("layer\(i + 1)")
            let inputs = i == 0 ? 64 : channels[i - 1]
            return Sequential([
                Block(group(0), inputs: inputs, outputs: channels[i], stride: i == 0 ? 1 : 2),
                Block(group(1), inputs: channels[i], outputs: channels[i], stride: 1),
            ])
        }
        groups[0] = Sequential([
            NormalizedConvolution(
                Convolution(scope("conv1"), inputs: 3, outputs: 64, kernel: 3),
                BatchNorm(scope("bn1"), channels: 64), .rectifier(slope: 0)), groups[0],
        ])
        groups[3] = Sequential([groups[3], GlobalAveragePooling()])
        stages = groups
    }

    /// 512.
    public func featureCount(imageSize: Int) -> Int { 512 }

    private struct Block: Layer {
        let first, second: NormalizedConvolution
        let shortcut: NormalizedConvolution?

        init(_ scope: Scope, inputs: Int, outputs: Int, stride: Int) {
            first = NormalizedConvolution(
                Convolution(
                    scope("conv1"), inputs: inputs, outputs: outputs, kernel: 3, stride: stride),
                BatchNorm(scope("bn1"), channels: outputs), .rectifier(slope: 0))
            second = NormalizedConvolution(
                Convolution(scope("conv2"), inputs: outputs, outputs: outputs, kernel: 3),
                BatchNorm(scope("bn2"), channels: outputs), .rectifier(slope: 0))
            let changes = stride != 1 || inputs != outputs
            shortcut =
                changes
                ? NormalizedConvolution(
                    Convolution(
                        scope("downsample")(0), inputs: inputs, outputs: outputs, kernel: 1,
                        stride: stride),
                    BatchNorm(scope("downsample")(1), channels: outputs)) : nil
        }

        /// The shortcut joins before the last rectifier.
        func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
            second(first(x, in: pass), joining: shortcut, of: x, in: pass)
        }
    }
}

extension BackboneName {
    /// ResNet-18, few-shot form.
    public static let resnet18 = BackboneName(
        "resnet18", "a ResNet-18", smallestImage: ResNet18.smallestImage
    ) { scope, _ in ResNet18(scope) }
}
