import Layers
import Tensors

extension VisionTransformer {
    /// The way from tokens to features.
    public enum Pooling: String, Sendable, CaseIterable {
        /// The class token.
        case classToken = "class"
        /// The mean of the squares' tokens.
        case mean
        /// Both side by side, as DINOv2's linear classifiers take them.
        case classAndMean = "class+mean"
        /// The class token's projection to where pictures and sentences meet.
        case projection
        /// A learnt query's attention to all tokens.
        case attention
    }

    /// What tells one transformer from another.
    public struct Form: Sendable, Hashable {
        /// The side of a square, in pixels.
        public var patch: Int
        /// Numbers of a token.
        public var width: Int
        /// Blocks.
        public var depth: Int
        /// Heads of attention.
        public var heads: Int
        /// The side of the images that the positions were learnt for.
        public var imageSize: Int
        /// The tokens before the squares'.
        public var prefix = PatchEmbedding.Prefix()
        /// The first value of layer scale's factors; nil where there are none.
        public var layerScale: Float?
        /// Added to variances.
        public var epsilon: Float = 1e-6
        /// The perceptrons'.
        public var activation = Activation.gelu
        /// The numbers between a perceptron's layers, of the width.
        public var expansion = 4.0
        /// Whether tokens are normalised before the first block, as CLIP's, which has no bias in
        /// the embedding.
        public var normalizesFirst = false
        /// How positions are taken to other image sizes.
        public var interpolation = PositionInterpolation.antialiased
        /// Whether positions turn queries and keys, in place of a table.
        public var isRotary = false
        /// The width of the projection; nil where there is none.
        public var projection: Int?
        /// Whether a query for pooling by attention is learnt.
        public var poolsByAttention = false
        /// The way to features, the family's own unless changed.
        public var pooling = Pooling.classToken

        /// A plain transformer.
        public init(patch: Int, width: Int, depth: Int, heads: Int, imageSize: Int = 224) {
            self.patch = patch
            self.width = width
            self.depth = depth
            self.heads = heads
            self.imageSize = imageSize
        }

        /// The ways that the network has.
        public var poolings: [Pooling] {
            Pooling.allCases.filter { pooling in
                switch pooling {
                case .classToken, .classAndMean: prefix.hasClassToken
                case .mean: true
                case .projection: projection != nil
                case .attention: poolsByAttention
                }
            }
        }

        var hidden: Int { Int(Double(width) * expansion) }

        /// Width, blocks and heads of Ti, S, B and L (Touvron et al. 2021, "DeiT", table 1;
        /// Dosovitskiy et al. 2021, table 1).
        public static let sizes: [String: (width: Int, depth: Int, heads: Int)] = [
            "tiny": (192, 12, 3), "small": (384, 12, 6), "base": (768, 12, 12),
            "large": (1024, 24, 16),
        ]

        init(_ size: String, patch: Int, imageSize: Int = 224) {
            let (width, depth, heads) = Self.sizes[size]!
            self.init(
                patch: patch, width: width, depth: depth, heads: heads, imageSize: imageSize)
        }

        /// DeiT (and any plain one of ImageNet).
        public static func deit(_ size: String) -> Form { Form(size, patch: 16) }

        /// DINO (Caron et al. 2021).
        public static func dino(_ size: String, patch: Int) -> Form {
            var form = Form(size, patch: patch)
            form.interpolation = .dino
            return form
        }

        /// DINOv2 (Oquab et al. 2024), with registers or without.
        ///
        /// With them the class token's position is part of the token, as timm has it.
        public static func dinov2(_ size: String, registers: Int) -> Form {
            var form = Form(size, patch: 14, imageSize: 518)
            form.layerScale = 1e-5
            form.prefix.registers = registers
            form.prefix.hasPositions = registers == 0
            form.interpolation = registers == 0 ? .dino : .antialiased
            return form
        }

        /// DINOv3 (Siméoni et al. 2025), whose perceptrons are plain.
        public static func dinov3(_ size: String) -> Form {
            var form = Form(size, patch: 16, imageSize: 256)
            form.layerScale = 1e-5
            form.epsilon = 1e-5
            form.prefix.registers = 4
            form.isRotary = true
            return form
        }

        /// The image tower of CLIP (Radford et al. 2021): `quick` GELU is OpenAI's, the exact one
        /// OpenCLIP's.
        public static func clip(_ size: String, patch: Int, quick: Bool) -> Form {
            var form = Form(size, patch: patch)
            form.epsilon = 1e-5
            form.activation = quick ? .quickGELU : .gelu
            form.normalizesFirst = true
            form.projection = size == "large" ? 768 : 512
            form.pooling = .projection
            return form
        }

        /// The image tower of SigLIP (Zhai et al. 2023).
        public static func siglip(_ size: String, patch: Int) -> Form {
            var form = Form(size, patch: patch)
            form.prefix.hasClassToken = false
            form.poolsByAttention = true
            form.pooling = .attention
            return form
        }
    }
}
