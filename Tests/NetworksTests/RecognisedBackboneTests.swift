import Backbones
import Files
import Foundation
import Images
import Layers
import Networks
import Randomness
import Tensors
import TestSupport
import Testing
import Weights

@Suite("Backbones recognised by their tensors")
struct RecognisedBackboneTests {
    @Test(
        "the tensors of a registered backbone are recognised as that backbone's",
        arguments: [
            "resnet18", "resnet18-imagenet", "efficientnet-lite1",
            "deit-tiny-16", "dinov3-small-16",
        ])
    func whole(_ name: String) throws {
        let store = ParameterStore(Device(threads: 1), generator: Generator(seed: 1))
        _ = try #require(BackboneName(name)).make(store.root, dropout: 0)
        let tensors = store.parameters.merging(store.statistics, uniquingKeysWith: { a, _ in a })
        let weights = try #require(recognised(tensors.mapValues(\.shape)))
        #expect(weights.backbones.map(\.description) == [name])
        #expect(weights.ambiguity == nil)
    }

    @Test("timm has two EfficientNet-Lite0s under the same names, and asks which")
    func lite() throws {
        let timms = try #require(BackboneName("efficientnet-lite0-timm"))
        let store = ParameterStore(Device(threads: 1), generator: Generator(seed: 1))
        _ = timms.make(store.root, dropout: 0)
        var file = Safetensors()
        Checkpoint.save(store, to: &file)
        let folder = try TemporaryFolder()
        try file.write(to: folder.file("lite.safetensors"))
        let weights = try StoredWeights(contentsOf: folder.file("lite.safetensors"))
        let error = #expect(throws: UserError.self) { try weights.backbone() }
        #expect(error?.remedies == ["backbone"])
        #expect(
            error?.message.contains(
                "efficientnet-lite0 is timm's tf_efficientnet_lite0, efficientnet-lite0-timm its "
                    + "efficientnet_lite0") == true, "\(error!)")
        let tensorFlows = try #require(BackboneName("efficientnet-lite0"))
        for (backbone, normalization) in [(tensorFlows, Normalization.half), (timms, .imageNet)] {
            let input = try weights.input(of: backbone).description
            #expect(input.normalization == normalization && input.view.size == 224)
            #expect(weights.fit(backbone, device: Device(threads: 1)).isWhole)
            try Checkpoint.loadBackbone(from: weights, into: store, backbone: "\(backbone)")
        }
    }

    @Test("timm has two MobileNetV3s under the same names; TensorFlow's pixels are known")
    func mobile() throws {
        let weights = try #require(
            recognised([
                "conv_stem.weight": [16, 3, 3, 3], "blocks.0.0.conv_dw.weight": [16, 1, 3, 3],
                "blocks.5.0.conv.weight": [576, 96, 1, 1],
            ]))
        let backbones = weights.backbones
        #expect(
            backbones.map(\.description) == ["mobilenetv3-small-timm", "mobilenetv3-small-tf"])
        #expect(weights.ambiguity?.contains("its tf_mobilenetv3_small_100") == true)
        #expect(weights.input(of: backbones[0]) == nil)
        #expect(weights.input(of: backbones[1])?.description.normalization == .half)
    }

    /// The tensors that tell a transformer of `width` numbers.
    private func transformer(
        width: Int, patch: Int, also others: [String: [Int]]
    ) -> [String: [Int]] {
        var shapes = [
            "pos_embed": [1, 197, width], "patch_embed.proj.weight": [width, 3, patch, patch],
        ]
        for block in 0..<12 { shapes["blocks.\(block).norm1.weight"] = [width] }
        return shapes.merging(others, uniquingKeysWith: { $1 })
    }

    @Test("CLIP's activation is in no file; patches of 8 pixels are DINO's, and wide ones nobody's")
    func transformers() throws {
        let clip = try #require(
            recognised(
                transformer(
                    width: 768, patch: 32,
                    also: [
                        "cls_token": [1, 1, 768], "norm_pre.weight": [768],
                        "head.weight": [512, 768], "pos_embed": [1, 50, 768],
                    ])))
        #expect(clip.backbones.map(\.description) == ["clip-base-32", "openclip-base-32"])
        #expect(clip.ambiguity?.hasPrefix("clip-base-32 has OpenAI's quick GELU") == true)
        for (width, patch, expected) in [
            (384, 8, ["dino-small-8"]), (384, 16, ["deit-small-16"]), (512, 16, []),
        ] {
            let plain = try #require(
                recognised(
                    transformer(width: width, patch: patch, also: ["cls_token": [1, 1, width]])))
            #expect(plain.backbones.map(\.description) == expected)
        }
        var registers = transformer(
            width: 384, patch: 14,
            also: [
                "cls_token": [1, 1, 384], "register_tokens": [1, 4, 384],
                "pos_embed": [1, 1370, 384],
            ])
        for block in 0..<12 { registers["blocks.\(block).ls1.gamma"] = [384] }
        let second = try #require(recognised(registers))
        #expect(second.backbones.map(\.description) == ["dinov2-small-registers"])
    }

    /// What zeros of these shapes are.
    private func recognised(_ shapes: [String: [Int]]) -> PretrainedWeights? {
        var file = Safetensors()
        for (name, shape) in shapes {
            file.entries[name] = .init(
                element: .f16, shape: shape, data: Data(count: shape.reduce(2, *)))
        }
        return PretrainedWeights(WeightFile(arrays: file))
    }
}
