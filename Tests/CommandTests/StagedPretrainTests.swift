import Files
import Foundation
import TestSupport
import Testing

@Suite("fewshot pretrain in stages")
struct StagedPretrainTests {
    @Test("One command trains all stages, each from the one before, and goes on where it stopped")
    func stages() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let command = [
            "pretrain", Fixture.data.path, "--output", folder.url.path, "--recipe",
            "s2m2-r-staged", "--epochs", "5", "--image-size", "32", "--batch-size", "16",
            "--threads", "1", "--precision", "f32",
        ]
        let run = try Command(command)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("Stage 1 of 3: baseline, 16 pixels, 2 epochs."))
        #expect(run.output.contains("Stage 3 of 3: s2m2-r, 32 pixels, 1 epoch."))
        // What is left is that of all stages.
        let lines = run.output.split(separator: "\n").filter { $0.contains("images/s") }
        #expect(lines.map { $0.hasSuffix(" left)") } == [true, true, true, false], "\(lines)")
        let second = folder.url.appending(path: "stage-2/last.safetensors")
        let record = try InputFile.readText(folder.url.appending(path: "run.json"))
        #expect(record.contains(try Fingerprint.sha256(contentsOf: second)))
        #expect(try Command(command).status == 73)

        // Without the last stage's state, that alone is trained again, to the same weights.
        let last = folder.url.appending(path: "last.safetensors")
        let weights = try Safetensors(contentsOf: last).floats("block1.conv.weight")
        for name in ["last.safetensors", "best.safetensors", "run.json", "log.csv"] {
            try FileManager.default.removeItem(at: folder.url.appending(path: name))
        }
        let again = try Command(command + ["--resume"])
        #expect(again.status == 0, "\(again.errors)")
        #expect(again.output.contains("stage-1 is trained already"))
        #expect(try Safetensors(contentsOf: last).floats("block1.conv.weight") == weights)

        // More epochs would lengthen the first stage under the feet of the others.
        func states() throws -> [String] {
            try ["stage-1/", "stage-2/", ""].map {
                try Fingerprint.sha256(
                    contentsOf: folder.url.appending(path: $0 + "last.safetensors"))
            }
        }
        let before = try states()
        let more = command.map { $0 == "5" ? "12" : $0 }
        let refused = try Command(more + ["--resume"])
        #expect(refused.status == 64)
        #expect(refused.errors.contains("epochs was 2 and is now 5. Repeat"), "\(refused.errors)")
        #expect(try states() == before)
    }
}
