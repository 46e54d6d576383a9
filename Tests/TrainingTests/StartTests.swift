import Files
import Foundation
import Networks
import Recipes
import Tensors
import TestSupport
import Testing
import Training
import TrainingSupport

@Suite("Starting from another run's weights")
struct StartTests {
    let images: DrawnImages

    init() throws { images = try DrawnImages() }

    /// The tensors of a checkpoint whose names start with one of `prefixes`.
    private func part(_ file: Safetensors, _ prefixes: [String]) -> [String: Safetensors.Entry] {
        file.entries.filter { entry in prefixes.contains { entry.key.hasPrefix($0) } }
    }

    private let heads = ["classifier.", "rotation."]

    @Test("the backbone is the other run's, statistics and all, the heads are fresh")
    func weights() throws {
        let first = try images.training(.tiny("baseline"))
        try first.run()
        try first.save(to: images.checkpoint("first"))
        let made = try Safetensors(contentsOf: images.checkpoint("first"))
        let fresh = try images.training(.tiny("baseline"), seed: 2)
        let heads = try part(images.saved(fresh), heads)

        let second = try images.training(.tiny("baseline"), seed: 2)
        try second.start(from: StoredWeights(contentsOf: images.checkpoint("first")))
        let started = try images.saved(second)
        #expect(part(started, ["block"]) == part(made, ["block"]))
        #expect(!part(started, ["block"]).isEmpty)
        #expect(part(started, self.heads) == heads)
        #expect(
            try started.header().start
                == Fingerprint.sha256(contentsOf: images.checkpoint("first")))
        #expect(try started.header().startClasses == made.header().classes)
        #expect(second.stepsDone == 0)
        let loss = try second.run()[0].loss
        #expect(try fresh.run()[0].loss != loss)
    }

    @Test("at another image size and with other heads, too")
    func otherSize() throws {
        let first = try images.training(.tiny("baseline"))
        try first.save(to: images.checkpoint("first"))
        let recipe = try Recipe.tiny("s2m2-r", .init(imageSize: 32, onePhase: true))
        let second = try images.training(recipe)
        try second.start(from: StoredWeights(contentsOf: images.checkpoint("first")))
        #expect(try second.run().count == recipe.epochs)
    }

    @Test("it resumes with the same start only")
    func resuming() throws {
        let recipe = try Recipe.tiny("baseline")
        try images.training(recipe, seed: 5).save(to: images.checkpoint("first"))
        try images.training(recipe, seed: 6).save(to: images.checkpoint("other"))
        func started(_ name: String) throws -> Pretraining {
            let training = try images.training(recipe)
            try training.start(from: StoredWeights(contentsOf: images.checkpoint(name)))
            return training
        }
        let whole = try started("first")
        try whole.run(saving: (2, images.checkpoint()))
        let again = try started("first")
        try again.resume(from: images.checkpoint())
        try again.run()
        #expect(try images.saved(again) == images.saved(whole))
        for other in [try started("other"), try images.training(recipe)] {
            let error = #expect(throws: UserError.self) {
                try other.resume(from: images.checkpoint())
            }
            #expect(error?.message.contains(": from was a file with SHA-256 ") == true)
        }
    }

    @Test("the checkpoint keeps the images of all runs that led to it, and whether these are all")
    func trainedImages() throws {
        let recipe = try Recipe.tiny("baseline")
        let scan = images.base.scanned(threads: 1)
        func training(_ places: [Int]) throws -> Pretraining {
            try Pretraining(
                .conv4, recipe: recipe, base: scan.accepted.only(places), data: "some",
                normalization: .imageNet, seed: 1, device: Device(threads: 1), precision: .f32)
        }
        let all = Array(scan.hashes.indices)
        let (first, later) = (Array(all.prefix(20)), Array(all.suffix(20)))
        let url = images.checkpoint("first")
        try training(first).save(to: url)
        #expect(
            try Safetensors(contentsOf: url).header().images
                == TrainedImages(hashes: first.map { scan.hashes[$0] }))

        let second = try training(later)
        try second.start(from: StoredWeights(contentsOf: url))
        let both = try #require(try images.saved(second).header().images)
        #expect(both == TrainedImages(hashes: (first + later).map { scan.hashes[$0] }))
        #expect(!both.contains(scan.hashes[all.count / 2]))

        try Safetensors(contentsOf: url).saying { $0.images = nil }.write(to: url)
        let unsure = try training(later)
        try unsure.start(from: StoredWeights(contentsOf: url))
        let known = try #require(try images.saved(unsure).header().images)
        #expect(!known.areAll && known.contains(scan.hashes[later[0]]))
        #expect(!known.contains(scan.hashes[first[0]]))
    }

    @Test("another backbone's checkpoint, one of no backbone, and a missing one are refused")
    func refused() throws {
        let recipe = try Recipe.tiny("baseline")
        try images.training(recipe).save(to: images.checkpoint("first"))
        let other = try images.training(recipe, backbone: .resnet12(width: 0.25))
        #expect(throws: UserError.self) {
            try other.start(from: StoredWeights(contentsOf: images.checkpoint("first")))
        }
        var file = Safetensors()
        file.set("x", floats: [1], shape: [1])
        try file.write(to: images.checkpoint("x"))
        let training = try images.training(recipe)
        for name in ["x", "none"] {
            #expect(throws: UserError.self) {
                try training.start(from: StoredWeights(contentsOf: images.checkpoint(name)))
            }
        }
    }
}
