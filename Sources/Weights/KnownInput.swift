import Images

/// What images a network was trained on, and how that is known: no file of weights says it.
public struct KnownInput: Sendable, Equatable {
    /// What they are.
    public let description: InputDescription
    /// How that is known, as the end of "taken from …".
    public let basis: String

    /// A description, and how it is known.
    public init(_ description: InputDescription, basis: String) {
        (self.description, self.basis) = (description, basis)
    }

    /// One line for people.
    public var words: String { "Images: \(description.words) (taken from \(basis))" }

    /// Files of torchvision, by the first digits of their SHA-256, which their names state, with the
    /// side before the crop of 224 pixels (`torchvision/models/*.py`, version 0.28).
    private static let torchvision: [String: (name: String, resizedSide: Int)] = [
        "f37072fd": ("ResNet-18", 256), "b627a593": ("ResNet-34", 256),
        "0676ba61": ("ResNet-50 V1", 256), "11ad3fa6": ("ResNet-50 V2", 232),
        "63fe2227": ("ResNet-101 V1", 256), "cd907fc2": ("ResNet-101 V2", 232),
        "8738ca79": ("MobileNetV3-Large V1", 256), "5c1a4163": ("MobileNetV3-Large V2", 232),
        "047dcff4": ("MobileNetV3-Small", 256), "983f1562": ("ConvNeXt-T", 236),
        "0c510722": ("ConvNeXt-S", 230), "6075fbad": ("ConvNeXt-B", 232),
        "ea097f82": ("ConvNeXt-L", 232),
    ]

    /// What a published file says by being that file; nil for any other.
    init?(hash: String) {
        guard let known = Self.torchvision[String(hash.prefix(8))] else { return nil }
        self.init(
            .shortestSide(224, resizedSide: known.resizedSide, .bilinear, .imageNet),
            basis: "torchvision's \(known.name), which this file is")
    }

    /// timm's own `efficientnet_lite0`.
    public static let liteOfTimm = KnownInput(
        .shortestSide(224, resizedSide: 256, .bicubic, .imageNet),
        basis: "timm's efficientnet_lite0")

    /// timm's `tf_mobilenetv3_large_100` and `_small_100`.
    public static let mobileNetOfTensorFlow = KnownInput(
        .shortestSide(224, resizedSide: 256, .bilinear, .half), basis: "TensorFlow's MobileNetV3")

    /// What all published weights of an architecture share; nil where they differ.
    init?(_ architecture: Architecture, dialect: Dialect) {
        switch architecture {
        case .resNet(_, 3, false, _): return nil
        case .resNet:
            self.init(
                .shortestSide(224, resizedSide: 256, .bilinear, .imageNet),
                basis: "torchvision's first ResNets (others differ in size and filter only)")
        case .mobileNetV3 where dialect.name == Dialect.torchvisionMobileNet.name:
            self.init(
                .shortestSide(224, resizedSide: 256, .bilinear, .imageNet),
                basis: "torchvision's first MobileNetV3")
        case .convNeXt:
            self.init(
                .shortestSide(224, resizedSide: 256, .bicubic, .imageNet), basis: "ConvNeXt's paper"
            )
        case .efficientNetLite(let size):
            // timm's `tf_efficientnet_lite*`: size over the share that is cut out.
            let (side, resized) = [(224, 256), (240, 272), (260, 292), (300, 331), (380, 413)][size]
            self.init(
                .shortestSide(side, resizedSide: resized, .bicubic, .half),
                basis: "TensorFlow's EfficientNet-Lite\(size)")
        case .visionTransformer(let form): self.init(form)
        default: return nil
        }
    }

    private init?(_ form: VisionTransformerForm) {
        switch form.family {
        case .plain, .deiTThree: return nil
        case .dinoV2:
            self.init(
                .shortestSide(224, resizedSide: 256, .bicubic, .imageNet), basis: "DINOv2's code")
        case .dinoV3:
            self.init(
                .init(
                    EvaluationTransform(size: 256, resizedSide: 256, fit: .square, .bicubic),
                    .imageNet), basis: "DINOv3's code")
        case .clip:
            let size = form.imageSize ?? 224
            self.init(.shortestSide(size, resizedSide: size, .bicubic, .clip), basis: "CLIP's code")
        case .sigLIP:
            let size = form.imageSize ?? 224
            self.init(
                .init(
                    EvaluationTransform(size: size, resizedSide: size, fit: .square, .bicubic),
                    .half), basis: "SigLIP's code")
        }
    }
}

extension InputDescription {
    /// The shorter side scaled, then the centre.
    static func shortestSide(
        _ size: Int, resizedSide: Int, _ interpolation: Interpolation,
        _ normalization: Normalization
    ) -> InputDescription {
        InputDescription(
            EvaluationTransform(
                size: size, resizedSide: resizedSide, fit: .shortestSide, interpolation),
            normalization)
    }
}
