import Files
import Foundation
import TestSupport
import Testing

@Suite("What lies where a command writes")
struct OverwriteTests {
    private let folder: TemporaryFolder

    init() throws {
        try #require(Fixture.isReady)
        folder = try TemporaryFolder()
    }

    @Test("export and features take no file's place unasked, and export none of its own")
    func files() throws {
        let weights = folder.file("w.safetensors")
        let commands = [
            ["export", Fixture.run.path, "--output", weights.path],
            [
                "features", Fixture.data.path, "--checkpoint", Fixture.run.path, "--output",
                folder.file("f.npz").path,
            ],
        ]
        for words in commands {
            let place = URL(fileURLWithPath: words.last!)
            try folder.write("mine", to: place.lastPathComponent)
            let refused = try Command(words)
            #expect(refused.status == 73, "\(refused.errors)")
            #expect(refused.errors.contains("\(place.lastPathComponent) already"))
            #expect(refused.errors.contains("--overwrite"))
            #expect(try InputFile.readText(place) == "mine")
            let asked = try Command(words + ["--overwrite"])
            #expect(asked.status == 0, "\(asked.errors)")
            #expect(try InputFile.read(place).count > 100)
        }
        let before = try InputFile.read(weights)
        let ownPlace = ["export", weights.path, "--overwrite", "--output"]
        for words in [[weights.path], [folder.file("v").path, "--card", folder.file("v").path]] {
            let twice = try Command(ownPlace + words)
            #expect(twice.status == 64 && twice.errors.contains("twice"), "\(twice.errors)")
        }
        #expect(try InputFile.read(weights) == before && !folder.file("v").exists)
        let card = try Command([
            "export", weights.path, "--output", folder.file("v").path, "--card",
            folder.file("none/card.md").path,
        ])
        #expect(card.status == 73 && !folder.file("v").exists, "\(card.errors)")
    }

    @Test("a frozen list gives way to the same command, and to others only when they are asked to")
    func lists() throws {
        let list = folder.file("list")
        func freeze(_ count: String, _ more: [String] = []) throws -> Command {
            try Command(
                ["episodes", Fixture.data.path, "--query", "5", "--output", list.path, "--count"]
                    + [count] + more)
        }
        #expect(try freeze("20").status == 0)
        let before = try InputFile.readText(list.appending(path: "episodes.csv"))
        #expect(try freeze("20").status == 0)
        let other = try freeze("10")
        #expect(other.status == 73 && other.errors.contains("already"), "\(other.errors)")
        #expect(try InputFile.readText(list.appending(path: "episodes.csv")) == before)
        #expect(try freeze("10", ["--overwrite"]).status == 0)
        #expect(try InputFile.readText(list.appending(path: "episodes.csv")) != before)
        try folder.write("mine", to: "other/images.csv")
        let foreign = try Command([
            "episodes", Fixture.data.path, "--output", folder.file("other").path, "--count", "5",
            "--query", "5",
        ])
        #expect(foreign.status == 73 && foreign.errors.contains("images.csv already"))
    }

    @Test("tables of another evaluation stay as they are")
    func tables() throws {
        let table = folder.file("t.csv").path
        let own = ["--episodes", "20", "--per-episode", table, "--export", "latex", "--report"]
        #expect(try EvalTests.eval(own + [folder.file("a.md").path]).status == 0)
        let before = try InputFile.readText(folder.file("t.csv"))
        let other = try EvalTests.eval(own + [folder.file("b.md").path])
        #expect(other.status == 73 && other.errors.contains("t.csv already"), "\(other.errors)")
        #expect(try InputFile.readText(folder.file("t.csv")) == before)
        #expect(!folder.file("b.md").exists)
        try folder.write("mine", to: "c-results.tex")
        let export = try EvalTests.eval([
            "--episodes", "20", "--export", "latex", "--report", folder.file("c.md").path,
        ])
        #expect(export.status == 73 && export.errors.contains("c-results.tex already"))
        #expect(try InputFile.readText(folder.file("c-results.tex")) == "mine")
    }

    @Test(
        "a doctor's and a gallery's tables take no other file's place, nor a list that was changed")
    func findings() throws {
        let novel = Fixture.data.appending(path: "novel").path
        let doctor = ["doctor", novel, "--report", folder.file("d/report.md").path]
        let classify = [
            "classify", "--checkpoint", Fixture.run.path, "--support", novel, "--images", novel,
            "--output", folder.file("c").path,
        ]
        for (words, name) in [
            (doctor, "d/findings.csv"), (doctor, "d/doctor.json"), (classify, "c/labels.csv"),
            (doctor, "d/left-out.txt"), (classify, "c/gallery-figures/mine.jpg"),
        ] {
            try folder.write("mine", to: name)
            let refused = try Command(words)
            #expect(refused.status == 73, "\(refused.errors)")
            #expect(try InputFile.readText(folder.file(name)) == "mine")
            folder.file(name).removeFile()
        }
        #expect(try Command(doctor).status == 0)
        #expect(try Command(doctor).status == 0)
        let list = folder.file("d/findings.csv")
        let text = try InputFile.readText(list)
        try AtomicFile.write(text + "x.jpg,dark,a,novel,,\n", to: list)
        let changed = try Command(doctor)
        #expect(changed.status == 73 && changed.errors.contains("somebody changed it"))
        let record = folder.file("d/doctor.json")
        let kept = try InputFile.read(record)
        record.removeFile()
        #expect(try Command(doctor).status == 73)
        try AtomicFile.write(Data(kept), to: record)
        #expect(try Command(doctor + ["--overwrite"]).status == 0)
        #expect(try InputFile.readText(list) == text)
        let json = try Command(["doctor", novel, "--report", folder.file("e/doctor.json").path])
        #expect(json.status == 64 && !folder.file("e").exists, "\(json.errors)")
    }

    @Test("what a list of episodes says is not asked for beside it, and nothing is measured twice")
    func once() throws {
        let list = folder.file("list").path
        let frozen = try Command([
            "episodes", Fixture.data.path, "--query", "5", "--output", list, "--count", "20",
        ])
        #expect(frozen.status == 0, "\(frozen.errors)")
        let both = try EvalTests.eval(["--episodes", list, "--way", "3"])
        #expect(both.status == 64 && both.errors.contains("--way: the list says it"))
        let table = folder.file("t.csv")
        let twice = try EvalTests.eval([
            "--episodes", "20", "--shot", "1", "--shot", "1", "--classifier", "knn", "--classifier",
            "knn", "--transform", "l2", "--transform", "l2", "--per-episode", table.path,
            "--report",
            folder.file("r.md").path,
        ])
        #expect(twice.status == 0, "\(twice.errors)")
        let lines = try InputFile.readText(table).split(separator: "\n")
        #expect(lines.count == 21 && lines[0] == "way,shot,query_imbalance,episode,knn l2")
        let negative = try EvalTests.eval(["--open-set=-1"])
        #expect(negative.status == 64 && negative.errors.contains("must be 0, for none, or more"))
    }
}
