import Backbones
import Foundation
import Layers
import Networks
import Randomness
import Recipes
import Tensors
import TestSupport
import Testing
import Training
import TrainingSupport

@Suite("Training on others' weights")
struct FinetuningTests {
    private static let backbones = ["conv4", "resnet12-quarter", "deit-tiny-16"]

    private func network(_ name: String, _ recipe: Recipe, classes: Int = 3) throws -> Network {
        var recipe = recipe
        recipe.imageSize = 32
        return Network(
            try #require(BackboneName(name)), recipe: recipe, classes: classes,
            device: Device(threads: 1), precision: .f32, generator: Generator(seed: 3))
    }

    private static let images = Pattern.values("images", count: 8 * 3 * 32 * 32)
    private static let labels = [0, 2, 1, 2, 0, 1, 1, 0]

    /// Every number that `network` learns or gathers, but for the heads.
    private func numbers(_ network: Network) -> [String: [Float]] {
        network.store.parameters.merging(network.store.statistics) { a, _ in a }
            .filter { entry in !Checkpoint.heads.contains { entry.key.hasPrefix($0) } }
            .mapValues { $0.values() }
    }

    @Test(
        "frozen stages stay as they are, whatever is mixed where, and all others learn",
        arguments: backbones)
    func freezing(_ name: String) throws {
        let touched = try touched(name)
        for frozen in [0, 1, 2, 4] {
            var recipe = Recipe.manifoldMixup
            recipe.frozenStages = frozen
            let network = try network(name, recipe)
            let before = numbers(network)
            let optimizer = Optimizer(recipe.phases[0].optimizer, of: network.store)
            for layer in 0..<4 {
                var chance = Generator(seed: UInt64(layer))
                let outcome = network.accumulateGradients(
                    .manifoldMixup, of: recipe, images: network.input(Self.images, count: 8),
                    labels: Self.labels, layers: [layer], using: &chance)
                #expect(outcome.loss.isFinite)
                optimizer.update(learningRate: 1e-2)
            }
            let moved = Set(numbers(network).filter { $0.value != before[$0.key] }.keys)
            #expect(moved == touched[frozen...].reduce(into: []) { $0.formUnion($1) })
        }
    }

    /// The parameters and statistics that a pass through each stage alone changes.
    private func touched(_ name: String) throws -> [Set<String>] {
        let network = try network(name, .baseline)
        return network.backbone.stages.indices.map { stage in
            let still = Pass(network.device, .evaluation, precision: .f32)
            let pass = Pass(network.device, .training(Generator(seed: 1)), precision: .f32)
            let before = numbers(network)
            let x = network.backbone.stages[..<stage].reduce(network.input(Self.images, count: 8)) {
                $1($0, in: still)
            }
            let rows = pass.tape.flattened(network.backbone.stages[stage](x, in: pass))
            pass.tape.backward(from: pass.tape.crossEntropy(rows, labels: Self.labels).loss)
            let learnt = network.store.parameters.filter { $0.value.gradient() != nil }.map(\.key)
            network.store.clearGradients()
            return Set(learnt + numbers(network).filter { $0.value != before[$0.key] }.map(\.key))
        }
    }

