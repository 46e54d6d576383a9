import Features
import Files
import Foundation
import TestSupport
import Testing

@Suite("fewshot eval on lists, features and several models")
struct EvaluationKindsTests {
    private struct Results: Decodable {
        struct Result: Decodable, Equatable {
            let shot: Int
            let classifier, transform: String
            let model: String?
            let transductive, usesQueryCounts: Bool
            let queryImbalance: Double?
            let accuracy: Double
        }
        struct Pair: Decodable {
            let first, second: Int
            let difference, p: Double
        }
        let results: [Result]
        let comparisons: [Pair]
        let curve: [Result]
    }

    private let folder: TemporaryFolder

    init() throws {
        try #require(Fixture.isReady)
        folder = try TemporaryFolder()
    }

    /// Runs `fewshot eval` and reads the results.
    private func eval(_ words: [String]) throws -> (command: Command, results: Results?) {
        let report = folder.url.appending(path: "\(UUID().uuidString)/report.md")
        let command = try Command(
            ["eval"] + words + ["--report", report.path, "--precision", "f32"])
        let json = report.deletingLastPathComponent().appending(path: "results.json")
        let results =
            command.status == 0
            ? try JSONDecoder().decode(Results.self, from: Data(contentsOf: json)) : nil
        return (command, results)
    }

    private var images: [String] { [Fixture.data.path, "--checkpoint", Fixture.run.path] }
    private var last: String { Fixture.run.appending(path: "last.safetensors").path }

    @Test("a frozen list gives what drawing the same episodes gives, also after a move")
    func frozen() throws {
        let list = folder.url.appending(path: "list").path
        let frozen = try Command([
            "episodes", Fixture.data.path, "--output", list, "--count", "60", "--shot", "2",
            "--query", "5", "--seed", "3",
        ])
        #expect(frozen.status == 0, "\(frozen.errors)")
        let drawn = try #require(
            eval(images + ["--episodes", "60", "--shot", "2", "--query", "5", "--seed", "3"])
                .results)
        let none = try Command([
            "episodes", Fixture.data.path, "--output", list, "--count=-1",
        ])
        #expect(none.status == 64 && none.errors.contains("--count is -1"), "\(none.errors)")
        let curve = try eval(images + ["--episodes", list, "--curve"]).command
        #expect(curve.status == 64 && curve.errors.contains("--curve"), "\(curve.errors)")
        let listed = try #require(eval(images + ["--episodes", list, "--seed", "3"]).results)
        #expect(listed.results == drawn.results)

        let moved = folder.url.appending(path: "moved")
        try FileManager.default.createDirectory(at: moved, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: Fixture.data.appending(path: "novel"), to: moved.appending(path: "novel"))
        let other = [moved.path, "--checkpoint", Fixture.run.path, "--episodes", list]
        #expect(try eval(other + ["--seed", "3"]).results?.results == drawn.results)

