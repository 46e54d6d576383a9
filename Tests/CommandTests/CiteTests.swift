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

    @Test("the recipe of weights without their run is cited, with what options put into it")
    func weights() throws {
        let weights = folder.file("w.safetensors").path
        let trained = try Command(
            [
                "pretrain", Fixture.data.path, "--output", folder.file("run").path, "--recipe",
                "rotation", "--cutout", "0.25",
            ] + Fixture.small.dropFirst(2))
        #expect(trained.status == 0, "\(trained.errors)")
        #expect(try Command(["export", folder.file("run").path, "--output", weights]).status == 0)
        let run = try Command([
            "eval", Fixture.data.path, "--checkpoint", weights, "--query", "5", "--episodes", "20",
            "--report", folder.file("w.md").path,
        ])
        #expect(run.status == 0, "\(run.errors)")
        let works = try cite("w.md").output
        #expect(works.contains("gidaris2018rotations") && works.contains("devries2017cutout"))
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
