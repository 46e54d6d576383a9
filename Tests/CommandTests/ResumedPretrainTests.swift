import Foundation
import TestSupport
import Testing

@Suite("fewshot pretrain --resume")
struct ResumedPretrainTests {
    @Test("asking again for a run that has ended changes nothing")
    func endedRun() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let output = folder.url.appending(path: "run")
        try FileManager.default.copyItem(at: Fixture.run, to: output)
        func files() throws -> [Data] {
            try ["run.json", "last.safetensors", "best.safetensors", "log.csv"].map {
                try Data(contentsOf: output.appending(path: $0))
            }
        }
        let before = try files()
        let again = try Command(
            ["pretrain", Fixture.data.path, "--output", output.path, "--resume"] + Fixture.small)
        #expect(again.status == 0, "\(again.errors)")
        #expect(try files() == before)
    }

    @Test("a run is trained longer where its learning rate is constant, and its record says so")
    func longer() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        func pretrain(_ name: String, _ epochs: Int, _ more: [String] = []) throws -> Command {
            var options = Fixture.small + ["--schedule", "constant"]
            options[3] = "\(epochs)"
            return try Command(
                ["pretrain", Fixture.data.path, "--output", folder.url.appending(path: name).path]
                    + options + more)
        }
        #expect(try pretrain("run", 1).status == 0)
        let refused = try pretrain("run", 2)
        #expect(refused.status == 73, "\(refused.errors)")
        let longer = try pretrain("run", 2, ["--resume"])
        #expect(longer.status == 0 && longer.output.contains("Epoch 2/2"), "\(longer.errors)")
        #expect(try pretrain("whole", 2).status == 0)
        func file(_ path: String) throws -> Data {
            try Data(contentsOf: folder.url.appending(path: path))
        }
        #expect(try file("run/last.safetensors") == file("whole/last.safetensors"))
        let record = String(decoding: try file("run/run.json"), as: UTF8.self)
        #expect(record.contains("--epochs 2") && record.contains("\"epochs\" : 2,"))
        #expect(record.contains("\"ended\" : ") && record.contains("\"resumed\" : 1"))
        let shorter = try pretrain("run", 1, ["--resume"])
        #expect(shorter.status == 64)
        #expect(shorter.errors.contains(": epochs was 2 and is now 1."), "\(shorter.errors)")
    }

    @Test("what a run lacks or has damaged is named before it goes on, with a way out")
    func damaged() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let output = folder.url.appending(path: "run")
        try FileManager.default.copyItem(at: Fixture.run, to: output)
        func resumed() throws -> Command {
            try Command(
                ["pretrain", Fixture.data.path, "--output", output.path, "--resume"]
                    + Fixture.small)
        }
        let (record, last, best) = (
            output.appending(path: "run.json"), output.appending(path: "last.safetensors"),
            output.appending(path: "best.safetensors")
        )
        try Data("{".utf8).write(to: record)
        let noRecord = try resumed()
        #expect(noRecord.status == 65 && noRecord.errors.contains("run.json is damaged"))
        #expect(noRecord.errors.contains("Remove it, and the run goes on"), "\(noRecord.errors)")
        try FileManager.default.removeItem(at: record)
        #expect(try resumed().status == 0)

        try FileManager.default.removeItem(at: best)
        let noBest = try resumed()
        #expect(noBest.status == 66, "\(noBest.errors)")
        #expect(noBest.errors.contains("lacks best.safetensors, its weights of epoch "))
        let evaluated = try Command([
            "eval", Fixture.data.path, "--checkpoint", output.path, "--episodes", "2",
            "--precision", "f32", "--report", folder.url.appending(path: "r.md").path,
        ])
        #expect(evaluated.status == 0, "\(evaluated.errors)")
        #expect(evaluated.errors.contains("lacks best.safetensors, its weights of epoch "))
        try FileManager.default.copyItem(at: last, to: best)
        #expect(try resumed().status == 0)

        try Data(contentsOf: last).prefix(1000).write(to: last)
        let cut = try resumed()
        #expect(cut.status == 65, "\(cut.errors)")
        #expect(cut.errors.contains("Restore it from a copy, or begin anew"), "\(cut.errors)")
    }

    @Test("other val images than those by which its best epoch was chosen are refused")
    func otherVal() throws {
        let (folder, data) = try Fixture.copy()
        let output = folder.url.appending(path: "run")
        try FileManager.default.copyItem(at: Fixture.run, to: output)
        try FileManager.default.removeItem(at: data.appending(path: "val"))
        let again = try Command(
            ["pretrain", data.path, "--output", output.path, "--resume"] + Fixture.small)
        #expect(again.status == 64 && again.errors.contains("val images"), "\(again.errors)")
    }
}
