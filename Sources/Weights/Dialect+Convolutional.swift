import Files
import Foundation

/// The names of convolutional networks.
extension Dialect {
    /// torchvision's and timm's ResNets: our own names.
    static let resNet = Dialect(name: "torchvision or timm", anchors: ["layer1.0.conv1.weight"])

    /// timm's EfficientNets and MobileNets: our own names.
    static let timmMobile = Dialect(
        name: "timm", anchors: ["conv_stem.weight", "blocks.0.0.conv_dw.weight"])

    /// lukemelas/EfficientNet-PyTorch (`efficientnet_pytorch/model.py`): one list of blocks.
    static let efficientNetPyTorch = Dialect(
        name: "EfficientNet-PyTorch", anchors: ["_conv_stem.weight"],
        exchanges: [
            ("_conv_stem.", "conv_stem."), ("_conv_head.", "conv_head."), ("_fc.", "classifier."),
            ("_blocks.", "#."),
        ]
    ) { arrays, _, _ in
        let places = arrays.places(of: "#.")
        var stages = Stages()
        for place in places {
            let block = "#.\(place)."
            let stage = stages.next(channels: arrays[block + "_project_conv.weight"]?.shape.first)
            let names =
                arrays[block + "_expand_conv.weight"] == nil
                ? [
                    ("_depthwise_conv.", "conv_dw."), ("_bn1.", "bn1."),
                    ("_project_conv.", "conv_pw."),
                    ("_bn2.", "bn2."),
                ]
                : [
                    ("_expand_conv.", "conv_pw."), ("_bn0.", "bn1."),
                    ("_depthwise_conv.", "conv_dw."),
                    ("_bn1.", "bn2."), ("_project_conv.", "conv_pwl."), ("_bn2.", "bn3."),
                ]
            arrays.rename(
                block, to: stage,
                names + [("_se_reduce.", "se.conv_reduce."), ("_se_expand.", "se.conv_expand.")])
        }
        arrays.rename("", to: "", [("_bn0.", "bn1."), ("_bn1.", "bn2.")])
    }

    /// torchvision's MobileNetV3 (`models/mobilenetv3.py`): numbered parts.
    static let torchvisionMobileNet = Dialect(
        name: "torchvision", anchors: ["features.0.0.weight", "features.1.block.0.0.weight"],
        exchanges: [("features.", "#.")]
    ) { arrays, _, _ in
        let places = arrays.places(of: "#.")
        guard let last = places.last else { return }
        var stages = Stages()
        for place in places.dropFirst() where place != last {
            let block = "#.\(place)."
            let parts = arrays.places(of: block + "block.")
            let convolutions = parts.filter { arrays["\(block)block.\($0).0.weight"] != nil }
            let output = convolutions.last.flatMap { arrays["\(block)block.\($0).0.weight"] }
            let stage = stages.next(channels: output?.shape.first)
            let names =
                convolutions.count == 2
                ? ["conv_dw", "conv_pw"] : ["conv_pw", "conv_dw", "conv_pwl"]
            var renames: [(String, String)] = []
            for (index, (part, name)) in zip(convolutions, names).enumerated() {
                renames.append(("block.\(part).0.", "\(name)."))
                renames.append(("block.\(part).1.", "bn\(index + 1)."))
            }
            for part in parts where !convolutions.contains(part) {
                renames.append(("block.\(part).fc1.", "se.conv_reduce."))
                renames.append(("block.\(part).fc2.", "se.conv_expand."))
            }
            arrays.rename(block, to: stage, renames)
        }
        arrays.rename("#.0.", to: "", [("0.", "conv_stem."), ("1.", "bn1.")])
        arrays.rename(
            "#.\(last).", to: stages.next(channels: nil), [("0.", "conv."), ("1.", "bn1.")])
        arrays.rename("classifier.", to: "", [("0.", "conv_head."), ("3.", "classifier.")])
        if let head = arrays["conv_head.weight"], head.shape.count == 2 {
            arrays.reshape("conv_head.weight") { [head.shape[0], $0, 1, 1] }
        }
    }

