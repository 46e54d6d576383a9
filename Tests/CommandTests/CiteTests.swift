import Files
import Foundation
import TestSupport
import Testing

@Suite("fewshot cite")
struct CiteTests {
    private let folder: TemporaryFolder

    init() throws {
        try #require(Fixture.isReady)
        folder = try TemporaryFolder()
    }

    private func cite(_ name: String) throws -> Command {
        try Command(["cite", folder.file(name).path])
    }

    @Test("a folder whose one report has a name of its own will do; of several one is to be named")
    func folders() throws {
        let first = try EvalTests.eval([
            "--episodes", "20", "--classifier", "svm", "--report",
            folder.file("board/first.md").path,
        ])
        #expect(first.status == 0, "\(first.errors)")
        let alone = try cite("board")
        #expect(alone.status == 0 && alone.output.contains("lee2019convex"), "\(alone.errors)")
        #expect(try cite("board/first.md").output == alone.output)
        try folder.write("{}", to: "board/second-results.json")
        let several = try cite("board")
        #expect(several.status == 66, "\(several.errors)")
        #expect(several.errors.contains("first-results.json, second-results.json: name one"))
    }

    @Test("what is not there, and what has no record, is said as that")
    func missing() throws {
        let none = try cite("nowhere")
        #expect(none.status == 66 && none.errors.contains("\(folder.url.path)/nowhere. Name a"))
        try folder.write("x", to: "empty/x.txt")
        let empty = try cite("empty")
        #expect(empty.status == 66 && empty.errors.contains("no results.json and no run.json"))
    }
}
