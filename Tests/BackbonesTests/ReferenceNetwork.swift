import Backbones
import Foundation
import Layers
import Randomness
import Tensors
import TestSupport
import Testing

/// PyTorch's numbers for backbones, from a file beside the tests.
enum BackboneCases {
    /// Those of `backbones.py`.
    static func all() throws -> [BackboneReference] { try cases("backbones") }

    /// Those of `families.py`: other programs' backbones.
    static func families() throws -> [BackboneReference] { try cases("families") }

    private static func cases(_ name: String) throws -> [BackboneReference] {
        let url = Bundle.module.url(
            forResource: name, withExtension: "json", subdirectory: "References")
        return try BackboneReferences(contentsOf: url!).cases
    }
}

/// A reference's network in the engine, with the reference's parameters.
struct ReferenceNetwork {
    let device: Device
    let store: ParameterStore
    let backbone: any Backbone

    init(_ reference: BackboneReference, winograd: Bool = true) throws {
        device = Device(threads: 1, winograd: winograd)
        store = ParameterStore(device, generator: Generator(seed: 0))
        let name = reference.name.split(separator: " at ")[0]
        if let form = Self.transformers[String(name)] {
            backbone = VisionTransformer(store.root, form)
        } else if let small = Self.small[String(name)] {
            backbone = small(store.root)
        } else if let known = BackboneName(String(name)) {
            backbone = known.make(store.root, dropout: 0)
        } else {
            throw UnknownBackbone(name: reference.name)
        }
        if reference.parameters.isEmpty {
            for (name, tensor) in store.parameters.merging(
                store.statistics, uniquingKeysWith: { $1 })
            {
                tensor.assign(ParameterRule.values(name, tensor.shape))
            }
        }
        for input in reference.parameters {
            let named = store.parameters[input.pattern] ?? store.statistics[input.pattern]
            let tensor = try #require(named, "\(reference.name) has no \(input.pattern)")
            try #require(tensor.shape == input.shape, "\(input.pattern)")
            tensor.assign(input.values)
        }
    }

    /// Those that no name stands for.
    private static let small: [String: @Sendable (Scope) -> any Backbone] = [
        "conv4 odd sizes": { Conv4($0) },
        "resnet12 quarter width": { ResNet12($0, width: 0.25) },
        "wrn-28-2": { WideResNet($0, width: 2, dropout: 0) },
        "resnet basic": {
            ResNet($0, ResNet.Form(blocks: [1, 2, 1, 1], isBottleneck: false, channels: 16))
        },
        "resnet bottleneck": {
            ResNet($0, ResNet.Form(blocks: [2, 1, 1, 1], isBottleneck: true, channels: 8))
        },
        "convnext narrow": {
            ConvNeXt($0, ConvNeXt.Form(blocks: [1, 1, 2, 1], width: 16))
        },
        "lite narrow": { EfficientNetLite($0, EfficientNetLite.Form(width: 0.25, depth: 0.5)) },
    ]

    private static let transformers: [String: VisionTransformer.Form] = {
        func form(_ change: (inout VisionTransformer.Form) -> Void) -> VisionTransformer.Form {
            var form = VisionTransformer.Form(
                patch: 8, width: 32, depth: 2, heads: 2, imageSize: 32)
            change(&form)
            return form
        }
        func table(_ interpolation: PositionInterpolation) -> VisionTransformer.Form {
            var form = VisionTransformer.Form(
                patch: 14, width: 32, depth: 1, heads: 1, imageSize: 518)
            form.interpolation = interpolation
            return form
        }
        return [
            "vit": form { _ in },
            "vit registers": form {
                $0.prefix.registers = 4
                $0.prefix.hasPositions = false
                $0.layerScale = 1e-5
            },
            "vit clip": form {
                $0.normalizesFirst = true
                $0.epsilon = 1e-5
                $0.activation = .quickGELU
                $0.projection = 24
                $0.pooling = .projection
            },
            "vit siglip": form {
                $0.prefix.hasClassToken = false
                $0.poolsByAttention = true
                $0.pooling = .attention
            },
            "vit rotary": form {
                $0.isRotary = true
                $0.layerScale = 1e-5
                $0.epsilon = 1e-5
                $0.prefix.registers = 4
            },
            "vit class+mean": form { $0.pooling = .classAndMean },
            "positions of dino": table(.dino), "positions antialiased": table(.antialiased),
            "positions plain": table(.plain),
        ]
    }()

    func tensor(_ input: ReferenceInput, needsGradient: Bool = false) -> Tensor {
        Tensor(device, input.values, shape: input.shape, needsGradient: needsGradient)
    }
}

private struct UnknownBackbone: Error { let name: String }
