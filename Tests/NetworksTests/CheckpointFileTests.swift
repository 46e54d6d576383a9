import Backbones
import Files
import Foundation
import Networks
import Recipes
import Tensors
import TestSupport
import Testing
import TrainingSupport

@Suite("Checkpoint files")
struct CheckpointFileTests {
    let images: DrawnImages

    init() throws { images = try DrawnImages() }

    /// The state dict of Conv-4 in PyTorch under two linear heads; 16 pixels leave 64 features.
    static let stateDict: [String: [Int]] = {
        var shapes: [String: [Int]] = [
            "classifier.weight": [4, 64], "classifier.bias": [4],
            "rotation.weight": [4, 64], "rotation.bias": [4],
        ]
        for block in 1...4 {
            shapes["block\(block).conv.weight"] = [64, block == 1 ? 3 : 64, 3, 3]
            for name in ["weight", "bias", "running_mean", "running_var"] {
                shapes["block\(block).bn.\(name)"] = [64]
            }
            shapes["block\(block).bn.num_batches_tracked"] = []
        }
        return shapes
    }()

    @Test(
        "They hold a PyTorch state dict and the optimiser's memory of every parameter",
        arguments: [
            (OptimizerSettings.Kind.sgd, ["velocity"]), (.adam, ["mean", "variance"]),
        ])
    func names(optimizer: OptimizerSettings.Kind, moments: [String]) throws {
        let training = try images.training(
            .tiny("baseline", RecipeOverrides(optimizer: optimizer)))
        try training.run(until: 2)
        let file = try images.saved(training)
        var expected = Self.stateDict
        for (name, shape) in Self.stateDict where !name.contains("running") {
            if name.hasSuffix("tracked") { continue }
            for moment in moments { expected["optimizer.\(moment).\(name)"] = shape }
        }
        expected["optimizer.steps"] = []
        #expect(file.entries.mapValues(\.shape) == expected)
        for (name, entry) in file.entries {
            let isCount = name.hasSuffix("tracked") || name == "optimizer.steps"
            #expect(entry.element == (isCount ? .i64 : .f32))
        }
        #expect(file.metadata["format"] == "pt")
        #expect(try file.integers("block1.bn.num_batches_tracked") == [2])
    }

    @Test("Both passes of s2m2-r count into the batch statistics")
    func batches() throws {
        let training = try images.training(.tiny("s2m2-r", RecipeOverrides(onePhase: true)))
        try training.run(until: 3)
        let file = try images.saved(training)
        #expect(try file.integers("block3.bn.num_batches_tracked") == [6])
        let means = try file.floats("block1.bn.running_mean")
        #expect(means.contains { $0 != 0 })
    }

    @Test("The cosine head has the names that PyTorch's weight_norm gives")
    func cosineHead() throws {
        let file = try images.saved(images.training(.tiny("s2m2-r")))
        #expect(file.entries["classifier.weight_g"]?.shape == [4, 1])
        #expect(file.entries["classifier.weight_v"]?.shape == [4, 64])
        #expect(file.entries["classifier.bias"] == nil)
    }

    @Test("The header says what was trained on what, and how far")
    func header() throws {
        let recipe = try Recipe.tiny("s2m2-r")
        let training = try images.training(recipe, seed: .max)
        try training.run(until: 4)
        let header = try images.saved(training).header()
        #expect(header.backbone == "conv4" && header.recipe == recipe && header.seed == .max)
        #expect(header.classes == images.base.classes && header.data == images.fingerprint)
        #expect(header.precision == "f32" && header.normalization == .imageNet)
        #expect(header.progress == training.progress)
        #expect(header.progress.epochs == 1 && header.progress.steps == 1)
        #expect(header.progress.outcome.loss > 0)
    }

    @Test("Saving changes nothing, and equal states are equal bytes")
    func saving() throws {
        let training = try images.training(.tiny("baseline"))
        try training.run(until: 2)
        try training.save(to: images.checkpoint("first"))
        try training.save(to: images.checkpoint("second"))
        let first = try Data(contentsOf: images.checkpoint("first"))
        #expect(try Data(contentsOf: images.checkpoint("second")) == first)
    }
}
