import Files
import Foundation
import TestSupport
import Testing

@Suite("fewshot eval")
struct EvalTests {
    static func eval(_ words: [String], checkpoint: URL = Fixture.run) throws -> Command {
        try #require(Fixture.isReady)
        return try Command(
            ["eval", Fixture.data.path, "--checkpoint", checkpoint.path, "--precision", "f32"]
                + words)
    }

    struct Results: Decodable {
        struct Result: Decodable, Equatable {
            let way, shot, query, episodes: Int
            let classifier, transform, split: String
            let accuracy, ci95, seconds: Double
        }
        struct Run: Decodable { let command: String }
        let results: [Result]
        let run: Run
    }

    @Test("prints a table, writes the report and results.json, and repeats exactly")
    func report() throws {
        let folder = try TemporaryFolder()
        let words = [
            "--shot", "1", "--shot", "5", "--episodes", "200", "--transform", "cl2n",
        ]
        var all: [[Double]] = []
        for name in ["a", "b"] {
            let file = folder.url.appending(path: "\(name)/report.md")
            let run = try Self.eval(words + ["--report", file.path])
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.output.contains("nearest-centroid") && run.output.contains("logistic"))
            let results = try JSONDecoder().decode(
                Results.self,
                from: Data(contentsOf: folder.url.appending(path: "\(name)/results.json")))
            #expect(results.results.map(\.shot) == [1, 1, 5, 5])
            #expect(results.run.command.hasPrefix("fewshot eval "))
            for result in results.results {
                #expect((0...1).contains(result.accuracy))
                #expect(result.ci95 > 0 && result.ci95 < 0.1)
                #expect(result.split == "novel" && result.episodes == 200)
            }
            all.append(results.results.map(\.accuracy))
            let text = try InputFile.readText(file)
            for link in text.matches(of: #/\]\(([^)#:]+)\)/#) {
                let target = file.deletingLastPathComponent().appending(path: String(link.1))
                #expect(FileManager.default.fileExists(atPath: target.path), "\(link.1)")
            }
        }
        #expect(all[0] == all[1])
    }

    @Test("without --report, it lies in Evaluation/, and nothing beside the checkpoint is touched")
    func place() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(at: Fixture.run, to: folder.url.appending(path: "run"))
        try folder.write("committed", to: "run/report.md")
        try folder.write("committed", to: "run/results.json")
        let words =
            ["eval", Fixture.data.path, "--checkpoint", "run/best.safetensors"]
            + ["--episodes", "20", "--precision", "f32"]
        let shell = "cd '\(folder.url.path)';"
        let run = try Command(words, shell: shell)
        #expect(run.status == 0, "\(run.errors)")
        for name in ["report.md", "results.json"] {
            #expect(
                try InputFile.readText(folder.url.appending(path: "run/\(name)")) == "committed")
            let file = folder.url.appending(path: "Evaluation/data-run/\(name)")
            #expect(try InputFile.readText(file).contains("fewshot eval"))
        }
        // The same command may write it again, another only when told to.
        #expect(try Command(words, shell: shell).status == 0)
        let refused = try Command(words + ["--shot", "2"], shell: shell)
        #expect(refused.status == 73 && refused.errors.contains("--overwrite"), "\(refused.errors)")
        #expect(refused.errors.contains("Evaluation/data-run/report.md"))
        #expect(try Command(words + ["--shot", "2", "--overwrite"], shell: shell).status == 0)
        // Another split has a folder of its own.
        #expect(try Command(words + ["--split", "val"], shell: shell).status == 0)
        #expect(folder.url.appending(path: "Evaluation/data-run-val/report.md").exists)
        // What repeats it is the command without that word.
        #expect(try Command(words + ["--shot", "2"], shell: shell).status == 0)
        let other = try Command(
            words + ["--report", "run/report.md"], shell: shell)
        #expect(other.status == 73 && other.errors.contains("run/report.md"))
    }

    @Test("a stale cache is not used: other weights give other numbers")
    func staleCache() throws {
        let folder = try TemporaryFolder()
        try #require(Fixture.isReady)
        let run = folder.url.appending(path: "run")
        try FileManager.default.copyItem(at: Fixture.run, to: run)
        let words = ["--episodes", "100", "--report", folder.url.appending(path: "r.md").path]
        let first = try Self.eval(words, checkpoint: run)
        let best = run.appending(path: "best.safetensors")
        var weights = try Safetensors(contentsOf: best)
        let name = "block1.conv.weight"
        let shape = weights.entries[name]!.shape
        weights.set(name, floats: try weights.floats(name).map { -$0 }, shape: shape)
        try weights.write(to: best)
        let second = try Self.eval(words, checkpoint: run)
        #expect(first.status == 0 && second.status == 0)
        #expect(first.output != second.output)
    }

    @Test("way, shot, query and names that cannot be")
    func usage() throws {
        for (words, status, part) in [
            (["--way", "6"], 64, "6"), (["--shot", "20"], 65, "20"), (["--way", "1"], 64, "way"),
            (["--split", "train"], 64, "--split"), (["--classifier", "forest"], 64, "forest"),
            (["--transform", "zca"], 64, "--transform"), (["--episodes", "1"], 64, "episodes"),
            (["--query", "\(Int.max)"], 64, "\(Int.max)"), (["--labels", "x.npy"], 64, "--labels"),
            (["--episodes", "\(Int.max)"], 64, "--episodes"),
            (["--episodes", "9\(Int.max)"], 64, "at most"),
            (["--shot", "\(Int.max)"], 64, "shot"),
            (["--crops", "\(Int.max)"], 64, "--crops"),
        ] as [([String], Int32, String)] {
            let run = try Self.eval(words)
            #expect(run.status == status, "\(words): \(run.errors)")
            #expect(run.errors.contains(part), "\(words): \(run.errors)")
        }
    }

    @Test("a checkpoint that is missing, damaged, or of another backbone")
    func checkpoints() throws {
        let folder = try TemporaryFolder()
        let missing = try Self.eval([], checkpoint: folder.url.appending(path: "none"))
        #expect(missing.status == 66)
        let empty = try Self.eval([], checkpoint: folder.url)
        #expect(empty.status == 66)
        let best = try Data(contentsOf: Fixture.run.appending(path: "best.safetensors"))
        let damaged = folder.url.appending(path: "damaged.safetensors")
        try best.prefix(best.count - 10).write(to: damaged)
        let broken = try Self.eval([], checkpoint: damaged)
        #expect(broken.status == 65)
        #expect(broken.errors.contains("damaged.safetensors"))
        let other = try Self.eval(["--backbone", "resnet12-quarter"])
        #expect(other.status == 65)
        #expect(other.errors.contains("resnet12-quarter"))
        // It has the same tensors.
        let signed = try Self.eval(["--backbone", "conv4-signed"])
        #expect(signed.status == 65)
        #expect(signed.errors.contains("is a checkpoint of conv4, not of conv4-signed"))
    }

    @Test("two checkpoints of one run are told apart by their paths; one cannot be named twice")
    func sameRun() throws {
        let folder = try TemporaryFolder()
        let last = Fixture.run.appending(path: "last.safetensors").path
        let words = ["--episodes", "20", "--report", folder.url.appending(path: "r.md").path]
        let run = try Self.eval(words + ["--versus", last])
        #expect(run.status == 0, "\(run.errors)")
        for part in ["run ", "last.safetensors "] { #expect(run.output.contains(part), "\(part)") }
        let twice = try Self.eval(words + ["--versus", Fixture.run.path])
        #expect(twice.status == 64 && twice.errors.contains("named twice"), "\(twice.errors)")
        let ensemble = try Self.eval(words + ["--checkpoint", Fixture.run.path])
        #expect(
            ensemble.status == 64 && ensemble.errors.contains("named twice"), "\(ensemble.errors)")
    }

    @Test("val classes that cannot be used cost the temperatures, not the evaluation")
    func uselessVal() throws {
        let (folder, data) = try Fixture.copy()
        let val = data.appending(path: "val")
        try FileManager.default.removeItem(at: val)
        try FileManager.default.createDirectory(at: val, withIntermediateDirectories: false)
        let run = try Command([
            "eval", data.path, "--checkpoint", Fixture.run.path, "--episodes", "20", "--precision",
            "f32", "--report", folder.url.appending(path: "r.md").path,
        ])
        #expect(run.status == 0 && run.errors.contains("No temperatures"), "\(run.errors)")
    }

    @Test("classes that were trained on are not called new, whatever was left out of training")
    func trainedOn() throws {
        let (folder, data) = try Fixture.copy()
        let base = data.appending(path: "base")
        let first = try FileManager.default.subpathsOfDirectory(atPath: base.path)
            .filter { $0.hasSuffix(".jpg") }.sorted()[0]
        try FileManager.default.removeItem(at: base.appending(path: first))
        let report = folder.url.appending(path: "r.md")
        let run = try Command([
            "eval", base.path, "--checkpoint", Fixture.run.path, "--episodes", "20", "--way", "4",
            "--query", "5", "--precision", "f32", "--report", report.path,
        ])
        #expect(run.status == 0, "\(run.errors)")
        #expect(try InputFile.readText(report).contains("the ones it was trained on"))
    }

    @Test("a plain folder of class folders is evaluated with all its classes")
    func ownPhotos() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let words = [
            "eval", Fixture.data.appending(path: "novel").path, "--checkpoint", Fixture.run.path,
            "--episodes", "50", "--way", "3", "--precision", "f32", "--report",
            folder.url.appending(path: "report.md").path,
        ]
        let run = try Command(words)
        #expect(run.status == 0, "\(run.errors)")
        for split in ["base", "val"] {
            let none = try Command(words + ["--split", split])
            #expect(none.status == 66, "\(none.errors)")
            #expect(
                none.errors.contains("without \(split) classes of its own. Leave the split out"))
        }
    }

    @Test("an output that takes no words does not cost the work, and is told by the exit code")
    func fullOutput() throws {
        let folder = try TemporaryFolder()
        let data = folder.url.appending(path: "own").path
        let run = try Command(
            [
                "draw-dataset", data, "--base", "1", "--val", "1", "--novel", "1", "--images",
                "1", "--size", "16",
            ], shell: "exec > /dev/full; ")
        #expect(run.status == 74, "\(run.errors)")
        #expect(FileManager.default.fileExists(atPath: data + "/novel"))
    }

    @Test("photos that a list excludes are left out, and said")
    func excluded() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let list = folder.url.appending(path: "findings.csv")
        let report = folder.url.appending(path: "report.md")
        let checked = try Command(["doctor", Fixture.data.path, "--report", report.path])
        #expect(checked.status == 0 && checked.output.contains("photos"), "\(checked.errors)")
        let novel = Fixture.data.appending(path: "novel")
        let name = try FileManager.default.subpathsOfDirectory(atPath: novel.path)
            .filter { $0.hasSuffix(".jpg") }.sorted()[0]
        func excluding(_ rows: String) throws -> Command {
            try Data(rows.utf8).write(to: list)
            return try Self.eval([
                "--episodes", "20", "--exclude", list.path, "--overwrite", "--report",
                folder.url.appending(path: "eval/report.md").path,
            ])
        }
        let run = try excluding("path,why\nnovel/\(name),blurred\n")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("1 of the novel images is left out by the list."))
        let place = novel.appending(path: name).path
        #expect(try excluding("path\n\(place)\n").errors.contains("1 of the novel images is left"))
        // One of another split leaves nothing out here, and one of another folder nothing at all.
        let val = try FileManager.default.subpathsOfDirectory(
            atPath: Fixture.data.appending(path: "val").path
        ).filter { $0.hasSuffix(".jpg") }[0]
        let other = try excluding("path,why\nval/\(val),blurred\n")
        #expect(other.status == 0, "\(other.errors)")
        #expect(other.errors.contains("None of the novel images is left out by the list."))
        let gone = "none of these photos ("
        #expect(!run.errors.contains(gone) && !other.errors.contains(gone))
        let some = try excluding("path\nnovel/\(name)\nnope.jpg\nnope.jpg\n")
        #expect(some.status == 0 && some.errors.contains("1 path of the list is \(gone)nope.jpg)."))
        let foreign = try excluding("path,why\nelsewhere/1.jpg,blurred\n")
        #expect(foreign.status == 65, "\(foreign.errors)")
        #expect(foreign.errors.contains("\(list.path) names no photo in \(Fixture.data.path)"))
        let spreadsheet = try excluding("path;why\nnovel/\(name);blurred\n")
        #expect(spreadsheet.status == 65 && spreadsheet.errors.contains("with commas between"))
    }

    @Test("no command shows help; the version is a number")
    func help() throws {
        let help = try Command([])
        #expect(help.output.contains("pretrain") && help.output.contains("eval"))
        let version = try Command(["--version"]).output
        #expect(version.contains(/^\d+\.\d+\.\d+( \([0-9a-f]{7,}\+?\))?\n/))
        #expect(version.contains("OpenBLAS 0.") && version.contains("oneDNN "))
        #expect(try Command(["evaluate"]).status == 64)
    }
}
