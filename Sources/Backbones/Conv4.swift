import Layers
import Tensors

/// Conv-4-64: four blocks of 3×3 convolution, batch normalisation, ReLU and 2×2 max-pooling.
///
/// Vinyals et al. 2016, "Matching Networks for One Shot Learning", §4.1; in the form of Chen et
/// al. 2019 and SimpleShot (features flattened: 1600 for 84 px). Deviation: convolutions have no
/// bias, which has no effect before batch normalisation.
public struct Conv4: Backbone {
    /// Block by block; mixing layers 0…3 are the image and the outputs of the first three blocks.
    public let stages: [any Layer]
    private let channels: Int

    /// Four pooled halvings leave one pixel of sixteen.
    public static let smallestImage = 16

    /// A network with `channels` channels in every block.
    ///
    /// - Parameter signed: whether the last block has no ReLU, so that features have either sign,
    ///   as a classifier by cosines needs them: Gidaris & Komodakis 2018, "Dynamic Few-Shot Visual
    ///   Learning without Forgetting", §3.2.
    public init(_ scope: Scope, channels: Int = 64, signed: Bool = false) {
        self.channels = channels
        let blocks = (1...4).map { i in
            let scope = scope("block\(i)")
            return NormalizedConvolution(
                Convolution(
                    scope("conv"), inputs: i == 1 ? 3 : channels, outputs: channels, kernel: 3),
                BatchNorm(scope("bn"), channels: channels),
                signed && i == 4 ? .identity : .rectifier(slope: 0),
                pooling: true)
        }
        stages = blocks.dropLast() + [Sequential([blocks.last!, Flatten()])]
    }

    /// channels · ⌊side/16⌋².
    public func featureCount(imageSize: Int) -> Int {
        channels * (imageSize / 16) * (imageSize / 16)
    }
}

extension BackboneName {
    /// Conv-4-64.
    public static let conv4 = BackboneName(
        "conv4", "a Conv-4", smallestImage: Conv4.smallestImage
    ) { scope, _ in Conv4(scope) }

    /// Conv-4-64 without the last ReLU.
    public static let conv4Signed = BackboneName(
        "conv4-signed", "a Conv-4 (no last ReLU)", smallestImage: Conv4.smallestImage
    ) { scope, _ in Conv4(scope, signed: true) }
}
