import Backbones
import Files
import Foundation
import Images
import Recipes
import Tensors
import TestSupport
import Testing
import Training
import TrainingSupport

@Suite("Resuming")
struct ResumingTests {
    let images: DrawnImages

    init() throws { images = try DrawnImages() }

    static let recipes: [(String, RecipeOverrides)] = [
        ("baseline", RecipeOverrides()),
        ("baseline", RecipeOverrides(optimizer: .adamw, schedule: .cosine)),
        ("s2m2-r", RecipeOverrides(epochs: 3)),
        ("s2m2-r", RecipeOverrides(onePhase: true)),
        ("s2m2-r", RecipeOverrides(shards: 4, onePhase: true)),
        ("cutmix+rotation", RecipeOverrides(featureDropout: 0.5, cutout: 0.25)),
    ]

    @Test(
        "Training stopped after any step ends as if it had not been: the same file, the same log",
        arguments: recipes)
    func anyStep(name: String, overrides: RecipeOverrides) throws {
        let recipe = try Recipe.tiny(name, overrides)
        let device = Device(threads: 1)
        let whole = try images.training(recipe, device: device)
        let log = try whole.run()
        let expected = try images.saved(whole)
        // Through epochs of three steps, the ends of epochs and phases among them.
        for step in 1..<3 * recipe.epochs {
            let first = try images.training(recipe, device: device)
            let earlier = try first.run(until: step)
            try first.save(to: images.checkpoint())
            let second = try images.training(recipe, device: device)
            try second.resume(from: images.checkpoint())
            #expect(second.stepsDone == step)
            #expect(try earlier + second.run() == log, "stopped after step \(step)")
            #expect(try images.saved(second) == expected, "stopped after step \(step)")
        }
    }

    @Test("Steps after the last checkpoint are done again; a new device makes no difference")
    func lostSteps() throws {
        let recipe = try Recipe.tiny("manifold-mixup")
        let whole = try images.training(recipe, device: Device(threads: 2))
        // As kill -9 leaves it: steps 3 to 5 were done and never saved.
        try whole.run(until: 5, saving: (2, images.checkpoint()))
        try whole.run()
        let again = try images.training(recipe, device: Device(threads: 2))
        try again.resume(from: images.checkpoint())
        #expect(again.stepsDone == 2)
        try again.run()
        #expect(try images.saved(again) == images.saved(whole))
    }

    @Test("A checkpoint of an epoch's last step, and one of no step, go on too")
    func edges() throws {
        let recipe = try Recipe.tiny("rotation")
        let whole = try images.training(recipe)
        try whole.save(to: images.checkpoint("first"))
        let log = try whole.run(saving: (3, images.checkpoint()))
        let expected = try images.saved(whole)
        for name in ["first", "last"] {
            let again = try images.training(recipe)
            try again.resume(from: images.checkpoint(name))
            #expect(try again.run() == log)
            #expect(try images.saved(again) == expected)
        }
    }

    @Test("The best score so far is kept, and a finished run stays finished")
    func finished() throws {
        let recipe = try Recipe.tiny("baseline")
        let training = try images.training(recipe)
        try training.run(until: 3)
        #expect(training.isBest(0.25))
        try training.run()
        try training.save(to: images.checkpoint())
        let again = try images.training(recipe)
        try again.resume(from: images.checkpoint())
        #expect(again.isFinished && again.progress == training.progress)
        #expect(!again.isBest(0.2) && again.progress.bestEpoch == 1)
        #expect(try images.saved(again) == images.saved(training))
    }

