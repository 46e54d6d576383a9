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
        let whole = try images.training(recipe, device: Device(threads: 2), workers: 2)
        // As kill -9 leaves it: steps 3 to 5 were done and never saved.
        try whole.run(until: 5, saving: (2, images.checkpoint()))
        try whole.run()
        let again = try images.training(recipe, device: Device(threads: 2), workers: 2)
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
        let others: [(words: String, training: Pretraining)] = [
            ("its seed was", try images.training(recipe, seed: 2)),
            ("its recipe or one of its options was", try images.training(.tiny("rotation"))),
            ("its recipe or one of its options was", try images.training(adam)),
            ("its data was", try images.training(recipe, data: "another")),
            ("its normalisation was", try images.training(recipe, normalization: half)),
            ("its backbone was", try images.training(recipe, backbone: .resnet12(width: 0.05))),
            (
                "its seed, its recipe or one of its options was",
                try images.training(adam, seed: 2)
            ),
        ]
        for (words, other) in others {
            let error = userError { try other.resume(from: url) }
            #expect(error?.kind == .usage)
            #expect(error?.message.contains(": \(words) another.") == true, "\(words): \(error)")
        }
        let names = images.base.classes
        let file = try Safetensors(contentsOf: url).saying { $0.classes = names.reversed() }
        try file.write(to: url)
        let error = userError { try images.training(recipe).resume(from: url) }
        #expect(error?.message.contains(": its data was another.") == true)
    }

    @Test("Another precision is refused")
    func otherPrecision() throws {
        let recipe = try Recipe.tiny("baseline")
        try images.training(recipe).save(to: images.checkpoint())
        let other = try images.training(recipe, precision: .bf16)
        let error = userError { try other.resume(from: images.checkpoint()) }
        #expect(error?.kind == .usage)
        #expect(error?.message.contains(": its precision was another.") == true)
    }
}
