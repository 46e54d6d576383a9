import Layers
import Tensors

/// ConvNeXt: a convolutional network in the manner of a transformer.
///
/// Liu et al. 2022, "A ConvNet for the 2020s"; names are timm's (`convnext.py`). Features are the
/// normalised means of the last stage's channels.
public struct ConvNeXt: Backbone {
    /// Stage by stage; mixing layers 0…3 are the image and the outputs of stages 1, 2 and 3.
    public let stages: [any Layer]
    private let features: Int

    /// A stem of stride 4 and three halvings.
    public static let smallestImage = 32

    /// What tells one such network from another.
    public struct Form: Sendable, Hashable {
        let blocks, widths: [Int]

        /// Stages of the given blocks; each has twice the last one's width.
        public init(blocks: [Int], width: Int) {
            self.blocks = blocks
            widths = blocks.indices.map { width << $0 }
        }

        /// T, S and B of the paper, §3.
        public static let sizes: [String: Form] = [
            "tiny": Form(blocks: [3, 3, 9, 3], width: 96),
            "small": Form(blocks: [3, 3, 27, 3], width: 96),
            "base": Form(blocks: [3, 3, 27, 3], width: 128),
        ]
    }

    /// The network of `form`.
    public init(_ scope: Scope, _ form: Form) {
        features = form.widths.last!
        let last = form.blocks.count - 1
        stages = form.widths.enumerated().map { i, width in
            let stage = scope("stages")(i)
            let reduction =
                i == 0
                ? ConvNeXtReduction(
                    scope("stem"), inputs: 3, outputs: width, size: 4, normalizesFirst: false)
                : ConvNeXtReduction(
                    stage("downsample"), inputs: form.widths[i - 1], outputs: width, size: 2,
                    normalizesFirst: true)
            let blocks = (0..<form.blocks[i]).map {
                ConvNeXtBlock(stage("blocks")($0), width: width)
            }
            let end: [any Layer] =
                i == last
                ? [
                    GlobalAveragePooling(),
                    LayerNorm(scope("head")("norm"), width: width, epsilon: 1e-6),
                ] : []
            return Sequential([reduction] + blocks + end)
        }
    }

    /// The width of the last stage.
    public func featureCount(imageSize: Int) -> Int { features }
}

extension ConvNeXt {
    /// T, S and B of the paper.
    static var named: [BackboneName] { named { _ in true } }

    /// That of so many blocks in the third stage and so wide a first one, where there is one.
    public static func named(thirdStage blocks: Int, width: Int) -> [BackboneName] {
        named { $0.blocks[2] == blocks && $0.widths[0] == width }
    }

    private static func named(where isWanted: (Form) -> Bool) -> [BackboneName] {
        ["tiny", "small", "base"].filter { isWanted(Form.sizes[$0]!) }.map { size in
            BackboneName(
                "convnext-\(size)", "a ConvNeXt-\(size.prefix(1).uppercased())",
                smallestImage: smallestImage
            ) { scope, _ in ConvNeXt(scope, Form.sizes[size]!) }
        }
    }
}
