import Files
import Foundation
import Records
import TestSupport
import Testing

@Suite("fewshot leaderboard")
struct LeaderboardTests {
    private let folder = try! TemporaryFolder()

    private func leaderboard(_ words: [String] = []) throws -> (Command, LeaderboardRecord?) {
        let command = try Command(["leaderboard", folder.url.path, "--json"] + words)
        let decoder = JSONDecoder()
        return (
            command, try? decoder.decode(LeaderboardRecord.self, from: Data(command.output.utf8))
        )
    }

    /// Tables of other programs, each of one method; as `References/leaderboard.py` has them.
    private func right(_ name: String, _ episode: Int) -> Int {
        let number = ["a", "b", "c", "d"].firstIndex(of: name)!
        return 50 - [0, 0, 3, 8][number] + (7 * episode * episode + 5 * number * episode + number)
            % 11
    }

    private func write(
        _ names: [String], to file: String, list: String = "l1", episodes: Range<Int> = 0..<12
    ) throws {
        let rows = episodes.map { episode in
            "\(list),\(episode),"
                + names.map { "\(Double(right($0, episode)) / 75)" }.joined(separator: ",")
        }
        try folder.write(
            (["list,episode," + names.joined(separator: ",")] + rows).joined(separator: "\n"),
            to: file)
    }

    @Test("order, differences, their intervals and corrected p are scipy's; a tie is no defeat")
    func ranked() throws {
        try write(["c", "a"], to: "one.csv")
        try write(["d", "b"], to: "deeper/two.csv")
        let (command, record) = try leaderboard()
        let entries = try #require(record, "\(command.errors)").entries
        #expect(entries.map(\.name) == ["a", "b", "c", "d"])
        #expect(command.errors.contains("Each query by itself:\n1. 74.0 ± 3.1 %  a: first\n2. "))
        #expect(entries[0].difference == nil && entries.map(\.table)[1] == "deeper/two.csv")
        // accuracy, difference, half width, p, Holm's.
        let expected = [
            [0.7166666667, -0.0233333333, 0.0277759844, 0.0914995262, 0.0914995262],
            [0.7022222222, -0.0377777778, 0.0297512668, 0.0174367316, 0.0348734632],
            [0.6122222222, -0.1277777778, 0.0432660028, 0.0000442659, 0.0001327977],
        ]
        for (entry, numbers) in zip(entries.dropFirst(), expected) {
            let own = try #require(entry.difference)
            for (a, b) in zip([entry.accuracy, own.mean, own.ci95, own.p, own.holm], numbers) {
                #expect(abs(a - b) < 1e-9, "\(entry.name)")
            }
        }
        let page = try InputFile.readText(folder.file("leaderboard.md"))
        let verdicts = page.matches(of: #/\| (first|tie|behind) (?:\(p [=<] [\d.]+\) )?\|/#).map {
            String($0.1)
        }
        #expect(verdicts == ["first", "tie", "behind", "behind"])
        #expect(FileManager.default.fileExists(atPath: folder.file("leaderboard.html").path))
        // The same command may write it again.
        #expect(try leaderboard().0.status == 0)
    }

