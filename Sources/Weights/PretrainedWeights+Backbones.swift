extension PretrainedWeights {
    /// The names of the backbones that these may be of, as `--backbone` takes them; more than one where
    /// tensors do not tell, none where no name is known. Whether there is such a backbone is for the
    /// backbones to say.
    public var backbones: [String] {
        switch architecture {
        case .resNet(let depth, let stem, false, 64):
            [stem == 3 ? "resnet\(depth)" : "resnet\(depth)-imagenet"]
        case .efficientNetLite(let size): ["efficientnet-lite\(size)"]
        case .mobileNetV3(let isLarge):
            // They differ in what is added to variances.
            ["mobilenetv3-\(isLarge ? "large" : "small")\(dialect == "timm" ? "-timm" : "")"]
        case .convNeXt(9, 96): ["convnext-tiny"]
        case .convNeXt(27, 96): ["convnext-small"]
        case .convNeXt(27, 128): ["convnext-base"]
        case .visionTransformer(let form): form.backbones
        default: []
        }
    }

    /// Why there are several; nil where there are not.
    public var ambiguity: String? {
        backbones.count < 2
            ? nil
            : "\(backbones[0]) has OpenAI's quick GELU, \(backbones[1]) the exact one of OpenCLIP, LAION "
                + "and DataComp; a file does not say which"
    }
}

extension VisionTransformerForm {
    /// The names of the backbones with these tensors.
    fileprivate var backbones: [String] {
        let sizes = [192: "tiny", 384: "small", 768: "base", 1024: "large"]
        guard let size = sizes[width] else { return [] }
        switch family {
        case .plain: return ["\(patch == 8 ? "dino" : "deit")-\(size)-\(patch)"]
        case .dinoV2: return ["dinov2-\(size)" + (registers > 0 ? "-registers" : "")]
        case .clip: return ["clip-\(size)-\(patch)", "openclip-\(size)-\(patch)"]
        case .sigLIP: return ["siglip-\(size)-\(patch)"]
        case .deiTThree, .dinoV3: return []
        }
    }
}