    @Test("with all stages frozen the features are those of the evaluation", arguments: backbones)
    func whole(_ name: String) throws {
        var recipe = Recipe.baseline
        recipe.frozenStages = 4
        let network = try network(name, recipe)
        let x = network.input(Self.images, count: 8)
        let pass = Pass(network.device, .training(Generator(seed: 1)), precision: .f32)
        let still = Pass(network.device, .evaluation, precision: .f32)
        #expect(
            network.features(x, in: pass).values()
                == network.backbone.features(x, in: still).values())
    }

    @Test("rotary positions go on where frozen stages end")
    func rotary() throws {
        var recipe = Recipe.baseline
        recipe.frozenStages = 2
        let network = try network("dinov3-small-16", recipe)
        let x = network.input(Self.images, count: 8)
        let pass = Pass(network.device, .training(Generator(seed: 1)), precision: .f32)
        let still = Pass(network.device, .evaluation, precision: .f32)
        expectClose(
            network.features(x, in: pass).values().map(Double.init),
            network.backbone.features(x, in: still).values().map(Double.init), relative: 1e-4,
            absolute: 1e-4)
    }

    @Test("the layers of parameters are counted from the input to the heads")
    func layers() throws {
        func layers(_ name: String) throws -> [String: Int] {
            try network(name, .baseline).store.layers
        }
        let vit = try layers("deit-tiny-16")
        #expect(vit["patch_embed.proj.weight"] == 0 && vit["cls_token"] == 0)
        #expect(vit["blocks.0.attn.qkv.weight"] == 1 && vit["blocks.9.norm1.bias"] == 10)
        #expect(vit["blocks.11.mlp.fc2.weight"] == 12 && vit["norm.weight"] == 13)
        #expect(vit["classifier.weight"] == 13)
        let resnet = try layers("resnet18-imagenet")
        #expect(resnet["conv1.weight"] == 0 && resnet["bn1.weight"] == 0)
        #expect(resnet["layer1.1.conv2.weight"] == 2 && resnet["layer2.0.downsample.0.weight"] == 3)
        #expect(resnet["layer4.1.bn2.bias"] == 8 && resnet["classifier.bias"] == 9)
        let lite = try layers("efficientnet-lite0")
        #expect(lite["conv_stem.weight"] == 0 && lite["blocks.0.0.conv_dw.weight"] == 1)
        #expect(lite["blocks.6.0.conv_pwl.weight"] == 16 && lite["conv_head.weight"] == 17)
        for name in BackboneName.choices.dropLast()
        where name.hasPrefix("resnet")
            || !name.contains("base")
                && !name.contains("large")
        {
            let layers = Set(try layers(name).values)
            #expect(layers == Set(layers.min()!...layers.max()!), "\(name)")
            #expect(layers.count >= 4, "\(name)")
        }
    }

    @Test("layer decay moves each layer by so much less than the one above it")
    func decay() throws {
        let network = try network("deit-tiny-16", .finetune)
        let before = network.store.parameters.mapValues { $0.values() }
        var chance = Generator(seed: 1)
        _ = network.accumulateGradients(
            .classification, of: .finetune, images: network.input(Self.images, count: 8),
            labels: Self.labels, layers: [], using: &chance)
        // The first step of Adam moves a parameter by its learning rate wherever it has a gradient.
        Optimizer(
            OptimizerSettings(.adamw, learningRate: 1), of: network.store, layerDecay: 0.5
        ).update(learningRate: 1e-3)
        for (name, layer) in [("blocks.11.mlp.fc2.weight", 12), ("blocks.3.mlp.fc1.weight", 4)] {
            let moves = zip(before[name]!, network.store.parameters[name]!.values()).map {
                Double(abs($0 - $1))
            }
            let rate = 1e-3 * pow(0.5, Double(13 - layer))
            #expect(abs(moves.max()! / rate - 1) < 0.02, "\(name)")
        }
    }

    @Test("a transformer learns from random weights: its loss falls on drawn images")
    func fromScratch() throws {
        let images = try DrawnImages(classes: 3, count: 16)
        let recipe = try Recipe.tiny(
            "finetune", .init(epochs: 8, imageSize: 32, learningRate: 1e-3, layerDecay: 1))
        let training = try images.training(
            recipe, backbone: try #require(BackboneName("deit-tiny-16")))
        let losses = try training.run().map(\.loss)
        #expect(losses.count == 8)
        #expect(losses.last! < 0.8 * losses[0], "\(losses)")
    }

    @Test("more frozen stages than there are is an error that says how many there are")
    func tooMany() throws {
        let images = try DrawnImages()
        let error = userError {
            _ = try images.training(.tiny("baseline", .init(frozenStages: 5)))
        }
        #expect(error?.message.contains("conv4 has 4 stages") == true)
    }
}
