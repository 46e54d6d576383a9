import Layers
import Tensors

/// WideResNet-28-10 in the form of S2M2.
///
/// Zagoruyko & Komodakis 2016; nupurkmr9/S2M2_fewshot `wrn_mixup_model.py`: stem 3→16, three
/// groups of four pre-activation blocks of 160, 320 and 640 channels at strides 1, 2 and 2, batch
/// normalisation and ReLU, global average pooling. Deviations: none known; dropout between a
/// block's two convolutions is an argument (0.5 for miniImageNet).
public struct WideResNet: Backbone {
    /// Group by group, then normalisation and pooling; mixing layers 0…3 are the image and the
    /// outputs of the three groups.
    public let stages: [any Layer]
    private let features: Int

    /// Two strided halvings.
    public static let smallestImage = 8

    /// A network of `depth` layers (6·n + 4) and 16·`width` channels in the first group.
    public init(_ scope: Scope, depth: Int = 28, width: Int = 10, dropout: Double = 0.5) {
        precondition(depth % 6 == 4, "a wide residual network has 6n + 4 layers")
        let channels = [16, 16 * width, 32 * width, 64 * width]
        features = channels[3]
        var groups: [any Layer] = (1...3).map { i in
            Sequential(
                (0..<(depth - 4) / 6).map { j in
                    Block(
                        scope("block\(i)")("layer")(j), inputs: channels[j == 0 ? i - 1 : i],
                        outputs: channels[i], stride: j == 0 && i > 1 ? 2 : 1,
                        dropout: Float(dropout))
                })
        }
        let stem = Convolution(scope("conv1"), inputs: 3, outputs: 16, kernel: 3)
        groups[0] = Sequential([stem, groups[0]])
        let last = Sequential([
            BatchNorm(scope("bn1"), channels: features, rectified: true), GlobalAveragePooling(),
        ])
        stages = groups + [last]
    }

    /// The channels of the last group.
    public func featureCount(imageSize: Int) -> Int { features }

    private struct Block: Layer {
        let activation: BatchNorm
        let first: NormalizedConvolution
        let dropout: Dropout
        let second: Convolution
        let shortcut: Convolution?

        init(_ scope: Scope, inputs: Int, outputs: Int, stride: Int, dropout: Float) {
            activation = BatchNorm(scope("bn1"), channels: inputs, rectified: true)
            first = NormalizedConvolution(
                Convolution(
                    scope("conv1"), inputs: inputs, outputs: outputs, kernel: 3, stride: stride),
                BatchNorm(scope("bn2"), channels: outputs), .rectifier(slope: 0))
            self.dropout = Dropout(rate: dropout)
            second = Convolution(scope("conv2"), inputs: outputs, outputs: outputs, kernel: 3)
            shortcut =
                inputs == outputs
                ? nil
                : Convolution(
                    scope("convShortcut"), inputs: inputs, outputs: outputs, kernel: 1,
                    stride: stride)
        }

        /// Where the channels change, the activation feeds the shortcut too.
        func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
            let active = activation(x, in: pass)
            let hidden = dropout(first(active, in: pass), in: pass)
            return second(hidden, adding: shortcut?(active, in: pass) ?? x, in: pass)
        }
    }
}

extension BackboneName {
    /// WideResNet-28-10, S2M2 form.
    public static let wideResNet = BackboneName(
        "wrn-28-10", "a WideResNet-28-10", smallestImage: WideResNet.smallestImage,
        hasDropout: true
    ) { WideResNet($0, dropout: $1) }
}
