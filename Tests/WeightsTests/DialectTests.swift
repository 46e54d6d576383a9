import Files
import Foundation
import TestSupport
import Testing
import Weights

@Suite("Names of other programs")
struct DialectTests {
    /// What `References/dialects.py` says of the network called `name`.
    private func reference(_ name: String) throws -> Any? {
        let data = try Data(contentsOf: weightFile("dialects.json"))
        return (try JSONSerialization.jsonObject(with: data) as? [String: Any])?[name]
    }

    static let small = [
        ("hugging-face-dinov2", "ViT-16/8, ", ""), ("hugging-face-clip", "ViT-16/8, CLIP", "12"),
        ("open-clip", "ViT-16/8, CLIP", "12"), ("hugging-face-siglip", "ViT-16/8, SigLIP", ""),
        ("dinov2-registers", "ViT-16/8 with 4 registers, ", ""),
        ("torchvision-convnext", "ConvNeXt of 1 blocks, 4 wide", "64"),
        ("convnext", "ConvNeXt of 1 blocks, 4 wide", "64"),
    ]

    @Test("A small network of each has timm's names, shapes and numbers", arguments: small)
    func numbers(name: String, title: String, features: String) throws {
        let expected = try #require(try reference(name) as? [String: [Any]])
        let weights = try #require(
            PretrainedWeights(try WeightFile(contentsOf: weightFile("\(name).pth"))))
        #expect(weights.architecture.name.hasPrefix(title))
        if name != "convnext" && name != "torchvision-convnext" {
            #expect(features.isEmpty || weights.architecture.features.contains(features))
        }
        for (key, facts) in expected {
            let entry = try #require(weights.arrays.entries[key], "\(key)")
            #expect(entry.shape == facts[0] as? [Int], "\(key)")
            let hash = Fingerprint.sha256(Data(entry.data))
            #expect(hash.prefix(12) == facts[1] as! String, "\(key)")
        }
        let besides = Set(weights.arrays.entries.keys).subtracting(expected.keys)
        #expect(besides.isSubset(of: ["mask_token"]), "\(besides)")
    }

    @Test("Where a file has a teacher and a student, the teacher is taken")
    func teacher() throws {
        let file = try WeightFile(contentsOf: weightFile("dinov2-registers.pth"))
        #expect(PretrainedWeights(file)?.prefix == "teacher.backbone.")
    }

    @Test("torchvision's MobileNetV3 gets timm's names", arguments: ["large", "small"])
    func mobileNet(size: String) throws {
        let rows = try #require(try reference("torchvision-mobilenetv3-\(size)") as? [[Any]])
        var file = Safetensors()
        for row in rows {
            let shape = row[1] as! [Int]
            file.entries[row[0] as! String] = .init(
                element: .f16, shape: shape, data: Data(count: shape.reduce(2, *)))
        }
        let weights = try #require(PretrainedWeights(WeightFile(arrays: file)))
        #expect(weights.architecture == .mobileNetV3(isLarge: size == "large"))
        for row in rows {
            let shape = weights.arrays.entries[row[2] as! String]?.shape
            #expect(shape == row[3] as? [Int], "\(row[0]) is no \(row[2])")
        }
        #expect(weights.arrays.entries.count == rows.count)
    }

    /// Zeros of these shapes.
    private func recognised(_ shapes: [(String, [Int])], hash: String? = nil) -> PretrainedWeights?
    {
        var file = Safetensors()
        for (name, shape) in shapes {
            file.entries[name] = .init(
                element: .f16, shape: shape, data: Data(count: shape.reduce(2, *)))
        }
        return PretrainedWeights(WeightFile(arrays: file), hash: hash)
    }

    @Test("ResNets are told by their blocks, stems and bottlenecks, behind any prefix")
    func resNets() {
        func resNet(_ blocks: [Int], bottleneck: Bool, stem: Int, _ prefix: String = "")
            -> [(String, [Int])]
        {
            var shapes = [(prefix + "conv1.weight", [64, 3, stem, stem])]
            for (layer, count) in blocks.enumerated() {
                for block in 0..<count {
                    let name = "\(prefix)layer\(layer + 1).\(block)."
                    shapes.append((name + "conv1.weight", [64, 64, 3, 3]))
                    if bottleneck { shapes.append((name + "conv3.weight", [256, 64, 1, 1])) }
                }
            }
            return shapes
        }
        let fifty = recognised(resNet([3, 4, 6, 3], bottleneck: true, stem: 7, "module.backbone."))
        #expect(fifty?.prefix == "module.backbone.")
        #expect(fifty?.summary.hasSuffix("features: mean over space, 2048") == true)
        #expect(fifty?.input?.description.view.resizedSide == 256)
        let second = recognised(
            resNet([3, 4, 6, 3], bottleneck: true, stem: 7), hash: "11ad3fa6" + "0000")
        #expect(second?.input?.description.view.resizedSide == 232)
        let small = recognised(resNet([2, 2, 2, 2], bottleneck: false, stem: 3))
        #expect(
            small?.architecture == .resNet(depth: 18, stem: 3, isDeep: false, width: 64))
        #expect(small?.input == nil)
        #expect(recognised(resNet([2, 2, 2, 3], bottleneck: false, stem: 7)) == nil)
        #expect(recognised([("a", [1])]) == nil)
    }

    @Test(
        "Of several networks that of queries is taken, or an average, and the others are named",
        arguments: [
            ("module.encoder_q.", "module.encoder_k."), ("module.query_encoder.", "key_encoder."),
            ("online_network.", "target.network."), ("online.", "ema."), ("model_ema.", "model."),
            ("net.", "semantic."), ("a.", "b."),
        ])
    func several(taken: String, other: String) {
        let names =
            ["conv1.weight"]
            + (1...4).flatMap { ["layer\($0).0.conv1.weight", "layer\($0).1.conv1.weight"] }
        let shapes = [other, taken, "c."].flatMap { prefix in
            names.map { (prefix + $0, [64, 3, 7, 7]) }
        }
        let weights = recognised(shapes.filter { $0.0 != "c.layer4.1.conv1.weight" })
        #expect(weights?.prefix == taken && weights?.otherPrefixes == [other])
        let words = "; taken from under \"\(taken)\", also under \"\(other)\""
        #expect(weights?.summary.hasSuffix(words) == true)
    }

    @Test("A DINOv2 with registers is described in one line")
    func summary() {
        var shapes = [
            ("cls_token", [1, 1, 384]), ("register_tokens", [1, 4, 384]),
            ("pos_embed", [1, 1370, 384]), ("patch_embed.proj.weight", [384, 3, 14, 14]),
        ]
        for block in 0..<12 {
            shapes.append(("blocks.\(block).norm1.weight", [384]))
            shapes.append(("blocks.\(block).ls1.gamma", [384]))
        }
        let weights = recognised(shapes)
        #expect(weights?.arrays.entries["pos_embed"]?.shape == [1, 1369, 384])
        #expect(
            weights?.summary
                == "ViT-S/14 with 4 registers, DINOv2, 0.8 M weights, 518 px; features: class token, "
                + "384")
    }

    @Test("With registers the class token takes its position along, as timm keeps it")
    func position() throws {
        var file = Safetensors()
        file.set("cls_token", floats: [1, 2], shape: [1, 1, 2])
        file.set("register_tokens", floats: [0, 0], shape: [1, 1, 2])
        file.set("pos_embed", floats: [10, 20, 3, 4, 5, 6, 7, 8, 9, 10], shape: [1, 5, 2])
        file.set("patch_embed.proj.weight", floats: [0, 0], shape: [2, 1, 1, 1])
        file.set("blocks.0.norm1.weight", floats: [1, 1], shape: [2])
        let weights = try #require(PretrainedWeights(WeightFile(arrays: file)))
        let arrays = weights.arrays
        #expect(try arrays.floats("cls_token") == [11, 22])
        #expect(try arrays.floats("pos_embed", shape: [1, 4, 2]) == [3, 4, 5, 6, 7, 8, 9, 10])
        // Of double precision it is the same, and as large.
        for (name, entry) in file.entries {
            let numbers = try file.floats(name).map { Double($0) }
            file.set(name, doubles: numbers, shape: entry.shape)
        }
        let double = try #require(PretrainedWeights(WeightFile(arrays: file)))
        #expect(try double.arrays.floats("cls_token") == [11, 22])
        #expect(double.count == weights.count)
    }

    @Test(
        "What a person says of images stands in place of what is known, or is refused by its word")
    func choices() throws {
        let known = recognised([("patch_embed.proj.weight", [384, 3, 16, 16])])
        #expect(known == nil)
        let plain = try InputChoice("half,size=112").applied(to: nil, usual: 224)
        #expect(plain?.normalization == .half && plain?.view.size == 112)
        #expect(plain?.view.resizedSide == 128 && plain?.view.interpolation == .bicubic)
        #expect(try InputChoice("square,bilinear").applied(to: nil, usual: 224) == nil)
        let changed = try InputChoice("mean=0.1/0.2/0.3,deviation=0.5,resize=112,square")
            .applied(to: plain, usual: 224)
        #expect(changed?.normalization.mean == [0.1, 0.2, 0.3])
        #expect(changed?.normalization.deviation == [0.5, 0.5, 0.5])
        #expect(changed?.view.resizedSide == 112 && changed?.view.fit == .square)
        for wrong in ["imagenett", "mean=0.5/0.5", "mean=128", "size=0", "resize=x", "size=9999"] {
            let error = userError { _ = try InputChoice("clip," + wrong) }
            #expect(error?.kind == .usage && error?.message.contains(wrong) == true)
        }
        let small = try InputChoice("imagenet,size=224,resize=200")
        #expect(userError { _ = try small.applied(to: nil, usual: 224) }?.kind == .usage)
    }
}
