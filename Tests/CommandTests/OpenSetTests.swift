import Files
import Foundation
import Records
import TestSupport
import Testing

@Suite("fewshot eval --open-set")
struct OpenSetTests {
    private let folder: TemporaryFolder

    init() throws {
        try #require(Fixture.isReady)
        folder = try TemporaryFolder()
    }

    private func eval(_ words: [String]) throws -> (command: Command, folder: URL) {
        let report = folder.url.appending(path: "\(UUID().uuidString)/report.md")
        let command = try Command(
            ["eval", Fixture.data.path, "--checkpoint", Fixture.run.path, "--precision", "f32"]
                + words + ["--report", report.path])
        return (command, report.deletingLastPathComponent())
    }

    @Test("says how well images of further classes are told, with both intervals and in pairs")
    func detectors() throws {
        let run = try eval(
            [
                "--way", "3", "--open-set", "2", "--shot", "1", "--shot", "5", "--query", "6",
                "--episodes", "40", "--classifier", "nearest-centroid", "--classifier", "ostim",
            ])
        #expect(run.command.status == 0, "\(run.command.errors)")
        let json = try Data(contentsOf: run.folder.appending(path: "results.json"))
        let record = try JSONDecoder().decode(EvaluationRecord.self, from: json)
        let detectors = try #require(record.detectors)
        // With one example of each class none can be left out, so that typicality is not there.
        #expect(
            detectors.map(\.detector) == [
                "nearest-centroid", "nearest-examples", "largest-probability", "own",
                "nearest-centroid", "nearest-examples", "typicality", "largest-probability", "own",
            ])
        #expect(detectors.allSatisfy { $0.openClasses == 2 && $0.auroc.mean > 0.3 })
        #expect(detectors.map(\.transductive) == [0, 0, 0, 1, 0, 0, 0, 0, 1].map { $0 == 1 })
        #expect(record.detectorComparisons?.count == 6 + 10)
        #expect(record.detectorComparisons?.allSatisfy { $0.holm >= $0.p } == true)
        #expect(record.results.allSatisfy { $0.openClasses == 2 })
        #expect(run.command.output.contains("precision at 90 % recall"))
        let text = try InputFile.readText(run.folder.appending(path: "report.md"))
        #expect(text.contains("## Which queries belong to none of the classes"))
        #expect(text.contains("### 3-way 5-shot, 2 open classes"))
        #expect(text.contains("what fewshot classify goes by, l2"))
        #expect(text.contains("At its threshold, which is to put aside"))
    }

    @Test("one nearest example is as sure of every query: its largest probability tells nothing")
    func constant() throws {
        let run = try eval([
            "--way", "3", "--open-set", "2", "--shot", "1", "--query", "6", "--episodes", "40",
            "--classifier", "knn",
        ])
        let json = try Data(contentsOf: run.folder.appending(path: "results.json"))
        let record = try JSONDecoder().decode(EvaluationRecord.self, from: json)
        let sure = try #require(
            record.detectors?.first { $0.detector == "largest-probability" })
        #expect(sure.auroc.mean == 0.5 && sure.auroc.ci95 == 0)
        // 12 of 30 queries are of none.
        for measure in [sure.aupr, sure.precisionAt90] {
            #expect(abs(measure.mean - 0.4) < 1e-12 && measure.ci95 < 1e-12)
        }
    }

    @Test("what cannot be drawn is a sentence and 64")
    func usage() throws {
        let many = try eval(["--open-set", "1"]).command
        #expect(many.status == 64 && many.errors.contains("--open-set is 1"), "\(many.errors)")
        let negative = try eval(["--way", "3", "--open-set", "-1"]).command
        #expect(negative.status == 64 && negative.errors.contains("--open-set"))
        let list = try eval(["--open-set", "2", "--episodes", folder.url.path]).command
        #expect(list.status == 64 && list.errors.contains("leave it out"), "\(list.errors)")
    }
}