    @Test("what is over another list, cut off, wrong or there twice is refused with the reason")
    func refused() throws {
        try write(["a", "b"], to: "good.csv")
        try write(["c"], to: "other/also.csv")
        try write(["d"], to: "another.csv", list: "l2")
        try write(["d"], to: "cut.csv", episodes: 0..<11)
        try write(["d"], to: "late.csv", episodes: 1..<12)
        try folder.write("list,episode,x\nl1,0,71.2\nl1,1,70.0\n", to: "percent.csv")
        try folder.write("episode,x\n0,0.7\n1,0.6\n", to: "whose.csv")
        try folder.write(
            "list,episode,a\n"
                + InputFile.readText(folder.file("good.csv"))
                .split(separator: "\n").dropFirst().map {
                    $0.split(separator: ",")[..<3].joined(separator: ",")
                }
                .joined(separator: "\n"), to: "zcopy.csv")
        try folder.write("path,finding\nx,y\n", to: "findings.csv")
        try folder.write("{", to: "results.json")
        let (command, record) = try leaderboard()
        let refused = Dictionary(
            uniqueKeysWithValues: try #require(record, "\(command.errors)").refused.map {
                ($0.file, $0.reason)
            })
        #expect(record?.entries.map(\.name) == ["a", "b", "c"])
        let reasons = [
            "another.csv": "another list", "cut.csv": "has 11 of the list's 12 episodes",
            "late.csv": "episode 0 in line 2", "percent.csv": "\"71.2\" in line 2",
            "whose.csv": "of which list", "zcopy.csv": "again, as it is in good.csv",
            "results.json": "no record of an evaluation",
        ]
        #expect(Set(refused.keys) == Set(reasons.keys))
        for (file, words) in reasons {
            #expect(refused[file]?.contains(words) == true, "\(file): \(refused[file] ?? "")")
            #expect(command.errors.contains(file))
        }
    }

    @Test("evaluations of ours take part by their records; seeds stand apart, kinds too")
    func ours() throws {
        try #require(Fixture.isReady)
        let list = try TemporaryFolder()
        let (run, other) = (list.file("run2").path, list.file("run3").path)
        // The third differs in more than its seed, and is no other training of that kind.
        for words in [[run, "--seed", "1"], [other, "--seed", "2", "--weight-decay", "0.01"]] {
            let trained = try Command(
                ["pretrain", Fixture.data.path] + Fixture.small + ["--output"] + words)
            #expect(trained.status == 0, "\(trained.errors)")
        }
        let frozen = list.url.appending(path: "list").path
        #expect(
            try Command([
                "episodes", Fixture.data.path, "--output", frozen, "--count", "40", "--query", "5",
            ]).status == 0)
        func eval(_ name: String, _ words: [String]) throws {
            let place = folder.url.appending(path: name).path
            let command = try Command(
                ["eval", Fixture.data.path, "--precision", "f32", "--report", "\(place)/r.md"]
                    + words)
            #expect(command.status == 0, "\(command.errors)")
        }
        let table = ["--episodes", frozen, "--per-episode"]
        let three = ["--checkpoint", Fixture.run.path, "--versus", run, "--versus", other]
        let kinds = ["--classifier", "nearest-centroid", "--classifier", "pt-map"]
        // The tables lie elsewhere in the folder: what they are is known by their bytes.
        try eval("first", three + kinds + table + [folder.url.appending(path: "tables/x.csv").path])
        try eval("drawn", three + ["--episodes", "40", "--query", "5"])
        try eval("bare", three + ["--episodes", frozen])
        let (command, record) = try leaderboard(["--list", frozen])
        let found = try #require(record, "\(command.errors)")
        let isSecondKind = [false, false, false, true, true, true]
        #expect(found.entries.map(\.transductive) == isSecondKind)
        #expect(found.entries.allSatisfy { $0.evaluation == "first/r-results.json" })
        #expect(Set(found.entries.compactMap(\.model?.seed)) == [0, 1, 2])
        #expect(found.entries.indices.filter { found.entries[$0].difference == nil } == [0, 3])
        let first = try JSONDecoder().decode(
            EvaluationRecord.self, from: Data(contentsOf: folder.file("first/r-results.json")))
        #expect(first.seeds.map(\.models) == [["run", "run2"], ["run", "run2"]])
        #expect(found.seeds.count == 2)
        for seeds in found.seeds {
            #expect(Set(seeds.entries.map { found.entries[$0].model?.seed }) == [0, 1])
            let own = seeds.entries.map { found.entries[$0].accuracy }
            #expect(abs(seeds.mean - (own[0] + own[1]) / 2) < 1e-12)
            #expect(abs(seeds.deviation - abs(own[0] - own[1]) / 2.0.squareRoot()) < 1e-12)
        }
        #expect(found.refused.map(\.file) == ["bare/r-results.json", "drawn/r-results.json"])
        // A table that was changed is nobody's: it does not come back as another program's.
        let place = folder.file("tables/x.csv")
        try folder.write(try InputFile.readText(place) + "\n", to: "tables/x.csv")
        let changed = try leaderboard(["--list", frozen]).0
        #expect(changed.status == 65 && changed.errors.contains("or changed"), "\(changed.errors)")
        #expect(
            changed.errors.contains(
                "tables/x.csv takes no part: it lies where the table of first/r-results.json did"),
            "\(changed.errors)")
    }

    @Test("nothing to rank, and lists between which nothing decides, are said")
    func nothing() throws {
        let none = try Command(["leaderboard", folder.url.path])
        #expect(none.status == 65 && none.errors.contains("no evaluation over a list"))
        #expect(try Command(["leaderboard", "/no/such/folder"]).status == 66)
        try write(["a"], to: "one.csv")
        try write(["b"], to: "two.csv", list: "l2")
        let both = try Command(["leaderboard", folder.url.path])
        #expect(both.status == 65 && both.errors.contains("See --list"), "\(both.errors)")
    }
}
