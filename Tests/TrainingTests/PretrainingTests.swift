import Files
import Foundation
import Recipes
import Records
import Tensors
import TestSupport
import Testing
import Training
import TrainingSupport

@Suite("Pretraining")
struct PretrainingTests {
    let images: DrawnImages

    init() throws { images = try DrawnImages() }

    @Test(
        "The loss falls, whatever it is made of",
        arguments: [
            "baseline", "manifold-mixup", "rotation", "s2m2-r", "cutout", "dropout", "cutmix",
            "cutmix+rotation",
        ])
    func lossFalls(name: String) throws {
        let recipe = try Recipe.tiny(
            name, RecipeOverrides(epochs: 16, optimizer: .adam, learningRate: 3e-3, head: .linear))
        let training = try images.training(recipe)
        let losses = try training.run().map(\.loss)
        // Two phases have two losses: each must fall on its own.
        for phase in recipe.phases.indices {
            let epochs = losses.indices.filter { recipe.position(ofEpoch: $0 + 1)!.phase == phase }
            guard epochs.count > 3 else { continue }
            let (first, last) = (losses[epochs[0]], losses[epochs.last!])
            #expect(last < 0.95 * first, "from \(first) to \(last)")
        }
        #expect(training.isFinished && training.progress.epochs == 16)
    }

