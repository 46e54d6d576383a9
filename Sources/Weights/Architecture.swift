import Files
import Foundation

/// What network tensors are of, told by their names and shapes.
public enum Architecture: Sendable, Equatable {
    /// A ResNet in the ImageNet form, and the few-shot form's ResNet-18; `isDeep` where its stem has
    /// three convolutions and its shortcuts average (the "d" of "Bag of tricks").
    case resNet(depth: Int, stem: Int, isDeep: Bool, width: Int)
    /// EfficientNet-Lite.
    case efficientNetLite(Int)
    /// EfficientNets with squeeze-and-excitation, by the channels of their last block.
    case efficientNet(channels: Int)
    /// MobileNetV3, large or small.
    case mobileNetV3(isLarge: Bool)
    /// ConvNeXt by the blocks of its third stage and its first width.
    case convNeXt(blocks: Int, width: Int)
    /// A vision transformer.
    case visionTransformer(VisionTransformerForm)

    /// The architecture of tensors under our names; nil where they are none that is known.
    init?(_ arrays: [String: Safetensors.Entry]) {
        func shape(_ name: String) -> [Int]? { arrays[name + ".weight"]?.shape }
        if let stem = shape("conv1") ?? shape("conv1.0"), stem.count == 4 {
            let blocks = (1...4).map { arrays.places(of: "layer\($0).").count }
            let isBottleneck = shape("layer1.0.conv3") != nil
            guard let depth = Self.depths[blocks]?[isBottleneck ? 1 : 0],
                let width = shape("layer1.0.conv1")?.first
            else { return nil }
            self = .resNet(
                depth: depth, stem: stem[3], isDeep: shape("conv1.0") != nil, width: width)
        } else if shape("conv_stem") != nil {
            let isSqueezed = arrays.keys.contains { $0.contains(".se.") }
            if shape("blocks.5.0.conv")?.first == 576 || shape("blocks.6.0.conv")?.first == 960 {
                self = .mobileNetV3(isLarge: shape("blocks.6.0.conv") != nil)
            } else if let channels = shape("conv_head")?.dropFirst().first {
                let second = arrays.places(of: "blocks.1.").count
                let size = Self.liteSizes.firstIndex { $0 == (channels, second) }
                if isSqueezed {
                    self = .efficientNet(channels: channels)
                } else if let size {
                    self = .efficientNetLite(size)
                } else {
                    return nil
                }
            } else {
                return nil
            }
        } else if let stem = shape("stem.0"), shape("stages.0.blocks.0.conv_dw") != nil {
            self = .convNeXt(blocks: arrays.places(of: "stages.2.blocks.").count, width: stem[0])
        } else if let form = VisionTransformerForm(arrays) {
            self = .visionTransformer(form)
        } else {
            return nil
        }
    }

    /// Depths by blocks of a stage: with basic blocks, with bottlenecks.
    private static let depths: [[Int]: [Int?]] = [
        [2, 2, 2, 2]: [18, 26], [3, 4, 6, 3]: [34, 50], [3, 4, 23, 3]: [nil, 101],
        [3, 8, 36, 3]: [nil, 152],
    ]

    /// Channels of the last block and blocks of the second stage of Lite 0 to 4.
    private static let liteSizes = [(320, 2), (320, 3), (352, 3), (384, 3), (448, 4)]

    /// Its name in papers.
    public var name: String {
        switch self {
        case .resNet(let depth, let stem, let isDeep, let width):
            (width == 64 ? "" : "Wide ") + "ResNet-\(depth)" + (isDeep ? "-D" : "")
                + (stem == 3 && !isDeep ? " with a 3×3 stem" : "")
        case .efficientNetLite(let size): "EfficientNet-Lite\(size)"
        case .efficientNet(let channels):
            "EfficientNet" + (channels == 320 ? "-B0 or B1" : " with squeeze-and-excitation")
        case .mobileNetV3(let isLarge): "MobileNetV3-\(isLarge ? "Large" : "Small")"
        case .convNeXt(let blocks, let width):
            switch (blocks, width) {
            case (9, 96): "ConvNeXt-T"
            case (27, 96): "ConvNeXt-S"
            case (27, 128): "ConvNeXt-B"
            case (27, 192): "ConvNeXt-L"
            default: "ConvNeXt of \(blocks) blocks, \(width) wide"
            }
        case .visionTransformer(let form): form.name
        }
    }

    /// What the features are, and how many numbers.
    public var features: String {
        switch self {
        case .resNet(let depth, _, _, _):
            "mean over space, \([18, 34].contains(depth) ? 512 : 2048)"
        case .efficientNetLite: "mean over space, 1280"
        case .efficientNet: "mean over space"
        case .mobileNetV3(let isLarge): "mean over space, \(isLarge ? 960 : 576)"
        case .convNeXt(_, let width): "mean over space, normalised, \(8 * width)"
        case .visionTransformer(let form): form.features
        }
    }

    /// The starts of the names of what is above the features: heads that score ImageNet's classes.
    public var heads: [String] {
        switch self {
        case .resNet: ["fc."]
        case .mobileNetV3: ["conv_head.", "classifier."]
        case .efficientNetLite, .efficientNet: ["classifier."]
        case .convNeXt: ["head.fc."]
        case .visionTransformer(let form):
            (form.family == .clip ? [] : ["head.", "head_dist."]) + ["mask_token", "pooler."]
        }
    }
}
