import Foundation
import TestSupport
import Testing

@Suite("Two runs in one folder")
struct TwoRunsTests {
    /// The refusal of `second` while a training in `folder` is at work.
    private func second(_ arguments: [String], in folder: URL, words: [String]) throws -> Command {
        // The one of a holder who was killed says nothing of the next.
        let lock = folder.appending(path: ".fewshot.lock")
        try? FileManager.default.removeItem(at: lock)
        let first = try Command.start(
            ["pretrain", Fixture.data.path, "--output", folder.path] + Fixture.small
                + ["--epochs", "500"])
        defer {
            kill(first.processIdentifier, SIGKILL)
            first.waitUntilExit()
        }
        for _ in 0..<5000 where !FileManager.default.fileExists(atPath: lock.path) { usleep(1000) }
        usleep(20_000)
        let refused = try Command(arguments + words)
        #expect(refused.errors.contains("in use by process \(first.processIdentifier), "))
        return refused
    }

    @Test("the second is refused at once, fresh or resumed, and told who is there")
    func pretrain() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let output = folder.url.appending(path: "run")
        for more in [["--seed", "9"], ["--resume"]] {
            let refused = try second(
                ["pretrain", Fixture.data.path, "--output", output.path], in: output,
                words: Fixture.small + more)
            #expect(refused.status == 73)
            #expect(!refused.errors.contains("Reading"))
            try? FileManager.default.removeItem(
                at: output.appending(path: "last.safetensors"))
        }
    }

    @Test("of two evaluations into one report the second is refused before its work")
    func evaluations() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        func words(_ name: String, _ count: String) -> [String] {
            [
                "eval", Fixture.data.path, "--checkpoint", Fixture.run.path, "--precision", "f32",
                "--episodes", count, "--report", folder.file(name).path,
            ]
        }
        let first = try Command.start(words("r.md", "3000000"))
        defer {
            kill(first.processIdentifier, SIGKILL)
            first.waitUntilExit()
        }
        let lock = folder.file(".r.md.fewshot.lock")
        for _ in 0..<20000 where !FileManager.default.fileExists(atPath: lock.path) { usleep(1000) }
        usleep(20_000)
        let refused = try Command(words("r.md", "20") + ["--overwrite"])
        #expect(refused.status == 73, "\(refused.errors)")
        #expect(refused.errors.contains("in use by process \(first.processIdentifier), "))
        #expect(!folder.file("r.md").exists)
        let beside = try Command(words("s.md", "20"))
        #expect(beside.status == 0, "\(beside.errors)")
    }

    @Test("every command that fills a folder heeds the lock")
    func others() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let output = folder.url.appending(path: "run")
        let (data, run) = (Fixture.data.path, Fixture.run.path)
        for arguments in [
            ["compare", data, "--recipe", "baseline", "--recipe", "manifold-mixup"],
            ["episodes", data], ["draw-dataset"], ["demo"],
            ["classify", "--checkpoint", run, "--support", data + "/novel", "--images", data],
        ] {
            let place = arguments[0] == "draw-dataset" ? [output.path] : ["--output", output.path]
            let refused = try second(arguments + place, in: output, words: [])
            #expect(refused.status == 73, "\(arguments): \(refused.errors)")
            try? FileManager.default.removeItem(at: output)
        }
    }
}
