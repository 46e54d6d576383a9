import Files
import Foundation
import Networks
import Recipes
import TestSupport
import Testing
import TrainingSupport

@Suite("Damaged checkpoints and lost losses")
struct DamagedCheckpointTests {
    let images: DrawnImages
    let recipe: Recipe
    /// A sound checkpoint in the middle of the second epoch.
    let sound: Safetensors

    init() throws {
        images = try DrawnImages()
        recipe = try .tiny("baseline")
        let training = try images.training(recipe)
        try training.run(until: 4)
        sound = try images.saved(training)
    }

    /// The error of resuming from what lies at the checkpoint's place.
    func resuming() throws -> UserError? {
        let training = try images.training(recipe)
        return userError { try training.resume(from: images.checkpoint()) }
    }

    func resuming(_ file: Safetensors) throws -> UserError? {
        try file.write(to: images.checkpoint())
        return try resuming()
    }

    @Test("A sound one is taken")
    func control() throws { #expect(try resuming(sound) == nil) }

    @Test("One that is cut off, empty or something else is bad data; none is missing input")
    func damaged() throws {
        let url = images.checkpoint()
        #expect(try resuming()?.kind == .missingInput)
        try sound.write(to: url)
        let bytes = [UInt8](try Data(contentsOf: url))
        for count in [0, 7, 8, 100, bytes.count / 2, bytes.count - 1] {
            try images.folder.write(bytes.prefix(count), to: "last.safetensors")
            let error = try resuming()
            #expect(error?.kind == .badData, "the first \(count) bytes")
            #expect(error?.message.contains(url.path) == true)
        }
        try images.folder.write("{\"weights\": []}, and more text", to: "last.safetensors")
        #expect(try resuming()?.kind == .badData)
        try FileManager.default.removeItem(at: url)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        #expect(try resuming()?.kind == .missingInput)
    }

    @Test("A header that is missing or cannot be read is bad data")
    func headers() throws {
        for text in [nil, "", "{}", "{\"backbone\": 4}", "not JSON"] {
            var file = sound
            file.metadata["fewshot"] = text
            let error = try resuming(file)
            #expect(error?.kind == .badData, "\(text ?? "none")")
            #expect(error?.message.contains(images.checkpoint().path) == true)
        }
    }

    @Test(
        "Progress that cannot be is bad data, not a crash",
        arguments: [(-1, 0), (3, 0), (2, 1), (0, -1), (0, 4), (Int.max, 0), (0, Int.max)])
    func progress(epochs: Int, steps: Int) throws {
        let file = try sound.saying {
            ($0.progress.epochs, $0.progress.steps) = (epochs, steps)
        }
        let error = try resuming(file)
        #expect(error?.kind == .badData)
        #expect(error?.message.contains("\(epochs) epochs and \(steps) steps") == true)
    }

    @Test("A tensor that is missing, misshapen or not finite is named")
    func tensors() throws {
        let name = "block2.conv.weight"
        var file = sound
        file.entries[name] = nil
        var files = [file]
        file.set(name, floats: [1, 2], shape: [2])
        files.append(file)
        file.set(name, integers: [Int64](repeating: 0, count: 64 * 64 * 9), shape: [64, 64, 3, 3])
        files.append(file)
        var values = try sound.floats(name)
        values[17] = .nan
        file.set(name, floats: values, shape: [64, 64, 3, 3])
        files.append(file)
        for file in files {
            let error = try resuming(file)
            #expect(error?.kind == .badData)
            #expect(error?.message.contains(name) == true)
            #expect(error?.message.contains(images.checkpoint().path) == true)
        }
    }

    @Test("Variances below zero are refused, not computed with")
    func variances() throws {
        let name = "block1.bn.running_var"
        var file = sound
        var values = try sound.floats(name)
        values[3] = -1
        file.set(name, floats: values, shape: [values.count])
        let error = try resuming(file)
        #expect(error?.kind == .badData)
        #expect(error?.message.contains(name) == true)
    }

    @Test("Weights that could not be computed with are not exported")
    func exported() throws {
        let output = images.folder.file("exported.safetensors")
        for (name, number) in [("block2.conv.weight", Float.nan), ("block1.bn.running_var", -1)] {
            var file = sound
            var values = try sound.floats(name)
            values[3] = number
            file.set(name, floats: values, shape: try #require(sound.entries[name]).shape)
            try file.write(to: images.checkpoint())
            let error = userError {
                try Checkpoint.exportWeights(of: images.checkpoint(), to: output)
            }
            #expect(error?.kind == .badData && error?.message.contains(name) == true)
            #expect(!FileManager.default.fileExists(atPath: output.path))
        }
        try sound.write(to: images.checkpoint())
        try Checkpoint.exportWeights(of: images.checkpoint(), to: output)
    }

    @Test("An optimiser without its memory, or with an impossible one, is bad data")
    func optimizers() throws {
        let name = "optimizer.velocity.block2.conv.weight"
        var file = sound
        file.entries[name] = nil
        #expect(try resuming(file)?.message.contains(name) == true)
        file.set(name, floats: [1], shape: [1])
        #expect(try resuming(file)?.message.contains(name) == true)
        file = sound
        file.entries["optimizer.steps"] = nil
        #expect(try resuming(file)?.message.contains("optimizer.steps") == true)
        for steps in [Int64.min, -1, .max] {
            file.set("optimizer.steps", integers: [steps], shape: [])
            #expect(try resuming(file)?.kind == .badData, "\(steps) steps")
        }
    }

    @Test("A counter of batches that cannot be is bad data, and does not overflow in training")
    func counters() throws {
        let name = "block1.bn.num_batches_tracked"
        var file = sound
        for count in [Int64.min, -1, .max] {
            file.set(name, integers: [count], shape: [])
            let error = try resuming(file)
            #expect(error?.kind == .badData, "\(count) batches")
            #expect(error?.message.contains("its \(name) is \(count)") == true)
        }
        file.set(name, integers: [], shape: [0])
        #expect(try resuming(file)?.kind == .badData)
    }

    @Test("A loss that is not finite stops training with the epoch and the step")
    func lostLoss() throws {
        // The second epoch's rate is beyond all reason.
        var wild = recipe
        wild.phases[0].schedule = Schedule(.step, milestones: [0.5], factor: 1e30)
        let training = try images.training(wild)
        try training.run(until: 3)
        try training.save(to: images.checkpoint())
        let before = try Data(contentsOf: images.checkpoint())
        let error = userError { try training.run() }
        #expect(error?.kind == .badData)
        let step = training.progress.steps + 1
        #expect(step > 1)
        #expect(error?.message.contains(" at step \(step) of epoch 2.") == true, "\(error)")
        #expect(error?.message.contains("a smaller learning rate") == true)
        // What is no longer finite never replaces a good checkpoint.
        #expect(userError { try training.save(to: images.checkpoint()) }?.kind == .badData)
        #expect(try Data(contentsOf: images.checkpoint()) == before)
    }

    @Test("Weights lost in an update are not saved, though the loss before it was finite")
    func lostWeights() throws {
        var wild = recipe
        wild.phases[0].optimizer.learningRate = 1e300
        let training = try images.training(wild)
        try training.save(to: images.checkpoint())
        let before = try Data(contentsOf: images.checkpoint())
        let error = userError { try training.run(until: 3, saving: (1, images.checkpoint())) }
        #expect(error?.kind == .badData)
        #expect(error?.message.contains("step 1 of epoch 1") == true, "\(error)")
        #expect(error?.message.contains("The last checkpoint is intact.") == true)
        #expect(try Data(contentsOf: images.checkpoint()) == before)
    }

    @Test("Weights lost in an epoch's last step end it there, and no checkpoint is called intact")
    func lostEpoch() throws {
        var wild = recipe
        // All images in one step, so that no later loss tells of the weights.
        wild.batchSize = 48
        wild.phases[0].optimizer.learningRate = 1e300
        let training = try images.training(wild)
        let error = userError { try training.run() }
        let start = "After step 1 of epoch 1 the tensor "
        #expect(error?.message.hasPrefix(start) == true, "\(error)")
        #expect(error?.message.contains("intact") == false)
        #expect(error?.message.contains("a smaller learning rate") == true)
        #expect(training.progress.epochs == 0)
    }

    @Test("A folder that cannot be written to keeps training's state, and says so")
    func unwritable() throws {
        let training = try images.training(recipe)
        let nowhere = images.folder.file("none/last.safetensors")
        let error = userError { try training.save(to: nowhere) }
        #expect(error?.kind == .cannotCreate)
        #expect(error?.message.contains("none") == true)
        try training.run(until: 1)
        #expect(training.stepsDone == 1)
    }
}
