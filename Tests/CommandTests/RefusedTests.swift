import Files
import Foundation
import TestSupport
import Testing

@Suite("What would do nothing, or something else than was meant, is refused")
struct RefusedTests {
    private let folder: TemporaryFolder

    init() throws {
        try #require(Fixture.isReady)
        folder = try TemporaryFolder()
    }

    @Test(
        "Settings of a network for doctor without one",
        arguments: [
            ["--image-size", "64"], ["--backbone", "conv4"], ["--pooling", "mean"],
            ["--preprocessing", "imagenet"],
        ])
    func network(words: [String]) throws {
        let report = folder.file("report.md")
        let refused = try Command(
            ["doctor", Fixture.data.path, "--report", report.path] + words)
        #expect(refused.status == 64 && refused.errors.contains(words[0]), "\(refused.errors)")
        #expect(!report.exists)
    }

    @Test("A class split that fits no folder, which is none of photos that nobody has sorted")
    func classSplit() throws {
        let report = folder.file("report.md")
        let refused = try Command([
            "doctor", Fixture.data.appending(path: "novel").path, "--report", report.path,
            "--class-split", "mini-imagenet",
        ])
        #expect(refused.status == 66, "\(refused.errors)")
        #expect(!report.exists)
    }

    @Test("A demo in a folder of photos")
    func demo() throws {
        try folder.write("photo", to: "cats/1.jpg")
        let refused = try Command(["demo", "--output", folder.url.path])
        #expect(refused.status == 73 && refused.errors.contains("no demo made"))
        #expect(Folder.names(in: folder.url) == ["cats"])
    }

    @Test("Help on what is no command")
    func help() throws {
        let refused = try Command(["help", "nosuch"])
        #expect(refused.status == 64 && refused.output.isEmpty)
        #expect(refused.errors.contains("nosuch") && refused.errors.contains("pretrain"))
        #expect(try Command(["help", "eval"]).status == 0)
        #expect(try Command(["help", "help"]).status == 0 && Command(["help"]).status == 0)
    }

    @Test("Labels that a person has changed are kept until they may be replaced")
    func labels() throws {
        let novel = Fixture.data.appending(path: "novel").path
        let classify = [
            "classify", "--checkpoint", Fixture.run.path, "--support", novel, "--images", novel,
            "--output", folder.file("c").path,
        ]
        #expect(try Command(classify).status == 0)
        #expect(try Command(classify).status == 0)
        let labels = folder.file("c/labels.csv")
        let own = try InputFile.readText(labels)
        try AtomicFile.write(own + "\n", to: labels)
        let refused = try Command(classify)
        #expect(refused.status == 73 && refused.errors.contains("labels.csv"))
        #expect(refused.errors.contains("--output") && refused.errors.contains("--overwrite"))
        #expect(try InputFile.readText(labels) == own + "\n")
        #expect(try Command(classify + ["--overwrite"]).status == 0)
        #expect(try InputFile.readText(labels) == own)
    }
}
