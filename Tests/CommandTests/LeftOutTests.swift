import Files
import Foundation
import TestSupport
import Testing

@Suite("What is left out of a folder")
struct LeftOutTests {
    /// Whether the tests can run the program as somebody who is not root.
    private static let canStepDown = getuid() == 0

    private func eval(_ data: URL, _ report: URL, shell: String = "") throws -> Command {
        try Command(
            [
                "eval", data.path, "--checkpoint", Fixture.run.path, "--way", "3", "--query", "5",
                "--episodes", "20", "--report", report.path, "--precision", "f32",
            ], shell: shell)
    }

    @Test("is said in twenty lines at most, and listed whole beside the report while there is any")
    func list() throws {
        let (folder, data) = try Fixture.copy()
        let novel = data.appending(path: "novel")
        let own = try FileManager.default.contentsOfDirectory(atPath: novel.path).sorted()[0]
        let names = (1...25).map { "\(own)/bad\($0)\u{1B}.jpg" }
        for name in names { try Data("x".utf8).write(to: novel.appending(path: name)) }
        let report = folder.file("a/best.md")
        let run = try eval(data, report)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("Left out: 5 more like these."))
        #expect(run.output.contains("a/best-left-out.txt"), "\(run.output)")
        let list = try InputFile.readText(folder.file("a/best-left-out.txt"))
        #expect(list.split(separator: "\n").count == 26)
        for name in names {
            #expect(list.contains("novel/\(name.visible) is not a JPEG, PNG, WebP or HEIC file\n"))
        }
        for name in names { try FileManager.default.removeItem(at: novel.appending(path: name)) }
        let clean = try eval(data, report)
        #expect(clean.status == 0 && !clean.output.contains("left-out"), "\(clean.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.file("a/best-left-out.txt").path))
    }

    @Test("is listed beside a gallery by its name, and in nobody else's file by any command")
    func occupied() throws {
        let (folder, data) = try Fixture.copy()
        let novel = data.appending(path: "novel")
        let own = try FileManager.default.contentsOfDirectory(atPath: novel.path).sorted()[0]
        try Data("x".utf8).write(to: novel.appending(path: "\(own)/bad.jpg"))
        let lists = ["c/left-out.txt", "f-left-out.txt"]
        for list in lists { try folder.write("mine", to: list) }
        let classify = try Command([
            "classify", "--checkpoint", Fixture.run.path, "--support",
            data.appending(path: "val").path, "--images", novel.path, "--output",
            folder.file("c").path,
        ])
        #expect(classify.status == 0, "\(classify.errors)")
        let list = try InputFile.readText(folder.file("c/gallery-left-out.txt"))
        #expect(list.contains("\(own)/bad.jpg is not a JPEG"))
        let words = [
            "features", data.path, "--checkpoint", Fixture.run.path, "--output",
            folder.file("f.npz").path,
        ]
        let features = try Command(words)
        #expect(features.status == 0 && features.errors.contains("f-left-out.txt stays."))
        for list in lists { #expect(try InputFile.readText(folder.file(list)) == "mine") }
    }

    @Test(
        "folders and files that may not be read are named with the reason, and the rest is used",
        .enabled(if: canStepDown, "only root can run the program as somebody else"))
    func unreadable() throws {
        let (folder, data) = try Fixture.copy()
        let files = FileManager.default
        let novel = data.appending(path: "novel")
        let names = try files.contentsOfDirectory(atPath: novel.path).sorted()
        let image = try files.contentsOfDirectory(atPath: novel.path + "/" + names[1]).sorted()[0]
        try files.createDirectory(
            at: novel.appending(path: "\(names[1])/more"), withIntermediateDirectories: false)
        let own = folder.file("own")
        try files.createDirectory(at: own, withIntermediateDirectories: false)
        // The cache of features lies beside the checkpoint.
        try files.copyItem(at: Fixture.run, to: folder.file("run"))
        for (path, mode) in [
            (novel.path + "/" + names[0], 0o700), (novel.path + "/\(names[1])/more", 0o700),
            (novel.path + "/\(names[1])/\(image)", 0o600), (folder.url.path, 0o755),
            (own.path, 0o777), (folder.file("run").path, 0o777),
        ] { chmod(path, mode_t(mode)) }
        let nobody = "set -- setpriv --reuid=65534 --regid=65534 --clear-groups \"$@\"; "
        let run = try Command(
            [
                "eval", data.path, "--checkpoint", folder.file("run").path, "--way", "3",
                "--query", "5", "--episodes", "20", "--report", own.path + "/report.md",
                "--precision", "f32",
            ], shell: nobody)
        #expect(run.status == 0, "\(run.errors)")
        for sentence in [
            "the folder novel/\(names[0]), which cannot be opened (Permission denied)",
            "the folder novel/\(names[1])/more, which cannot be opened (Permission denied)",
            "novel/\(names[1])/\(image) cannot be opened (Permission denied)",
            "the class \(names[0]) has no usable image",
        ] { #expect(run.errors.contains(sentence), "\(run.errors)") }

        // The data folder itself, one of its parts, and a folder of photos to label.
        chmod(novel.path, 0o700)
        let part = try Command(
            ["eval", data.path, "--checkpoint", folder.file("run").path], shell: nobody)
        #expect(part.status == 66, "\(part.errors)")
        #expect(
            part.errors.contains("novel cannot be opened (Permission denied)"), "\(part.errors)")
        let photos = try Command(
            [
                "classify", "--checkpoint", folder.file("run").path, "--support",
                data.appending(path: "val").path, "--images", novel.path, "--output",
                own.path + "/out",
            ], shell: nobody)
        #expect(photos.status == 66, "\(photos.errors)")
        #expect(photos.errors.contains("novel cannot be opened (Permission denied)"))
        chmod(data.path, 0o700)
        let all = try Command(
            ["eval", data.path, "--checkpoint", folder.file("run").path], shell: nobody)
        #expect(all.status == 66, "\(all.errors)")
        #expect(all.errors.contains("data cannot be opened (Permission denied)"), "\(all.errors)")
        chmod(data.path, 0o755)
        chmod(novel.path, 0o755)
    }
}
