import Files
import Foundation
import TestSupport
import Testing

@Suite("Pages that commands write")
struct PageTests {
    private let folder: TemporaryFolder
    private var page: URL { folder.url.appending(path: "out/flattening.html") }

    init() throws { folder = try TemporaryFolder() }

    /// A report of a moment, with `opener` as the program that opens pages; none where it is nil.
    private func flattening(_ words: [String], opener: String?) throws -> Command {
        let programs = folder.url.appending(path: "bin")
        if let opener {
            let program = try folder.write("#!/bin/sh\n\(opener)\n", to: "bin/xdg-open")
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: program.path)
        }
        return try Command(
            [
                "flattening", "--output", folder.url.appending(path: "out").path, "--seeds", "2",
                "--pictures", "100", "--epochs", "1", "--threads", "1",
            ] + words, shell: "PATH='\(programs.path)\(opener == nil ? "" : ":/usr/bin:/bin")';")
    }

    @Test("are opened where that is asked for, and only there")
    func opened() throws {
        let seen = folder.url.appending(path: "seen")
        let opener = "echo \"$@\" > '\(seen.path)'; echo noise; echo noise >&2"
        let silent = try flattening([], opener: opener)
        #expect(silent.status == 0 && !FileManager.default.fileExists(atPath: seen.path))
        // The page and the record name the command without the wish to see it: the same command.
        let shown = try flattening(["--open"], opener: opener)
        #expect(shown.status == 0, "\(shown.errors)")
        #expect(!(shown.output + shown.errors).contains("noise"))
        #expect(try InputFile.readText(seen) == page.path + "\n")
        #expect(try WebPage(InputFile.readText(page)).faults == [])
        #expect(try !InputFile.readText(page).contains("--open"))
    }

    @Test("are named where nothing opens them, and the command has done its work all the same")
    func unopened() throws {
        for opener in [nil, "exit 3"] {
            let run = try flattening(["--open"], opener: opener)
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.errors.contains("Open this file in a browser: \(page.path)"))
        }
    }

    @Test("that something else wrote are not replaced unless a person says so")
    func otherPages() throws {
        try folder.write("<p>fewshot other</p>", to: "out/flattening.html")
        let refused = try flattening([], opener: nil)
        #expect(refused.status == 73 && refused.errors.contains("flattening.html"))
        #expect(try InputFile.readText(page) == "<p>fewshot other</p>")
        #expect(try flattening(["--overwrite"], opener: nil).status == 0)
        #expect(try WebPage(InputFile.readText(page)).faults == [])
    }

    @Test(
        "can be opened by every command that writes one",
        arguments: [
            "eval", "classify", "compare", "sweep", "analyze", "spirals", "glyphs", "flattening",
            "demo",
        ])
    func option(command: String) throws {
        #expect(try Command(["help", command]).output.contains("--open"))
    }
}