    @Test("Another set-up is refused with a sentence that names what differs, and only that")
    func otherSetUp() throws {
        let recipe = try Recipe.tiny("baseline")
        let url = images.checkpoint()
        try images.training(recipe).save(to: url)
        let half = Normalization(mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5])
        let adam = try Recipe.tiny("baseline", RecipeOverrides(optimizer: .adam))
        let longer = try Recipe.tiny("baseline", RecipeOverrides(epochs: 5, imageSize: 24))
        let others: [(words: String, training: Pretraining)] = [
            ("seed was 1 and is now 2", try images.training(recipe, seed: 2)),
            (
                "recipe was baseline and is now rotation", try images.training(.tiny("rotation"))
            ),
            (
                "optimizer was sgd and is now adam; learning rate was 0.1 and is now 0.001; "
                    + "weight decay was 0.0001 and is now 0.0",
                try images.training(adam)
            ),
            (
                "the data, its base images, were 4 classes (fingerprint "
                    + "\(images.fingerprint.prefix(8))…) and are now 4 "
                    + "(another…)", try images.training(recipe, data: "another")
            ),
            (
                "mean was 0.485,0.456,0.406 and is now 0.5,0.5,0.5; deviation was "
                    + "0.229,0.224,0.225 and is now 0.5,0.5,0.5",
                try images.training(recipe, normalization: half)
            ),
            (
                "backbone was conv4 and is now resnet12-0.05",
                try images.training(recipe, backbone: .resnet12(width: 0.05))
            ),
            (
                "seed was 1 and is now 2; image size was 16 and is now 24; epochs was 2 and is now 5",
                try images.training(longer, seed: 2)
            ),
        ]
        for (words, other) in others {
            let error = userError { try other.resume(from: url) }
            #expect(error?.kind == .usage)
            #expect(error?.message.contains(": \(words). Repeat") == true, "\(words): \(error)")
        }
        let names = images.base.classes
        let file = try Safetensors(contentsOf: url).saying { $0.classes = names.reversed() }
        try file.write(to: url)
        let error = userError { try images.training(recipe).resume(from: url) }
        #expect(error?.message.contains(": the data, its base images, were") == true)
    }

    @Test("A setting of a recipe that is another is named with both values, whichever it is")
    func everySetting() throws {
        let recipe = try Recipe.tiny("s2m2-r")
        var values: [String: (inout Recipe) -> Void] = [
            "batch-size": { $0.batchSize += 4 }, "image-size": { $0.imageSize += 8 },
            "head": { $0.head = $0.head == .linear ? .cosine : .linear },
            "dropout": { $0.dropout = 0.25 }, "mixup-alpha": { $0.mixupAlpha = 0.25 },
            "mixup-layers": { $0.mixupLayers = [1] }, "cutout": { $0.cutout = 0.25 },
            "feature-dropout": { $0.featureDropout = 0.25 }, "head-scale": { $0.headScale = 3 },
            "rotation-head": { $0.rotationHead = .cosine },
            "rotation-pass": { $0.rotationPass = .joint }, "least-crop": { $0.leastCrop = 0.25 },
            "color-jitter": { $0.colorJitter = 0.25 }, "freeze": { $0.frozenStages = 1 },
            "layer-decay": { $0.layerDecay = 0.25 }, "shards": { $0.shards = 4 },
        ]
        #expect(values.keys.sorted() == RecipeOverrides.settings.map(\.name).sorted())
        values["learning-rate"] = { $0.phases[1].optimizer.learningRate = 0.25 }
        values["weight-decay"] = { $0.phases[1].optimizer.weightDecay = 0.25 }
        values["schedule"] = { $0.phases[1].schedule = .step }
        values["epochs"] = { $0.phases[0].epochs += 7 }
        for (name, change) in values {
            var other = recipe
            change(&other)
            #expect(other.changes(since: recipe).map(\.name) == [name])
        }
    }

    @Test(
        "A run under a constant learning rate goes on for more epochs, as if it had been begun so")
    func longer() throws {
        func recipe(_ epochs: Int, _ schedule: Schedule.Kind = .constant) throws -> Recipe {
            try .tiny("baseline", RecipeOverrides(epochs: epochs, schedule: schedule))
        }
        let whole = try images.training(recipe(3))
        let log = try whole.run()
        let short = try images.training(recipe(2))
        try short.run()
        try short.save(to: images.checkpoint())
        let rest = try images.training(recipe(3))
        try rest.resume(from: images.checkpoint())
        #expect(!rest.isFinished)
        #expect(try rest.run() == Array(log.dropFirst(2)))
        #expect(try images.saved(rest) == images.saved(whole))
        for other in [try recipe(1), try recipe(3, .cosine)] {
            let error = userError {
                try images.training(other).resume(from: images.checkpoint())
            }
            #expect(error?.message.contains("epochs was 2 and is now \(other.epochs)") == true)
        }
    }

    @Test("Another precision is refused")
    func otherPrecision() throws {
        let recipe = try Recipe.tiny("baseline")
        try images.training(recipe).save(to: images.checkpoint())
        let other = try images.training(recipe, precision: .bf16)
        let error = userError { try other.resume(from: images.checkpoint()) }
        #expect(error?.kind == .usage)
        #expect(error?.message.contains(": precision was f32 and is now bf16.") == true)
    }
}
