import Foundation
import TestSupport
import Testing

/// A processor computes bfloat16 by itself where the kernel says so; elsewhere `auto` has no choice.
private let computesBFloat16 =
    (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.contains("avx512_bf16")
    ?? false

@Suite("The precision auto", .enabled(if: computesBFloat16, "this processor has no bfloat16"))
struct PrecisionTests {
    private let folder = try! TemporaryFolder()
    private var cache: URL { folder.url.appending(path: "cache") }

    private func train(_ name: String, _ more: String...) throws -> (Command, [String: Any]) {
        try #require(Fixture.isReady)
        let run = folder.url.appending(path: name)
        let command = try Command(
            ["pretrain", Fixture.data.path, "-o", run.path] + Fixture.small.dropLast() + ["auto"]
                + more, shell: "export XDG_CACHE_HOME='\(cache.path)';")
        return (command, try json(run.appending(path: "run.json")))
    }

    private func json(_ file: URL) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    }

    private var memory: [URL] {
        get throws {
            // Beside it lies the folder of what scans found.
            try FileManager.default.contentsOfDirectory(
                at: cache.appending(path: "fewshot"), includingPropertiesForKeys: nil
            ).filter { !$0.hasDirectoryPath }
        }
    }

    /// Has the only measurement that is remembered say other numbers.
    private func pretend(f32: Double, bf16: Double) throws {
        let file = try #require(try memory.first)
        var entry = try json(file)
        entry["trial"] = ["f32": f32, "bf16": bf16]
        try JSONSerialization.data(withJSONObject: entry).write(to: file)
    }

    @Test("is measured once, said, remembered and recorded")
    func measured() throws {
        let (first, record) = try train("first")
        #expect(first.status == 0 && first.errors.contains("images a second in f32"))
        let trial = try #require(record["precisionTrial"] as? [String: Double])
        let (f32, bf16) = (try #require(trial["f32"]), try #require(trial["bf16"]))
        #expect(f32 > 0 && bf16 > 0)
        #expect(record["precision"] as? String == (bf16 >= 1.1 * f32 ? "bf16" : "f32"))
        #expect(try memory.count == 1)

        let (second, again) = try train("second")
        #expect(!second.errors.contains("images a second in f32"))
        #expect(again["precisionTrial"] as? [String: Double] == trial)
    }

    @Test("takes bf16 only where it gains a tenth, and a run that is resumed keeps its own")
    func chosen() throws {
        _ = try train("first")
        for (f32, bf16, precision) in [(100.0, 111.0, "bf16"), (100, 109, "f32")] {
            try pretend(f32: f32, bf16: bf16)
            #expect(try train(precision).1["precision"] as? String == precision)
        }
        let (resumed, record) = try train("bf16", "--resume")
        #expect(resumed.status == 0 && record["precision"] as? String == "bf16")
    }

    @Test("measures anew where what is remembered makes no sense")
    func damaged() throws {
        _ = try train("first")
        for (f32, bf16) in [(-1.0, 5.0), (0, 0)] {
            try pretend(f32: f32, bf16: bf16)
            let (command, record) = try train("run \(f32)")
            #expect(command.status == 0 && command.errors.contains("images a second in f32"))
            let trial = try #require(record["precisionTrial"] as? [String: Double])
            #expect(trial.values.allSatisfy { $0 > 0 })
        }
        let file = try #require(try memory.first)
        try Data("{".utf8).write(to: file)
        #expect(try train("again").0.errors.contains("images a second in f32"))
        #expect(try memory.count == 1)
    }

    @Test("needs no folder that can be written")
    func unwritable() throws {
        try Data().write(to: cache)
        #expect(try train("first").0.status == 0)
    }
}