    /// timm's ConvNeXt: our own names.
    static let timmConvNeXt = Dialect(
        name: "timm", anchors: ["stages.0.blocks.0.conv_dw.weight", "stem.0.weight"])

    /// facebookresearch/ConvNeXt (`models/convnext.py`).
    static let originalConvNeXt = Dialect(
        name: "ConvNeXt", anchors: ["downsample_layers.0.0.weight", "stages.0.0.dwconv.weight"],
        exchanges: [
            (".dwconv.", ".conv_dw."), (".pwconv1.", ".mlp.fc1."), (".pwconv2.", ".mlp.fc2."),
        ]
    ) { arrays, _, _ in
        for place in arrays.places(of: "downsample_layers.") {
            arrays.rename(
                "downsample_layers.\(place).",
                to: place == 0 ? "stem." : "stages.\(place).downsample.", [("", "")])
        }
        for stage in arrays.places(of: "stages.") {
            for block in arrays.places(of: "stages.\(stage).") {
                arrays.rename(
                    "stages.\(stage).\(block).", to: "stages.\(stage).blocks.\(block).", [("", "")])
            }
        }
        arrays.rename("norm.", to: "head.norm.", [("", "")])
        arrays.rename("head.", to: "head.fc.", [("weight", "weight"), ("bias", "bias")])
    }

    /// torchvision's ConvNeXt (`models/convnext.py`): stages and halvings take turns.
    static let torchvisionConvNeXt = Dialect(
        name: "torchvision", anchors: ["features.1.0.block.0.weight", "features.1.0.layer_scale"]
    ) { arrays, _, _ in
        for place in arrays.places(of: "features.") {
            let part = "features.\(place)."
            guard !place.isMultiple(of: 2) else {
                arrays.rename(
                    part, to: place == 0 ? "stem." : "stages.\(place / 2).downsample.", [("", "")])
                continue
            }
            for block in arrays.places(of: part) {
                let stage = "stages.\(place / 2).blocks.\(block)."
                arrays.rename(
                    "\(part)\(block).", to: stage,
                    [
                        ("block.0.", "conv_dw."), ("block.2.", "norm."), ("block.3.", "mlp.fc1."),
                        ("block.5.", "mlp.fc2."), ("layer_scale", "gamma"),
                    ])
                if let scale = arrays[stage + "gamma"] {
                    arrays.reshape(stage + "gamma") { _ in [scale.shape.reduce(1, *)] }
                }
            }
        }
        arrays.rename("classifier.", to: "head.", [("0.", "norm."), ("2.", "fc.")])
    }
}

/// Which stage of timm's a block of a single list is in: one begins where the channels change.
private struct Stages {
    private var stage = -1
    private var block = 0
    private var channels: Int?

    /// The prefix of the next block.
    mutating func next(channels new: Int?) -> String {
        if stage < 0 || new != channels { (stage, block) = (stage + 1, 0) } else { block += 1 }
        channels = new
        return "blocks.\(stage).\(block)."
    }
}

extension Dialect.Arrays {
    /// The numbers that follow `prefix` in names, in order.
    func places(of prefix: String) -> [Int] {
        Set(
            keys.filter { $0.hasPrefix(prefix) }.compactMap {
                Int($0.dropFirst(prefix.count).prefix { $0.isNumber })
            }
        ).sorted()
    }

    /// Moves the arrays that begin with `prefix` to `new`, the first fitting start of the rest
    /// exchanged; where none fits they stay.
    mutating func rename(_ prefix: String, to new: String, _ starts: [(String, String)]) {
        for name in keys.filter({ $0.hasPrefix(prefix) }) {
            let rest = name.dropFirst(prefix.count)
            guard let (from, to) = starts.first(where: { rest.hasPrefix($0.0) }) else { continue }
            let entry = removeValue(forKey: name)
            self[new + to + rest.dropFirst(from.count)] = entry
        }
    }
}