        let name = try #require(
            FileManager.default.contentsOfDirectory(
                atPath: moved.appending(path: "novel").path
            ).sorted().first)
        let classFolder = moved.appending(path: "novel/\(name)")
        let images = try FileManager.default.contentsOfDirectory(atPath: classFolder.path).sorted()
        for image in images { try FileManager.default.removeItem(at: classFolder / image) }
        try Data(contentsOf: Fixture.data.appending(path: "novel/\(name)/\(images[0])"))
            .write(to: classFolder / images[0])
        let broken = try eval(other).command
        #expect(broken.status == 65)
        #expect(broken.errors.contains(name), "\(broken.errors)")
    }

    @Test("features written to a file and evaluated from it give the same accuracies")
    func features() throws {
        let words = ["--episodes", "50", "--transform", "cl2n", "--shot", "1"]
        let direct = try #require(eval(images + words).results)
        for kind in ["npz", "safetensors", "npy"] {
            let (novel, base) = (
                folder.url.appending(path: "\(kind)/novel.\(kind)"),
                folder.url.appending(path: "\(kind)/base.\(kind)")
            )
            try FileManager.default.createDirectory(
                at: novel.deletingLastPathComponent(), withIntermediateDirectories: true)
            for (file, split) in [(novel, "novel"), (base, "base")] {
                let command = try Command(
                    ["features"] + images
                        + ["--split", split, "--output", file.path, "--precision", "f32"])
                #expect(command.status == 0, "\(command.errors)")
            }
            let run = try eval(
                ["--features", novel.path, "--base-features", base.path] + words)
            #expect(run.results?.results == direct.results, "\(kind): \(run.command.errors)")
        }
    }

    @Test("a file of features is evaluated, never another one as base classes; a list is for both")
    func baseFeatures() throws {
        let files = try ["novel", "base"].map { split in
            let file = folder.url.appending(path: "\(split).npz").path
            let command = try Command(
                ["features"] + images + ["--split", split, "--output", file, "--precision", "f32"])
            #expect(command.status == 0, "\(command.errors)")
            return file
        }
        let words = ["--features", files[0], "--base-features", files[1], "--episodes", "20"]
        for words in [words, Array(words.prefix(2))] {
            let refused = try eval(words + ["--split", "base"]).command
            #expect(refused.status == 64, "\(refused.errors)")
            #expect(refused.errors.contains("--split is base"), "\(refused.errors)")
        }
        let photo = try FeatureFile.read(URL(fileURLWithPath: files[1])).paths[0]
        try folder.write("path\n\(photo)\n", to: "list.csv")
        let list = folder.url.appending(path: "list.csv").path
        let run = try eval(words + ["--transform", "cl2n", "--exclude", list]).command
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("1 of the base images is left out"), "\(run.errors)")
    }

    @Test("images whose features are all zeros are said, with their number and the first")
    func zeros() throws {
        var file = Safetensors()
        var features = (0..<60 * 4).map { Float($0 % 7) + 1 }
        for image in [5, 41] {
            features.replaceSubrange(4 * image..<4 * image + 4, with: [0, 0, 0, 0])
        }
        file.set("features", floats: features, shape: [60, 4])
        file.set("labels", integers: (0..<60).map { Int64($0 / 20) }, shape: [60])
        let place = folder.url.appending(path: "x.safetensors")
        try file.write(to: place)
        let run = try Command([
            "eval", "--features", place.path, "--way", "3", "--query", "5", "--episodes", "20",
            "--report", folder.url.appending(path: "r.md").path,
        ])
        #expect(run.status == 0, "\(run.errors)")
        #expect(
            run.errors.contains("2 images have features of x that are all zeros (the first is"),
            "\(run.errors)")
        #expect(run.errors.split(separator: "\n").count { $0.contains("zeros") } == 1)
    }

    @Test("several models, transforms and classifiers of both kinds are compared in pairs")
    func pairs() throws {
        let weights = folder.url.appending(path: "weights.safetensors")
        let exported = try Command(["export", Fixture.run.path, "--output", weights.path])
        #expect(exported.status == 0, "\(exported.errors)")
        let names = Set(try Safetensors(contentsOf: weights).entries.keys)
        #expect(names.contains("block1.conv.weight"))
        #expect(!names.contains { $0.hasPrefix("optimizer") || $0.hasPrefix("classifier") })
        let run = try eval(
            images + [
                "--versus", weights.path, "--transform", "l2", "--transform", "pt",
                "--classifier", "nearest-centroid", "--classifier", "pt-map", "--episodes", "40",
                "--curve",
            ])
        let results = try #require(run.results, "\(run.command.errors)")
        #expect(run.command.output.contains("model") && run.command.output.contains("weights "))
        #expect(results.results.count == 2 * 2 * 2 && results.comparisons.count == 8 * 7 / 2)
        for result in results.results {
            let isTransductive = result.classifier == "pt-map" || result.transform == "pt"
            #expect(result.transductive == isTransductive)
            #expect(result.usesQueryCounts == (result.classifier == "pt-map"))
        }
        // The exported weights are the run's: no difference at all.
        let half = results.results.count / 2
        for place in 0..<half {
            #expect(results.results[place].accuracy == results.results[place + half].accuracy)
        }
        let same = results.comparisons.filter { $0.second == $0.first + half }
        #expect(same.count == half && same.allSatisfy { $0.difference == 0 && $0.p == 1 })
        #expect(Set(results.curve.map(\.shot)).count > 2)
    }

    @Test("unequal shots and queries, crops of support images and ensembles run and say so")
    func kinds() throws {
        let run = try eval(
            images + [
                "--checkpoint", last, "--shot", "1-4", "--query-imbalance", "2",
                "--augment-support", "2", "--query", "5", "--episodes", "30",
            ])
        let result = try #require(run.results?.results.first, "\(run.command.errors)")
        #expect(result.shot == 4)
        let folder = try #require(run.command.output.firstMatch(of: #/Report: (\S+)/#)?.1)
        let text = try InputFile.readText(URL(fileURLWithPath: String(folder)))
        #expect(text.contains("5-way 1–4-shot") && text.contains("the mean of 2 random crops"))
        #expect(text.matches(of: #/its SHA-256/#).count == 2)
    }

    @Test("one command has a column for balanced queries and one for imbalanced ones")
    func imbalances() throws {
        let run = try eval(
            images + [
                "--checkpoint", last, "--query-imbalance", "none",
                "--query-imbalance", "2", "--classifier", "transductive", "--query", "6",
                "--episodes", "30",
            ])
        let results = try #require(run.results?.results, "\(run.command.errors)")
        #expect(
            results.map(\.queryImbalance)
                == [nil, 2].flatMap { [Double?](repeating: $0, count: 10) })
        #expect(results.allSatisfy { $0.transductive })
        #expect(results.prefix(10).map(\.classifier).contains("paddle"))
        #expect(run.command.output.contains("Dirichlet 2"))
        let report = try #require(run.command.output.firstMatch(of: #/Report: (\S+)/#)?.1)
        let text = try InputFile.readText(URL(fileURLWithPath: String(report)))
        #expect(text.contains("5-way 1-shot, Dirichlet 2 queries"))
        // Rows of different columns are of different episodes, which are no pairs.
        #expect(run.results?.comparisons.count == 2 * 45)
    }

    @Test("imbalanced queries that classes cannot give are refused before features are computed")
    func cutImbalance() throws {
        let run = try eval(images + ["--query-imbalance", "2", "--query", "15"]).command
        #expect(run.status == 65, "\(run.errors)")
        #expect(run.errors.contains("6 queries a class at most"), "\(run.errors)")
        #expect(run.errors.contains("See --query, --query-imbalance"), "\(run.errors)")
    }

    @Test("crops of every image count for queries too")
    func augmented() throws {
        let common = ["--query", "6", "--episodes", "30"]
        let plain = try eval(images + common)
        let run = try eval(images + common + ["--augment", "3"])
        #expect(run.command.status == 0, "\(run.command.errors)")
        #expect(run.results?.results[0].accuracy != plain.results?.results[0].accuracy)
        let report = try #require(run.command.output.firstMatch(of: #/Report: (\S+)/#)?.1)
        let text = try InputFile.readText(URL(fileURLWithPath: String(report)))
        #expect(text.contains("of every image the mean of 3 random crops"))
    }

    @Test("what cannot be evaluated together is a sentence and 64")
    func usage() throws {
        for words in [
            [] as [String],
            ["--features", "x.npz", "--checkpoint", Fixture.run.path],
            ["--features", "x.npz", Fixture.data.path],
            ["--features", "x.csv"],
            images + ["--transform", "pca=100000"], images + ["--shot", "3-1"],
            images + ["--query-imbalance", "0"], images + ["--query-imbalance", "many"],
            images + ["--class-split", "cup"],
            images + ["--preprocessing", "nonsense", "--preprocessing", "half"],
            images + ["--augment-support", "0"], images + ["--augment", "0"],
            ["--features", "x.npz", "--augment", "2"],
            [Fixture.data.appending(path: "novel").path, "--checkpoint", Fixture.run.path]
                + ["--transform", "pca=2", "--way", "3"],
        ] {
            let run = try eval(words).command
            #expect(run.status == 64, "\(words): \(run.status) \(run.errors)")
        }
        #expect(try eval(["--features", "none.npz"]).command.status == 66)
    }
}

private func / (folder: URL, name: String) -> URL { folder.appending(path: name) }
