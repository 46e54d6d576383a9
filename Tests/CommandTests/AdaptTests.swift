import Files
import Foundation
import Records
import TestSupport
import Testing

@Suite("fewshot eval --adapt")
struct AdaptTests {
    private let folder: TemporaryFolder
    /// Episodes of a few seconds.
    private let few = ["--way", "3", "--query", "4", "--episodes", "6"]

    init() throws {
        try #require(Fixture.isReady)
        folder = try TemporaryFolder()
    }

    private func eval(_ words: [String]) throws -> (Command, EvaluationRecord?, String) {
        let report = folder.url.appending(path: "\(UUID().uuidString)/report.md")
        let command = try Command(
            ["eval", Fixture.data.path, "--checkpoint", Fixture.run.path, "--precision", "f32"]
                + words + ["--report", report.path])
        guard command.status == 0 else { return (command, nil, "") }
        let json = report.deletingLastPathComponent().appending(path: "results.json")
        return (
            command,
            try JSONDecoder().decode(EvaluationRecord.self, from: Data(contentsOf: json)),
            try InputFile.readText(report)
        )
    }

    @Test("rows beside the frozen ones, over the same episodes, in pairs, with their seconds")
    func rows() throws {
        let adapted = ["linear-probe", "last-stage", "norms"]
        let words = few + ["--shot", "2", "--classifier", "nearest-centroid"]
        let all = words + adapted.flatMap { ["--adapt", $0] }
        let (command, record, report) = try eval(all)
        #expect(command.status == 0, "\(command.errors)")
        let results = try #require(record).results
        #expect(results.map(\.classifier) == ["nearest-centroid"] + adapted)
        #expect(results.allSatisfy { $0.episodes == 6 && !$0.transductive })
        #expect(record?.comparisons.count == 6)
        // What is said in the end: the time, the difference in pairs, the rates.
        for (name, result) in zip(adapted, results.dropFirst()) {
            let line = try #require(
                command.output.split(separator: "\n").first {
                    $0.hasPrefix("\(name), 3-way 2-shot: ")
                }, "\(command.output)")
            let points = (100 * (result.accuracy - results[0].accuracy))
            let said = try #require(line.firstMatch(of: #/, (-?[\d.]+) ± [\d.]+ points beside/#))
            #expect(abs(try #require(Double(said.1)) - points) < 0.006)
            let rates = line.matches(of: #/(?:none|[\d.e-]+) in (\d+) tasks?/#)
            // Episodes of the open interval are adapted to as well; the probe has no rate.
            let tasks = rates.reduce(0) { $0 + Int($1.1)! }
            #expect(name == "linear-probe" ? tasks == 0 : tasks >= 6, "\(line)")
        }
        let sentence = "Some rows adapted the network to the labelled images of each"
        let start = try #require(report.firstRange(of: sentence)).upperBound
        let times = report[start...].matches(of: #/\| 3-way 2-shot \| ([^|]+) \| [\d.]+ \|/#)
        #expect(
            times.prefix(4).map { String($0.1) } == [
                "nearest centroid, l2", "linear probe of crops, l2", "last stage adapted, l2",
                "normalisation adapted, l2",
            ])
        // The frozen row is what it is without, and all of it repeats, in any number of threads.
        #expect(try eval(words).1?.results[0].accuracy == results[0].accuracy)
        let again = try eval(all + ["--threads", "1"]).1
        #expect(again?.results.map(\.accuracy) == results.map(\.accuracy))
    }

    @Test("a hundred episodes unless told otherwise; of one image each crops choose, which is said")
    func oneShot() throws {
        let (command, record, _) = try eval([
            "--way", "2", "--query", "2", "--adapt", "linear-probe", "--classifier",
            "nearest-centroid",
        ])
        #expect(command.status == 0, "\(command.errors)")
        #expect(record?.results.map(\.episodes) == [100, 100])
        #expect(command.errors.contains("Of one example of a class none can be left out"))
    }

    @Test("what cannot be adapted is a sentence and 64")
    func refused() throws {
        let features = folder.url.appending(path: "f.npz").path
        let written = try Command([
            "features", Fixture.data.path, "--checkpoint", Fixture.run.path, "--output", features,
        ])
        #expect(written.status == 0, "\(written.errors)")
        let file = try Command(["eval", "--features", features, "--adapt", "norms"])
        #expect(file.status == 64 && file.errors.contains("features of a file have none"))
        for (words, reason) in [
            (["--checkpoint", Fixture.run.path], "name one checkpoint"),
            (["--versus", Fixture.run.path], "name one checkpoint"),
            (["--features", features], "features of a file have none"),
            (["--crops", "2"], "crops of its own"), (["--support-crops", "2"], "crops of its own"),
            (["--transform", "cl2n"], "leave out other transforms"), (["--curve"], "curves"),
            (["--only", "1/2"], "name no part"), (["--adapt", "head"], "linear-probe, last-stage"),
        ] {
            let (command, _, _) = try eval(few + ["--adapt", "norms"] + words)
            #expect(command.status == 64, "\(words): \(command.errors)")
            #expect(command.errors.contains("--adapt") && command.errors.contains(reason))
        }
    }
}

extension ClassifyTests {
    @Test(
        "--adapt labels by the network adapted to the examples; who is typical stays as it was",
        arguments: ["linear-probe", "last-stage", "norms"])
    func adapted(part: String) throws {
        #expect(try classify().status == 0)
        let frozen = try rows()
        let run = try classify(["--adapt", part, "--overwrite"])
        #expect(run.status == 0, "\(run.errors)")
        let rows = try rows()
        #expect(rows[0] == frozen[0] && rows.map(\.[0]) == frozen.map(\.[0]))
        #expect(rows.map(\.[3]) == frozen.map(\.[3]))
        #expect(zip(rows, frozen).allSatisfy { $0[1].isEmpty == $1[1].isEmpty })
        #expect(rows != frozen)
        for row in rows.dropFirst() {
            let probabilities = row.dropFirst(4).compactMap(Double.init)
            #expect(abs(probabilities.reduce(0, +) - 1) < 1e-3)
        }
        #expect(
            run.output.contains("The network was adapted (\(part)) at the learning rate")
                || run.output.contains("Labels are those of a linear probe of crops"))
        #expect(try classify(["--adapt", part]).status == 0)
        #expect(try self.rows() == rows)
    }

    @Test("what classify cannot adapt is a sentence and 64")
    func notAdapted() throws {
        for (words, reason) in [
            (["--checkpoint", Fixture.run.path, "--checkpoint", Fixture.run.path], "name one"),
            (["--classifier", "nearest-centroid"], "a classifier and transform of its own"),
            (["--transform", "power,l2"], "a classifier and transform of its own"),
            (["--corrections", "c.csv"], "into the folders of examples"),
        ] {
            let run = try classify(words + ["--adapt", "norms"])
            #expect(run.status == 64, "\(words): \(run.errors)")
            #expect(run.errors.contains("--adapt") && run.errors.contains(reason))
        }
        let file = try Command(["classify", "--features", "f.npz", "--adapt", "norms"])
        #expect(file.status == 64 && file.errors.contains("features of a file have none"))
    }
}
