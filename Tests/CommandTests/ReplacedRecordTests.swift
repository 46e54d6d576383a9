import Foundation
import TestSupport
import Testing

@Suite("A record that is not the checkpoint's")
struct ReplacedRecordTests {
    @Test("is refused, and what differs is named")
    func otherRun() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let run = folder.url.appending(path: "run")
        try FileManager.default.copyItem(at: Fixture.run, to: run)
        let record = run.appending(path: "run.json")
        let text = try String(contentsOf: record, encoding: .utf8)
        try text.replacing("\"seed\" : 0", with: "\"seed\" : 5").write(
            to: record, atomically: true, encoding: .utf8)
        let command = [
            "eval", Fixture.data.path, "--checkpoint", run.path, "--episodes", "10", "--query", "5",
            "--threads", "1", "--report", run.appending(path: "r.md").path,
        ]
        let refused = try Command(command)
        #expect(refused.status == 65, "\(refused.errors)")
        #expect(refused.errors.contains("\(record.path) is not the record of best.safetensors"))
        #expect(refused.errors.contains("its seed differs"))
        try text.write(to: record, atomically: true, encoding: .utf8)
        #expect(try Command(command).status == 0)
    }
}