    @Test("An epoch says what its objective has, and nothing else")
    func epochs() throws {
        let baseline = try images.training(.tiny("baseline")).run()
        #expect(baseline.map(\.epoch) == [1, 2] && baseline.map(\.phase) == [1, 1])
        #expect(baseline.allSatisfy { $0.classLoss == nil && $0.rotationLoss == nil })
        #expect(baseline.allSatisfy { $0.rotationAccuracy == nil })
        #expect(baseline.allSatisfy { (0...1).contains($0.classAccuracy) })
        // Of two epochs, both milestones (a half and three quarters) fall on the second.
        expectClose(baseline.map(\.learningRate), [0.1, 0.001])

        let mixed = try images.training(.tiny("manifold-mixup")).run()
        #expect(mixed.allSatisfy { $0.classLoss == nil && $0.rotationAccuracy == nil })

        let turned = try images.training(.tiny("rotation")).run()
        for epoch in turned {
            let classes = try #require(epoch.classLoss)
            let rotation = try #require(epoch.rotationLoss)
            expectClose(epoch.loss, (classes + rotation) / 2)
            #expect((0...1).contains(try #require(epoch.rotationAccuracy)))
        }

        let both = try images.training(.tiny("s2m2-r")).run()
        #expect(both.map(\.phase) == [1, 2])
        // The mixed pass comes on top of the turned one.
        let turnedPart = (try #require(both[1].classLoss) + #require(both[1].rotationLoss)) / 2
        #expect(both[1].loss > turnedPart + 0.1)
    }

    @Test(
        "The second phase has a new rotation head and an optimiser without memory",
        arguments: [(Recipe.Head.linear, "rotation.weight"), (.cosine, "rotation.weight_v")])
    func secondPhase(head: Recipe.Head, rotation: String) throws {
        let training = try images.training(.tiny("s2m2-r", RecipeOverrides(rotationHead: head)))
        try training.run(until: 3)
        let before = try images.saved(training)
        try training.run(until: 4)
        let after = try images.saved(training)
        #expect(try before.integers("optimizer.steps") == [3])
        #expect(try after.integers("optimizer.steps") == [1])
        func change(_ name: String) throws -> Float {
            let (a, b) = (try before.floats(name), try after.floats(name))
            return zip(a, b).map { abs($0 - $1) }.max()!
        }
        // The first step of Adam moves every number by its rate, 1e-3, or less.
        for name in ["block1.conv.weight", "block4.bn.bias", "classifier.weight_v"] {
            let moved = try change(name)
            #expect(moved > 5e-4 && moved < 1.1e-3, "\(name) moved by \(moved)")
        }
        // A head with 64 features is drawn from ±1/8.
        #expect(try change(rotation) > 0.05)
        #expect(try after.floats(rotation).allSatisfy { abs($0) < 0.127 })
    }

    @Test("One phase has both losses from the first step to the last")
    func onePhase() throws {
        let training = try images.training(.tiny("s2m2-r", RecipeOverrides(onePhase: true)))
        let epochs = try training.run()
        #expect(epochs.allSatisfy { $0.rotationLoss != nil && $0.phase == 1 })
        #expect(try images.saved(training).integers("optimizer.steps") == [6])
        // Half a cosine over two epochs: half of the rate at the second.
        expectClose(epochs.map(\.learningRate), [0.001, 0.0005])
    }

    @Test("Without rotations the rotation head stays as it was drawn")
    func untouchedHead() throws {
        let training = try images.training(.tiny("baseline"))
        let before = try images.saved(training)
        try training.run()
        let after = try images.saved(training)
        #expect(before.entries["rotation.weight"] == after.entries["rotation.weight"])
        #expect(before.entries["classifier.weight"] != after.entries["classifier.weight"])
    }

    @Test("The seed decides the weights")
    func seeds() throws {
        let recipe = try Recipe.tiny("s2m2-r", RecipeOverrides(onePhase: true))
        func trained(seed: UInt64) throws -> [String: Safetensors.Entry] {
            let training = try images.training(recipe, seed: seed)
            try training.run()
            return try images.saved(training).entries
        }
        let first = try trained(seed: 1)
        #expect(try trained(seed: 1) == first)
        let other = try trained(seed: 2)
        for name in ["block1.conv.weight", "classifier.weight", "rotation.weight"] {
            #expect(other[name] != first[name])
        }
    }

    @Test("bfloat16 trains alike")
    func bfloat16() throws {
        let recipe = try Recipe.tiny("s2m2-r", RecipeOverrides(epochs: 3, onePhase: true))
        let single = try images.training(recipe).run()
        let half = try images.training(recipe, precision: .bf16).run()
        #expect(single != half)
        expectClose(half.map(\.loss), single.map(\.loss), relative: 0.03)
    }

    @Test("What does not fit the backbone or the data is refused before the first step")
    func refused() throws {
        var recipe = try Recipe.tiny("baseline")
        recipe.batchSize = 49
        let batch = userError { _ = try images.training(recipe) }
        #expect(batch?.kind == .usage)
        #expect(batch?.message.contains("batch size is 49, but there are only 48") == true)
        recipe.imageSize = 15
        let size = userError { _ = try images.training(recipe) }
        #expect(size?.kind == .usage)
        #expect(size?.message.contains("conv4 needs at least 16") == true)
        let layers = try Recipe.tiny("manifold-mixup", RecipeOverrides(mixupLayers: [5]))
        let mixing = userError { _ = try images.training(layers) }
        #expect(mixing?.kind == .usage)
        #expect(mixing?.message.contains("layer 5, only at 0, 1, 2, 3, 4") == true)
        let frozen = try Recipe.tiny("baseline", RecipeOverrides(frozenStages: 9))
        let stages = userError { _ = try images.training(frozen) }
        #expect(stages?.kind == .usage)
        #expect(stages?.message.contains("freeze is 9, and conv4 has 4 stages") == true)
    }

    @Test("It is refused before a precision is measured by it, too")
    func refusedTrials() throws {
        var large = try Recipe.tiny("baseline")
        large.batchSize = 49
        var small = try Recipe.tiny("baseline")
        small.imageSize = 15
        let layers = try Recipe.tiny("manifold-mixup", RecipeOverrides(mixupLayers: [5]))
        let frozen = try Recipe.tiny("baseline", RecipeOverrides(frozenStages: 9))
        for recipe in [large, small, layers, frozen] {
            let error = userError {
                _ = try PrecisionTrial.training(
                    .conv4, by: recipe, images: 48, on: Device(threads: 1))
            }
            #expect(error?.message == userError { _ = try images.training(recipe) }?.message)
            #expect(error?.kind == .usage)
        }
    }

    @Test("An image that vanishes is named, and what was trained can be saved")
    func vanished() throws {
        let training = try images.training(.tiny("baseline"))
        try training.run(until: 3)
        let lost = images.base.files[7].url
        try FileManager.default.removeItem(at: lost)
        let error = userError { try training.run() }
        #expect(error?.kind == .badData)
        #expect(error?.message.contains(lost.path) == true)
        #expect(try images.saved(training).header().progress.epochs == 1)
    }

    @Test("Only a better score than all before is the best")
    func best() throws {
        let training = try images.training(.tiny("baseline"))
        #expect(!training.isBest(nil))
        #expect(training.isBest(0))
        #expect(training.isBest(0.5) && !training.isBest(0.5) && !training.isBest(0.4))
        #expect(!training.isBest(.nan))
        #expect(training.progress.best == 0.5 && training.progress.bestEpoch == 0)
    }
}
