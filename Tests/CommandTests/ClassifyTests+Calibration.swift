import Files
import Foundation
import TestSupport
import Testing

extension ClassifyTests {
    /// A calibration as JSON, without the weights that it names.
    private func learnt(_ json: Data) throws -> NSDictionary {
        var object = try #require(
            try JSONSerialization.jsonObject(with: json) as? [String: Any])
        object["weights"] = nil
        return object as NSDictionary
    }

    @Test(
        "what pretrain learnt of tasks is said; weights without it say so, and calibrate writes it")
    func calibrate() throws {
        let own = try classify()
        #expect(own.output.contains("was learnt on tasks of 5 val classes."), "\(own.output)")
        let older = try weights("older.safetensors") { $0["fewshot.calibration"] = nil }
        let before = try InputFile.read(older)
        let without = try classify(["--checkpoint", older.path, "--overwrite"])
        #expect(without.status == 0 && without.output.contains("fewshot calibrate learns it"))
        let learn = try Command([
            "calibrate", older.path, "--data", Fixture.data.path, "--threads", "1",
            "--precision", "f32",
        ])
        #expect(learn.status == 0, "\(learn.errors)")
        #expect(learn.output.contains("Learnt on tasks of 5 val classes: "))
        // By their bytes results and trainings know the weights.
        #expect(try InputFile.read(older) == before)
        // The same as pretrain learnt.
        let inside = try Safetensors(contentsOf: weights("whole.safetensors") { _ in })
        let beside = try InputFile.read(folder.url.appending(path: "older.calibration.json"))
        #expect(
            try learnt(beside) == learnt(Data(inside.metadata["fewshot.calibration"]!.utf8)))
        let with = try classify(["--checkpoint", older.path, "--overwrite"])
        #expect(with.output.contains("was learnt on tasks of 5 val classes."), "\(with.output)")
        // Of another classifier nothing is known, nor could it be learnt.
        let other = try classify(["--classifier", "ridge", "--overwrite"])
        #expect(other.output.contains("tasks teach it of one network"), "\(other.output)")
    }

    @Test("what tasks taught about weights of others lies beside them, and is of no other weights")
    func calibrateOthers() throws {
        let form = [
            "--backbone", "conv4", "--image-size", "32", "--preprocessing", "imagenet",
        ]
        let tensors = try weights("tensors.safetensors") { $0 = [:] }
        let learn = try Command(
            [
                "calibrate", tensors.path, "--data", Fixture.data.path, "--precision", "f32",
            ] + form)
        #expect(learn.status == 0, "\(learn.errors)")
        let words = ["--checkpoint", tensors.path, "--overwrite"] + form
        let known = try classify(words)
        #expect(known.output.contains("was learnt on tasks of 5 val classes."), "\(known.errors)")
        var file = try Safetensors(contentsOf: tensors)
        file.metadata["changed"] = "yes"
        try file.write(to: tensors)
        #expect(try classify(words).output.contains("fewshot calibrate learns it"))
        try Data("{}".utf8).write(to: folder.url.appending(path: "tensors.calibration.json"))
        let damaged = try classify(words)
        #expect(damaged.status == 65 && damaged.errors.contains("tensors.calibration.json, cannot"))
        let occupied = folder.url.appending(path: "w.calibration.json/x")
        try FileManager.default.createDirectory(at: occupied, withIntermediateDirectories: true)
        let own = try weights("w.safetensors") { $0 = [:] }
        let early = try Command(
            ["calibrate", own.path, "--data", Fixture.data.path, "--precision", "f32"] + form)
        #expect(early.status == 73 && early.errors.contains("calibrate the copy"))
        #expect(!early.errors.contains("Reading") && !early.errors.contains("Features"))
        let few = try Command([
            "calibrate", Fixture.run.path, "--data", Fixture.data.path, "--split", "base",
        ])
        #expect(few.status == 65 && few.errors.contains("has 4 base classes"), "\(few.errors)")
    }
}
