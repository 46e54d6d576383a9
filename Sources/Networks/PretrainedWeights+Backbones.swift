import Backbones
import Weights

extension PretrainedWeights {
    /// The backbones that these may be of; more than one where tensors do not tell, none where no
    /// backbone here has such tensors.
    public var backbones: [BackboneName] {
        switch architecture {
        case .resNet(18, 3, false, 64): [.resnet18]
        case .resNet(let depth, 7, false, 64): ResNet.named(depth: depth)
        case .efficientNetLite(let size):
            // timm trained the smallest one in its own style, too.
            [EfficientNetLite.named(size: size)]
                + (size == 0 && hasNamesOfTimm
                    ? [EfficientNetLite.named(size: size, .timm)] : [])
        case .mobileNetV3(let isLarge):
            (hasNamesOfTimm ? [.timm, .tensorFlow] : [.torchvision]).map {
                MobileNetV3.named(isLarge: isLarge, $0)
            }
        case .convNeXt(let blocks, let width): ConvNeXt.named(thirdStage: blocks, width: width)
        // Biases of queries and values are not computed here.
        case .visionTransformer(let form)
        where form.family == .dinoV3 && arrays.entries["blocks.0.attn.qkv.bias"] != nil: []
        case .visionTransformer(let form): VisionTransformer.named(where: form.isPossible)
        default: []
        }
    }

    /// Why there are several; nil where there are not.
    public var ambiguity: String? {
        let names = backbones
        guard names.count > 1 else { return nil }
        let difference =
            switch architecture {
            case .efficientNetLite:
                "\(names[0]) is timm's tf_efficientnet_lite0, \(names[1]) its efficientnet_lite0, "
                    + "and their tensors have the same names"
            case .mobileNetV3(let isLarge):
                "\(names[0]) is timm's own, \(names[1]) its tf_mobilenetv3_"
                    + "\(isLarge ? "large" : "small")_100, and their tensors have the same names"
            default:
                "\(names[0]) has OpenAI's quick GELU, \(names[1]) the exact one of OpenCLIP, "
                    + "LAION and DataComp"
            }
        return difference + "; a file does not say which"
    }

    /// What images they were trained on if they are of `backbone`, as far as that is known.
    public func input(of backbone: BackboneName) -> KnownInput? {
        if backbone == EfficientNetLite.named(size: 0, .timm) { return .liteOfTimm }
        let isTensorFlows = [true, false].contains {
            backbone == MobileNetV3.named(isLarge: $0, .tensorFlow)
        }
        return isTensorFlows ? .mobileNetOfTensorFlow : input
    }

    private var hasNamesOfTimm: Bool { dialect == "timm" }
}

extension VisionTransformerForm {
    /// Whether a network of `form` has these tensors. Plain ones are taken for DINO's where patches
    /// are of 8 pixels, as no others' are, and for DeiT's where they are not.
    fileprivate func isPossible(_ form: VisionTransformer.Form) -> Bool {
        guard form.width == width, form.patch == patch, form.prefix.registers == registers else {
            return false
        }
        let isPlain =
            form.layerScale == nil && !form.normalizesFirst && !form.poolsByAttention
        return switch family {
        case .plain: isPlain && (form.interpolation == .dino) == (patch == 8)
        case .dinoV2: form.layerScale != nil && !form.isRotary
        case .clip: form.normalizesFirst
        case .sigLIP: form.poolsByAttention
        case .dinoV3: form.isRotary
        case .deiTThree: false
        }
    }
}
