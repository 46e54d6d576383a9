import Backbones
import Weights

extension PretrainedWeights {
    /// The backbones that these may be of; more than one where tensors do not tell, none where no
    /// backbone here has such tensors.
    public var backbones: [BackboneName] {
        switch architecture {
        case .resNet(18, 3, false, 64): [.resnet18]
        case .resNet(let depth, 7, false, 64): ResNet.named(depth: depth)
        case .efficientNetLite(let size): [EfficientNetLite.named[size]]
        case .mobileNetV3(let isLarge):
            // They differ in what is added to variances.
            [MobileNetV3.named(isLarge: isLarge, ofTimm: dialect == "timm")]
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
        return names.count < 2
            ? nil
            : "\(names[0]) has OpenAI's quick GELU, \(names[1]) the exact one of OpenCLIP, LAION "
                + "and DataComp; a file does not say which"
    }
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
