import Files
import Foundation
import TestSupport
import Testing

@Suite("--json")
struct RecordTests {
    @Test("eval's standard output is its record, to the byte; the table goes to people")
    func evaluation() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let report = folder.url.appending(path: "report.md")
        let words = [
            "eval", Fixture.data.path, "--checkpoint", Fixture.run.path, "--precision", "f32",
            "--shot", "1", "--episodes", "1001", "--report", report.path,
        ]
        let run = try Command(words + ["--json"])
        #expect(run.status == 0, "\(run.errors)")
        let record = try InputFile.readText(folder.url.appending(path: "results.json"))
        #expect(run.output == record && record.count > 500)
        #expect(run.errors.contains("nearest-centroid") && run.errors.contains("Report: "))
        #expect(!record.contains("--json"))
        // Probabilities are looked at in the first episodes, of which the report says how many.
        #expect(record.contains("\"episodes\" : 1000,"))
        #expect(try InputFile.readText(report).contains("those of the first 1,000 episodes."))
        // It is the same command, and may write its report again.
        let again = try Command(words)
        #expect(again.status == 0, "\(again.errors)")
        #expect(again.output.contains("nearest-centroid"))
    }

    @Test("pretrain's is run.json")
    func training() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let output = folder.url.appending(path: "run")
        let run = try Command(
            ["pretrain", Fixture.data.path, "--output", output.path, "--json"] + Fixture.small)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output == (try InputFile.readText(output.appending(path: "run.json"))))
        #expect(run.errors.contains("Epoch 2/2"))
    }

    @Test("where there is no record there is none on standard output")
    func failure() throws {
        let run = try Command(["eval", "/no/such/folder", "--json"])
        #expect(run.status == 66 && run.output.isEmpty)
    }
}
