import Files
import Foundation
import TestSupport
import Testing

@Suite("Names of classes and images")
struct NameTests {
    /// Renames the first class of the novel ones to `name`, which may be any bytes.
    private func renamed(_ name: [UInt8]) throws -> (folder: TemporaryFolder, data: URL) {
        let (folder, data) = try Fixture.copy()
        let novel = data.appending(path: "novel")
        let first = try #require(Folder.subfolders(of: novel).first)
        let target = Array("\(novel.path)/".utf8) + name + [0]
        try target.withUnsafeBytes { target in
            let target = target.baseAddress!.assumingMemoryBound(to: CChar.self)
            try #require(rename(novel.appending(path: first).path, target) == 0)
        }
        return (folder, data)
    }

    private static let few = [
        "--way", "5", "--query", "2", "--episodes", "20", "--threads", "1", "--precision", "f32",
    ]

    @Test("a class whose name is not UTF-8 is a class as others are, and shown by its bytes")
    func bytes() throws {
        let (folder, data) = try renamed(Array("caf".utf8) + [0xe9])
        defer { withExtendedLifetime(folder) {} }
        let report = folder.url.appending(path: "r.md")
        let run = try Command(
            ["eval", data.path, "--checkpoint", Fixture.run.path, "--report", report.path]
                + Self.few)
        #expect(run.status == 0, "\(run.errors)")
        #expect(!run.errors.contains("Left out"))
        #expect(try InputFile.readText(report).contains("caf\\\\xE9"))
        // Written and read again, by another command.
        let list = folder.url.appending(path: "list").path
        let freeze = try Command(
            ["episodes", data.path, "--output", list, "--count", "20", "--query", "2"])
        #expect(freeze.status == 0, "\(freeze.errors)")
        let again = try Command([
            "eval", data.path, "--checkpoint", Fixture.run.path, "--episodes", list, "--overwrite",
            "--report", report.path, "--threads", "1", "--precision", "f32",
        ])
        #expect(again.status == 0, "\(again.errors)")
    }

    @Test("so is a data folder, or an output, whose name comes from the command line")
    func arguments() throws {
        let (folder, data) = try Fixture.copy()
        defer { withExtendedLifetime(folder) {} }
        let words = #"cd '\#(folder.url.path)'; mv data $'d\xe9'; set -- "$1" "#
        let options = (["--checkpoint", Fixture.run.path] + Self.few).joined(separator: " ")
        let run = try Command(
            [], shell: words + #"eval $'d\xe9' --report $'r\xff/r.md' \#(options); "#)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("r\\xFF/r.md"))
        let report = folder.url.appending(path: "r\\xFF/r.md")
        #expect(try InputFile.readText(report).contains(#"fewshot eval $'d\xe9'"#))
        let lost = try Command([], shell: words + #"eval $'e\xe9' \#(options); "#)
        #expect(lost.status == 66 && lost.errors.contains("e\\xE9 does not exist"))
        _ = data
    }

    @Test("names that differ only in their accents' form are two, are named, and go all ways")
    func accents() throws {
        let (folder, data) = try renamed(Array("mélèze".utf8))
        defer { withExtendedLifetime(folder) {} }
        let novel = data.appending(path: "novel")
        let second = try #require(Folder.subfolders(of: novel).first)
        try FileManager.default.moveItem(
            at: novel.appending(path: second), to: novel.appending(path: "me\u{301}le\u{300}ze"))
        // Images too: one name in both forms.
        let own = novel.appending(path: try #require(Folder.subfolders(of: novel).last))
        let images = try #require(Folder.names(in: own))
        for (image, name) in zip(images, ["é.jpg", "e\u{301}.jpg"]) {
            try FileManager.default.moveItem(
                at: own.appending(path: image), to: own.appending(path: name))
        }
        let (file, list) = (folder.url.appending(path: "f.npz"), folder.url.appending(path: "list"))
        let report = ["--overwrite", "--report", folder.url.appending(path: "r.md").path]
        let network = ["--checkpoint", Fixture.run.path]
        for arguments in [
            ["eval", data.path] + network + report + Self.few,
            ["features", data.path, "--output", file.path, "--precision", "f32"] + network,
            ["eval", "--features", file.path] + report + Self.few.dropLast(2),
            ["episodes", data.path, "--output", list.path, "--count", "20", "--query", "2"],
            ["eval", data.path, "--episodes", list.path] + network + report,
            ["eval", "--features", file.path, "--episodes", list.path] + report,
            [
                "classify", "--support", novel.path, "--images", own.path, "--output",
                folder.url.appending(path: "out").path,
            ] + network,
        ] {
            let run = try Command(arguments)
            #expect(run.status == 0, "\(arguments[0...1]): \(run.errors)")
            if arguments[0] == "eval" && arguments[1] == data.path {
                #expect(run.errors.contains("me<U+0301>le<U+0300>ze, m<U+00E9>l<U+00E8>ze"))
                #expect(run.errors.contains("There are images whose names differ only"))
                // Not again for the images of the two classes.
                #expect(!run.errors.contains("more such names"))
            }
        }
    }

    @Test("a pipe in place of a file is refused at once", arguments: 0..<5)
    func pipes(_ index: Int) throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let run = folder.url.appending(path: "run")
        try FileManager.default.copyItem(at: Fixture.run, to: run)
        let pipe = folder.url.appending(path: "p.npz").path
        #expect(mkfifo(pipe, 0o600) == 0)
        let record = run.appending(path: "run.json")
        record.removeFile()
        #expect(mkfifo(record.path, 0o600) == 0)
        let arguments = [
            ["features", Fixture.data.path, "--checkpoint", pipe, "--output", "\(pipe).npz"],
            ["eval", "--features", pipe],
            ["eval", Fixture.data.path, "--checkpoint", run.path, "--report", "\(pipe).md"]
                + Self.few,
            ["eval", "--features", "/dev/zero.npz"],
            ["eval", Fixture.data.path, "--class-split", pipe, "--checkpoint", run.path],
        ][index]
        let command = try Command(arguments, shell: "set -- timeout 60 \"$@\"; ")
        #expect(command.status == 66, "\(command.errors)")
    }

    @Test("what is left out is named twenty times, then counted")
    func manyLeftOut() throws {
        let (folder, data) = try Fixture.copy()
        defer { withExtendedLifetime(folder) {} }
        let novel = data.appending(path: "novel")
        let own = novel.appending(path: try #require(Folder.subfolders(of: novel).first))
        for number in 0..<50 {
            try AtomicFile.write("x", to: own.appending(path: "bad\(number).jpg"))
        }
        let run = try Command(
            [
                "eval", data.path, "--checkpoint", Fixture.run.path, "--report",
                folder.url.appending(path: "r.md").path,
            ] + Self.few)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.components(separatedBy: "is not a JPEG file.").count == 21)
        #expect(run.errors.contains("Left out: 30 more like these."))
    }
}
