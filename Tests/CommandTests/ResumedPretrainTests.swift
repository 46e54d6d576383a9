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
