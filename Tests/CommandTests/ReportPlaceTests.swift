import Files
import Foundation
import TestSupport
import Testing

@Suite("Where reports lie")
struct ReportPlaceTests {
    @Test("a report that is called as its page is refused before the work")
    func page() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        for name in ["x.html", "X.HTML"] {
            let run = try Command([
                "eval", Fixture.data.path, "--checkpoint", Fixture.run.path, "--report",
                folder.url.appending(path: name).path,
            ])
            #expect(run.status == 64 && run.errors.contains("such as report.md"), "\(run.errors)")
        }
    }

    @Test(
        "an empty word, which a shell makes of a variable that is not set, is no current folder",
        arguments: [
            (["draw-dataset", ""], "Word 2 of the command is empty"),
            (["demo", "--output", ""], "--output is empty"),
            (["demo", "--output="], "--output is empty"),
        ])
    func emptyWords(words: [String], error: String) throws {
        let folder = try TemporaryFolder()
        let run = try Command(words, shell: "cd '\(folder.url.path)';")
        #expect(run.status == 64 && run.errors.contains(error), "\(run.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [])
    }

    @Test("the report of another command is not replaced, nor is any other command's")
    func otherReports() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        for (words, name) in [
            (ComparisonRun.arguments(folder.url), "report.md"),
            (["spirals", "--output", folder.url.path], "spirals.md"),
            (["flattening", "--output", folder.url.path], "flattening.md"),
            (["glyphs", "--output", folder.url.path], "glyphs.json"),
            (["glyphs", "--output", folder.url.path], "glyphs.html"),
            (
                ["analyze", Fixture.data.path, "--checkpoint", Fixture.run.path]
                    + ["--report", folder.url.appending(path: "a.md").path], "a-analysis.json"
            ),
            (
                ["classify", "--checkpoint", Fixture.run.path, "--support", Fixture.data.path]
                    + ["--images", Fixture.data.path, "--output", folder.url.path], "gallery.md"
            ),
            (["demo", "--output", folder.url.path], "report.md"),
            (
                ["doctor", Fixture.data.path]
                    + ["--report", folder.url.appending(path: "d.md").path], "d.md"
            ),
            (
                ["eval", Fixture.data.path, "--checkpoint", Fixture.run.path]
                    + ["--report", folder.url.appending(path: "e.md").path], "e.md"
            ),
            (
                ["eval", Fixture.data.path, "--checkpoint", Fixture.run.path, "--report"]
                    + [folder.url.appending(path: "e.md").path, "--per-episode"]
                    + [folder.url.appending(path: "table.csv").path], "table.csv"
            ),
        ] {
            try folder.write("```sh\nfewshot other\n```\n", to: name)
            let run = try Command(words)
            #expect(run.status == 73, "\(words[0]): \(run.errors)")
            #expect(run.errors.contains(name) && run.errors.contains("--overwrite"))
            // The ways out are options of this command, of which one says where else to write.
            let named = Set(run.errors.matches(of: /--[a-z-]+/).map { String($0.0) })
            let options = Set(try Command(["help", words[0]]).output.split { " ,\n".contains($0) })
            #expect(
                named.count == 2 && named.allSatisfy { options.contains(Substring($0)) },
                "\(words[0]): \(run.errors)")
            try FileManager.default.removeItem(at: folder.url.appending(path: name))
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [],
                "\(words[0])")
        }
    }
}
