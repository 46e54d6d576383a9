import Features
import Files
import Foundation
import TestSupport
import Testing

extension EvalTests {
    @Test("--per-episode: a row an episode, a column a method, whose means are the results")
    func perEpisode() throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "new/episodes.csv")
        let report = folder.url.appending(path: "r.md")
        let words = ["--report", report.path, "--per-episode", file.path]
        let run = try Self.eval(words + ["--shot", "1", "--shot", "1-3", "--episodes", "40"])
        #expect(run.status == 0, "\(run.errors)")
        let rows = try InputFile.readText(file).split(separator: "\n").map {
            CSV.fields($0)
        }
        #expect(
            rows[0] == [
                "way", "shot", "query_imbalance", "episode", "nearest-centroid l2", "logistic l2",
            ])
        #expect(
            rows.dropFirst().map { Array($0[..<4]) }
                == (0..<80).map {
                    ["5", $0 < 40 ? "1" : "1-3", "", "\($0 % 40)"]
                })
        let results = try JSONDecoder().decode(
            Results.self, from: Data(contentsOf: folder.url.appending(path: "r-results.json"))
        ).results
        for (index, result) in results.enumerated() {
            let own = rows.dropFirst().filter { $0[1] == (index < 2 ? "1" : "1-3") }
                .map { Double($0[4 + index % 2])! }
            #expect(abs(own.reduce(0, +) / 40 - result.accuracy) < 1e-6)
            // What 75 queries can give.
            #expect(own.allSatisfy { abs(($0 * 75).rounded() - $0 * 75) < 1e-4 })
        }
        let other = try Self.eval(["--per-episode", folder.url.appending(path: "x.md").path])
        #expect(other.status == 64 && other.errors.contains(".csv"), "\(other.errors)")
    }

    @Test("a table of episodes takes no other's place unasked, and its own at any time")
    func perEpisodeReplaces() throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "mine.csv")
        try Data("mine\n".utf8).write(to: file)
        let words = [
            "--per-episode", file.path, "--episodes", "20", "--report",
            folder.url.appending(path: "r.md").path,
        ]
        let run = try Self.eval(words)
        #expect(run.status == 73 && run.errors.contains("mine.csv already"), "\(run.errors)")
        #expect(try InputFile.readText(file) == "mine\n")
        #expect(try Self.eval(words + ["--overwrite"]).status == 0)
        #expect(try InputFile.readText(file).hasPrefix("way,shot,"))
        #expect(try Self.eval(words).status == 0)
    }

    @Test("a table of episodes takes no place of the report's own files")
    func perEpisodeApart() throws {
        let folder = try TemporaryFolder()
        let report = folder.url.appending(path: "R/report.md").path
        for name in ["R/results.csv", "R/../R/results.csv"] {
            let run = try Self.eval([
                "--episodes", "20", "--report", report, "--export", "csv", "--overwrite",
                "--per-episode", folder.url.path + "/" + name,
            ])
            #expect(run.status == 64, "\(run.errors)")
            #expect(run.errors.contains("--per-episode is"), "\(run.errors)")
            #expect(!folder.url.appending(path: "R/results.csv").exists)
        }
    }

    @Test("features of another program are put together with a checkpoint's by their paths")
    func joined() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "f.npz")
        let extracted = try Command([
            "features", Fixture.data.path, "--checkpoint", Fixture.run.path, "--precision", "f32",
            "--output", file.path,
        ])
        #expect(extracted.status == 0, "\(extracted.errors)")
        let table = try FeatureFile.read(file)
        func accuracies(_ name: String, _ words: [String]) throws -> [Double] {
            let report = folder.url.appending(path: "\(name)/report.md")
            let run = try Self.eval(words + ["--episodes", "100", "--report", report.path])
            #expect(run.status == 0, "\(run.errors)")
            let silent = "is not known: the features of \(file.path) do not say."
            #expect(run.errors.contains(silent) == words.contains("--features"), "\(run.errors)")
            return try JSONDecoder().decode(
                Results.self,
                from: Data(contentsOf: folder.url.appending(path: "\(name)/results.json"))
            ).results.map(\.accuracy)
        }
        // The same features twice are twice as long: of unit length, they lie as they did.
        try FeatureFile.write(try table.rows((0..<table.count).reversed()), to: file)
        let twice = try accuracies("twice", ["--features", file.path])
        for (a, b) in zip(try accuracies("once", []), twice) { #expect(abs(a - b) < 0.001) }
        // Features that know the class make it easy.
        let sure = try FeatureTable(
            dimension: 5,
            features: table.labels.flatMap { label in (0..<5).map { $0 == label ? 1000 : 0 } },
            labels: table.labels, classes: table.classes, paths: table.paths)
        try FeatureFile.write(sure, to: file)
        #expect(try accuracies("sure", ["--features", file.path]).allSatisfy { $0 == 1 })
        try FeatureFile.write(try sure.rows(Array(1..<sure.count)), to: file)
        let lacking = try Self.eval(["--features", file.path])
        #expect(lacking.status == 65 && lacking.errors.contains("no features of 1 image of 120"))
        #expect(lacking.errors.contains(table.paths[0]))
        let alone = try Command(["eval", Fixture.data.path, "--features", file.path])
        #expect(alone.status == 64 && alone.errors.contains("--checkpoint"))
    }

    @Test("fewshot cache lists what features are kept, and removes them")
    func cache() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let shell = "export XDG_CACHE_HOME='\(folder.url.path)';"
        func run(_ words: [String]) throws -> Command {
            let run = try Command(words, shell: shell)
            #expect(run.status == 0, "\(run.errors)")
            return run
        }
        #expect(try run(["cache"]).output == "No features are kept.\n")
        let features = [
            "features", Fixture.data.path, "--checkpoint", Fixture.run.path, "--precision", "f32",
            "--output", folder.url.appending(path: "f.npz").path,
        ]
        _ = try run(features + ["--feature-cache", "off"])
        #expect(try run(["cache"]).output == "No features are kept.\n")
        _ = try run(features + ["--overwrite"])
        let list = try run(["cache"]).output
        // 5 classes of 24 images; 64 channels of 2 × 2 pixels.
        #expect(
            list.contains("1 table of features, 0.1 MB, in \(folder.url.path)/fewshot/features"))
        #expect(list.contains("120 × 256 by conv4 ") && list.contains(" at 32 px"))
        let measured = try folder.write("{}", to: "fewshot/precision-0123456789abcdef.json")
        let other = try folder.write("{}", to: "fewshot/mine.json")
        #expect(try run(["cache"]).output.contains("1 measurement of precisions, in "))
        let cleared = try run(["cache", "--clear"]).output
        #expect(cleared.contains("Removed 1 table") && cleared.contains("Removed 1 measurement"))
        #expect(!measured.exists && other.exists)
        #expect(try run(["cache"]).output == "No features are kept.\n")
        let wrong = try Command(features + ["--feature-cache", "2"])
        #expect(wrong.status == 64 && wrong.errors.contains("--feature-cache is 2"))
    }

    @Test("cl2n asks for no base images: the checkpoint has their mean")
    func storedMean() throws {
        let folder = try TemporaryFolder()
        func accuracies(_ data: String, _ name: String) throws -> [Double] {
            let report = folder.url.appending(path: "\(name)/report.md")
            let run = try Command([
                "eval", data, "--checkpoint", Fixture.run.path, "--precision", "f32",
                "--episodes", "100", "--transform", "cl2n", "--report", report.path,
            ])
            #expect(run.status == 0, "\(run.errors)")
            let text = try InputFile.readText(report)
            #expect(text.contains("that of the checkpoint") == (name == "plain"))
            return try JSONDecoder().decode(
                Results.self,
                from: Data(contentsOf: folder.url.appending(path: "\(name)/results.json"))
            ).results.map(\.accuracy)
        }
        try #require(Fixture.isReady)
        // The same images, with base images beside them and without.
        let novel = Fixture.data.appending(path: "novel").path
        #expect(try accuracies(Fixture.data.path, "whole") == accuracies(novel, "plain"))
        // At another size the mean is another.
        let refused = try Command([
            "eval", novel, "--checkpoint", Fixture.run.path, "--transform", "cl2n",
            "--image-size", "48",
        ])
        #expect(refused.status == 64 && refused.errors.contains("--base-data"))
        let directions = try Command([
            "eval", novel, "--checkpoint", Fixture.run.path, "--transform", "pca=2",
        ])
        #expect(directions.status == 64 && directions.errors.contains("--base-data"))
        // Of two data sets with base classes it would not be clear whose are evaluated.
        let two = try Command([
            "eval", Fixture.data.path, "--base-data", Fixture.data.path, "--split", "base",
            "--checkpoint", Fixture.run.path,
        ])
        #expect(two.status == 64 && two.errors.contains("--base-data"))
    }
}
