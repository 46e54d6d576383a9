import Layers

/// The backbones by name, as `--backbone` takes them and checkpoints record them.
public enum BackboneName: Sendable, Equatable, LosslessStringConvertible {
    /// Conv-4-64.
    case conv4
    /// Conv-4-64 without the last ReLU.
    case conv4Signed
    /// ResNet-12 with `width` times the channels.
    case resnet12(width: Double)
    /// ResNet-18, few-shot form.
    case resnet18
    /// WideResNet-28-10, S2M2 form.
    case wideResNet
    /// ResNet-18, 34, 50 or 101 in the ImageNet form.
    case imageNetResNet(depth: Int)
    /// EfficientNet-Lite 0 to 4.
    case efficientNetLite(Int)
    /// MobileNetV3.
    case mobileNetV3(MobileNetV3.Form)
    /// ConvNeXt.
    case convNeXt(ConvNeXt.Form)
    /// DeiT, DINO, DINOv2, CLIP's or SigLIP's images.
    case visionTransformer(VisionTransformer.Form)

    private static let named: [(String, BackboneName)] =
        [
            ("conv4", .conv4), ("conv4-signed", .conv4Signed), ("resnet12", .resnet12(width: 1)),
            ("resnet12-sqrt-half", .resnet12(width: 0.5.squareRoot())),
            ("resnet12-half", .resnet12(width: 0.5)), ("resnet12-quarter", .resnet12(width: 0.25)),
            ("resnet18", .resnet18), ("wrn-28-10", .wideResNet),
        ]
        + ResNet.Form.depths.keys.sorted().map {
            ("resnet\($0)-imagenet", .imageNetResNet(depth: $0))
        }
        + EfficientNetLite.Form.sizes.indices.map {
            ("efficientnet-lite\($0)", .efficientNetLite($0))
        }
        + [
            ("mobilenetv3-large", .mobileNetV3(.large(epsilon: 1e-3))),
            ("mobilenetv3-small", .mobileNetV3(.small(epsilon: 1e-3))),
            ("mobilenetv3-large-timm", .mobileNetV3(.large(epsilon: 1e-5))),
            ("mobilenetv3-small-timm", .mobileNetV3(.small(epsilon: 1e-5))),
        ]
        + ["tiny", "small", "base"].map { ("convnext-\($0)", .convNeXt(ConvNeXt.Form.sizes[$0]!)) }
        + VisionTransformer.named.map { ($0.name, .visionTransformer($0.form)) }

    /// Every name, for help and error texts.
    public static var choices: [String] { named.map(\.0) + ["resnet12-WIDTH (0.05 to 4)"] }

    /// The backbone called `description`; nil where there is none.
    public init?(_ description: String) {
        if let known = Self.named.first(where: { $0.0 == description }) {
            self = known.1
        } else if description.hasPrefix("resnet12-"), let width = Double(description.dropFirst(9)),
            (0.05...4).contains(width)
        {
            self = .resnet12(width: width)
        } else if let form = VisionTransformer.form(named: description) {
            self = .visionTransformer(form)
        } else {
            return nil
        }
    }

    /// The name.
    public var description: String {
        if let known = Self.named.first(where: { $0.1 == self }) { return known.0 }
        if case .visionTransformer(let form) = self, let name = VisionTransformer.name(of: form) {
            return name
        }
        guard case .resnet12(let width) = self else { fatalError("A backbone has no name.") }
        return "resnet12-\(width)"
    }

    /// A new backbone with fresh parameters; `dropout` is for WideResNet's blocks, the others have
    /// none.
    public func make(_ scope: Scope, dropout: Double) -> any Backbone {
        switch self {
        case .conv4: Conv4(scope)
        case .conv4Signed: Conv4(scope, signed: true)
        case .resnet12(let width): ResNet12(scope, width: width)
        case .resnet18: ResNet18(scope)
        case .wideResNet: WideResNet(scope, dropout: dropout)
        case .mobileNetV3(let form): MobileNetV3(scope, form)
        case .convNeXt(let form): ConvNeXt(scope, form)
        case .visionTransformer(let form): VisionTransformer(scope, form)
        case .imageNetResNet(let depth): ResNet(scope, ResNet.Form.depths[depth]!)
        case .efficientNetLite(let size): EfficientNetLite(scope, EfficientNetLite.Form.sizes[size])
        }
    }

    /// The smallest image side that leaves something after the last pooling.
    public var smallestImage: Int {
        switch self {
        case .conv4, .conv4Signed: Conv4.smallestImage
        case .resnet12: ResNet12.smallestImage
        case .resnet18: ResNet18.smallestImage
        case .wideResNet: WideResNet.smallestImage
        case .imageNetResNet: ResNet.smallestImage
        case .mobileNetV3: MobileNetV3.smallestImage
        case .convNeXt: ConvNeXt.smallestImage
        case .visionTransformer(let form): form.patch
        case .efficientNetLite: EfficientNetLite.smallestImage
        }
    }
}
