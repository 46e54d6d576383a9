import Features
import Files
import Foundation
import Records
import TestSupport
import Testing

@Suite("Published protocols")
struct ProtocolTests {
    private let folder = try! TemporaryFolder()

    private func features(_ sizes: [Int]) throws -> String {
        let labels = sizes.enumerated().flatMap { [Int](repeating: $0, count: $1) }
        let whole = try randomTable(
            classes: sizes.count, perClass: sizes.max()!, dimension: 8)
        // Rows of the first images of each class, as many as it has.
        var seen = [Int](repeating: 0, count: sizes.count)
        let rows = (0..<whole.count).filter { image in
            seen[whole.labels[image]] += 1
            return seen[whole.labels[image]] <= sizes[whole.labels[image]]
        }
        #expect(rows.count == labels.count)
        let file = folder.file("features.npz")
        try FeatureFile.write(try whole.rows(rows), to: file)
        return file.path
    }

    private func eval(_ words: [String]) throws -> (Command, EvaluationRecord?) {
        let command = try Command(
            ["eval", "--report", folder.file("r.md").path, "--overwrite", "--json"] + words)
        let record = try? JSONDecoder().decode(
            EvaluationRecord.self, from: Data(command.output.utf8))
        return (command, record)
    }

    @Test("meta-dataset draws ways and shots, says so in record, report and citations")
    func variable() throws {
        let file = try features([30, 40, 50, 25, 60, 22, 30, 30])
        let (command, found) = try eval([
            "--features", file, "--protocol", "meta-dataset", "--episodes", "60", "--per-episode",
            folder.file("e.csv").path, "--classifier", "nearest-centroid", "--classifier", "pt-map",
        ])
        let record = try #require(found, "\(command.errors)")
        #expect(record.run.protocolName == "meta-dataset")
        for result in record.results {
            #expect(result.leastWay == 5 && result.way == 8 && result.leastShot == 1)
            #expect(result.query == 10 && result.episodes == 60 && result.open == nil)
            #expect(result.calibration?.temperature == nil)
        }
        let report = try InputFile.readText(folder.file("r.md"))
        #expect(report.contains("5–8-way 1–") && report.contains("Triantafillou et al. 2020"))
        #expect(!report.contains("Guessing would reach"))
        #expect(
            try InputFile.readText(folder.file("e.csv")).split(separator: "\n")[1].hasPrefix(
                "5-8,1-"))
        let cited = try Command(["cite", folder.file("r.md").path])
        #expect(cited.output.contains("triantafillou2020meta"), "\(cited.errors)")
        // 600, unless a person says.
        #expect(
            try eval(["--features", file, "--protocol", "meta-dataset"]).1?.results[0].episodes
                == 600)
    }

    @Test("bscd-fsl is 5-way, 5, 20 and 50 shots, 15 queries, 600 episodes")
    func crossDomain() throws {
        let (command, found) = try eval([
            "--features", try features([70, 66, 80, 65, 90]), "--protocol", "bscd-fsl",
            "--classifier", "nearest-centroid",
        ])
        let record = try #require(found, "\(command.errors)")
        #expect(record.results.map(\.shot) == [5, 20, 50])
        #expect(record.results.allSatisfy { $0.way == 5 && $0.query == 15 && $0.episodes == 600 })
        #expect(record.run.protocolName == "bscd-fsl")
    }

    @Test("a frozen list of such episodes gives what drawing them gives")
    func frozen() throws {
        try #require(Fixture.isReady)
        let list = folder.file("list").path
        let frozen = try Command([
            "episodes", Fixture.data.path, "--output", list, "--protocol", "meta-dataset",
            "--count",
            "30",
        ])
        #expect(frozen.status == 0, "\(frozen.errors)")
        let own = [
            Fixture.data.path, "--checkpoint", Fixture.run.path, "--precision", "f32",
        ]
        let listed = try eval(own + ["--episodes", list]).1
        let drawn = try eval(own + ["--protocol", "meta-dataset", "--episodes", "30"]).1
        #expect(listed?.results.map(\.accuracy) == drawn?.results.map(\.accuracy))
        #expect(listed?.results.count == 2)
        let several = try Command([
            "episodes", Fixture.data.path, "--output", list, "--protocol", "bscd-fsl",
        ])
        #expect(several.status == 64 && several.errors.contains("5, 20, 50"), "\(several.errors)")
        let seven = try Command([
            "episodes", Fixture.data.path, "--output", list, "--protocol", "bscd-fsl", "--shot",
            "7",
        ])
        #expect(seven.status == 64 && seven.errors.contains("the protocol has 5, 20, 50"))
    }

    @Test("what does not fit a protocol, and folders too small for it, get a sentence")
    func refused() throws {
        let file = try features([30, 30, 30, 30, 30])
        let both = try eval(["--features", file, "--protocol", "meta-dataset", "--way", "5"]).0
        #expect(both.status == 64 && both.errors.contains("See --way"), "\(both.errors)")
        let other = try eval(["--features", file, "--protocol", "vtab"]).0
        #expect(other.status == 64 && other.errors.contains("meta-dataset or bscd-fsl"))
        let list = try eval(["--features", file, "--protocol", "bscd-fsl", "--episodes", "/list"]).0
        #expect(list.status == 64 && list.errors.contains("--protocol draws"), "\(list.errors)")
        let words = ["--protocol", "meta-dataset", "--features"]
        let few = try eval(words + [try features([30, 30, 30, 30])]).0
        #expect(few.status == 65 && few.errors.contains("only 4 classes"), "\(few.errors)")
        let single = try eval(words + [try features([30, 30, 1, 30, 30])]).0
        #expect(single.status == 65 && single.errors.contains("fewer than 2 images"))
        let two = try eval(words + [try features([2, 30, 30, 30, 30]), "--episodes", "20"]).0
        #expect(two.status == 0 && two.errors.contains("1 class has fewer than 20 images"))
        let small = try eval(["--features", file, "--protocol", "bscd-fsl"]).0
        #expect(small.status == 65, "\(small.errors)")
        try #require(Fixture.isReady)
        let photos = try eval([
            Fixture.data.path, "--checkpoint", Fixture.run.path, "--protocol", "bscd-fsl",
        ]).0
        #expect(
            photos.status == 65 && photos.errors.contains("Add images or remove the class."),
            "\(photos.errors)")
    }
}
