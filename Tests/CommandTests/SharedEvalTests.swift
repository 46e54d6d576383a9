import Files
import Foundation
import TestSupport
import Testing

/// `fewshot eval` and `fewshot features` whose work is shared out.
@Suite("fewshot eval in parts")
struct SharedEvalTests {
    /// An evaluation with all that its numbers may come from: two shots, calibration, transductive
    /// methods, queries of further classes and curves; in 130 episodes, which do not divide evenly.
    static func eval(_ report: URL, _ more: [String] = []) -> [String] {
        [
            "eval", Fixture.data.path, "--checkpoint", Fixture.run.path, "--precision", "f32",
            "--threads", "1", "--episodes", "130", "--way", "3", "--shot", "1", "--shot", "5",
            "--query", "5", "--classifier", "nearest-centroid", "--classifier", "soft-k-means",
            "--open-set", "2", "--transform", "l2", "--transform", "pt", "--feature-cache", "off",
            "--report", report.path,
        ] + more
    }

    /// The record but for times and for what says where the report lies.
    static func numbers(_ report: URL) throws -> String {
        let record = report.deletingLastPathComponent().appending(path: "results.json")
        return try InputFile.readText(record)
            .replacing(#/"seconds" : [0-9.e-]+/#, with: "")
            .replacing(#/"(command|path)" : ".*"/#, with: "")
    }

    @Test("parts side by side, gathered by the same command, are the evaluation to the byte")
    func parts() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let (whole, shared) = (folder.file("a/report.md"), folder.file("b/report.md"))
        let table = ["--curve", "--per-episode"]
        let alone = try Command(Self.eval(whole, table + [folder.file("a.csv").path]))
        #expect(alone.status == 0, "\(alone.errors)")
        let words = Self.eval(shared, table + [folder.file("b.csv").path])
        let array =
            "export SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=1;"
        for (shell, part) in [("", "1/3"), (array, "slurm")] {
            let run = try Command(words + ["--only", part], shell: shell)
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.output.contains("Part"))
        }
        let parts = shared.appendingPathExtension("parts")
        #expect(!shared.exists && parts.exists)
        // The second part is missing, and one of the others damaged: both are counted here.
        let files = try #require(Folder.names(in: parts))
        var bytes = try Data(contentsOf: parts.appending(path: files[0]))
        bytes[100] ^= 1
        try bytes.write(to: parts.appending(path: files[0]))
        let gathered = try Command(words)
        #expect(gathered.status == 0, "\(gathered.errors)")
        #expect(try Self.numbers(shared) == Self.numbers(whole))
        #expect(try Self.numbers(whole).contains("detectors"))
        #expect(
            try InputFile.readText(folder.file("a.csv"))
                == InputFile.readText(folder.file("b.csv")))
        #expect(!parts.exists)
        // The same command may write its report again.
        #expect(try Command(words).status == 0)
    }

    @Test("What parts counted is taken, and only by the same evaluation")
    func taken() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let report = folder.file("report.md")
        #expect(try Command(Self.eval(report) + ["--only", "1/1"]).status == 0)
        let parts = report.appendingPathExtension("parts")
        let kept = try #require(Folder.names(in: parts))
        #expect(kept.count == 2, "a part for each shot")
        // A part that is there is not counted again.
        func changed() throws -> [Date] {
            try kept.map {
                try FileManager.default.attributesOfItem(
                    atPath: parts.appending(path: $0).path)[.modificationDate] as! Date
            }
        }
        let before = try changed()
        #expect(try Command(Self.eval(report) + ["--only", "1/1"]).status == 0)
        #expect(try changed() == before)
        // Another seed is another evaluation.
        #expect(try Command(Self.eval(report, ["--seed", "1", "--only", "1/1"])).status == 0)
        #expect(Folder.names(in: parts)?.count == 4)
    }

    @Test("A part under another's name is counted anew, and parts of other work stay")
    func misplaced() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let (whole, shared) = (folder.file("a/report.md"), folder.file("b/report.md"))
        #expect(try Command(Self.eval(whole)).status == 0)
        #expect(try Command(Self.eval(shared) + ["--only", "1/2"]).status == 0)
        let parts = shared.appendingPathExtension("parts")
        for name in try #require(Folder.names(in: parts)) {
            try FileManager.default.copyItem(
                at: parts.appending(path: name),
                to: parts.appending(path: name.replacing("-1-of", with: "-2-of")))
        }
        let others = folder.file("others")
        #expect(
            try Command(
                Self.eval(others.appending(path: "report.md"), ["--seed", "1"])
                    + ["--only", "1/1"]
            ).status == 0)
        let other = others.appending(path: "report.md.parts")
        let names = try #require(Folder.names(in: other))
        for name in names {
            try FileManager.default.copyItem(
                at: other.appending(path: name), to: parts.appending(path: name))
        }
        // A person's folder, whatever its name.
        let own = try #require(Folder.names(in: parts)?.first { !names.contains($0) })
            .replacing(#/-[12]-of-2/#, with: "-7-of-9")
        try FileManager.default.createDirectory(
            at: parts.appending(path: own).appending(path: "inside"),
            withIntermediateDirectories: true)
        let gathered = try Command(Self.eval(shared))
        #expect(gathered.status == 0, "\(gathered.errors)")
        #expect(try Self.numbers(shared) == Self.numbers(whole))
        #expect(Folder.names(in: parts)?.sorted() == (names + [own]).sorted())
    }

    @Test("features in parts are the features to the bit", arguments: [2, 5])
    func features(_ count: Int) throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        func words(_ name: String) -> [String] {
            [
                "features", Fixture.data.path, "--checkpoint", Fixture.run.path, "--precision",
                "f32", "--output", folder.file(name).path, "--feature-cache", "off",
            ]
        }
        #expect(try Command(words("a.safetensors")).status == 0)
        for number in 1...count where number != 2 || count == 2 {
            let part = try Command(words("b.safetensors") + ["--only", "\(number)/\(count)"])
            #expect(part.status == 0, "\(part.errors)")
        }
        #expect(!folder.file("b.safetensors").exists)
        #expect(try Command(words("b.safetensors")).status == 0)
        #expect(
            try Data(contentsOf: folder.file("a.safetensors"))
                == Data(contentsOf: folder.file("b.safetensors")))
        #expect(!folder.file("b.safetensors.parts").exists)
    }
}
