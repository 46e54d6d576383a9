import Files
import Foundation
import TestSupport
import Testing

@Suite("What reaches the terminal")
struct TerminalTests {
    /// Names that would clear the screen, colour it, begin a line, and turn the text around.
    private static let hostile = [
        "\u{1B}[2J\u{1B}]0;owned\u{7}", "\u{9B}31m", "a\nb", "\u{202E}gpj",
    ]

    @Test("names of files and folders do nothing there")
    func names() throws {
        let (folder, data) = try Fixture.copy()
        defer { withExtendedLifetime(folder) {} }
        let novel = data.appending(path: "novel")
        let own = try FileManager.default.contentsOfDirectory(atPath: novel.path).sorted()[0]
        for name in Self.hostile {
            try Data("x".utf8).write(to: novel.appending(path: "\(own)/\(name).jpg"))
            try FileManager.default.createDirectory(
                at: novel.appending(path: "empty\(name)"), withIntermediateDirectories: true)
        }
        let report = folder.url.appending(path: "report.md")
        let run = try Command([
            "eval", data.path, "--checkpoint", Fixture.run.path, "--way", "2", "--query", "2",
            "--episodes", "10", "--report", report.path, "--threads", "1",
        ])
        #expect(run.status == 0, "\(run.errors)")
        for name in Self.hostile {
            #expect(
                run.errors.contains(
                    "\(own)/\(name.visible).jpg is not a JPEG, PNG, WebP or HEIC file."))
            #expect(run.errors.contains("the class empty\(name.visible) has no usable image."))
        }
        let markdown = try InputFile.readText(report)
        for text in [run.output, run.errors, markdown] { try expectHarmless(text) }
        #expect(run.errors.split(separator: "\n").allSatisfy { !$0.hasPrefix("b") })
    }

    @Test("nor do words of the command line, in whatever message they come back")
    func arguments() throws {
        for arguments in [
            ["eval", Self.hostile[0]], ["eval", "--features", "\(Self.hostile[1]).npz"],
            ["--\(Self.hostile[3])"], [Self.hostile[0]],
            ["eval", "x", "--checkpoint", Self.hostile[0], "--classifier", Self.hostile[3]],
        ] {
            let run = try Command(arguments)
            #expect(run.status != 0 && !run.errors.isEmpty)
            try expectHarmless(run.errors)
        }
    }

    private func expectHarmless(_ text: String) throws {
        // But for what the progress bar does, which is none where there is no terminal.
        let bad = text.unicodeScalars.first {
            $0 != "\n" && $0.properties.generalCategory == .control || $0 == "\u{202E}"
        }
        #expect(bad == nil, "\(text.visible(keeping: "\n"))")
    }

    @Test(
        "results that cannot be written are no success",
        arguments: [["--help"], ["eval", "--help"], ["--version"]], ["> /dev/full", ">&-"])
    func loss(arguments: [String], redirection: String) throws {
        let run = try Command(arguments, shell: "exec \(redirection); ")
        #expect(run.status == 74)
        #expect(run.errors.hasPrefix("Error: Standard output could not be written: "))
    }

    @Test("a command whose results are lost still does its work")
    func work() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "weights.safetensors")
        let run = try Command(
            ["export", Fixture.run.path, "--output", file.path], shell: "exec > /dev/full; ")
        #expect(run.status == 74)
        #expect(throws: Never.self) { try Safetensors(contentsOf: file) }
    }

    /// Through a terminal of 60 columns.
    private func typed(_ words: String, _ variables: String = "") throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/script")
        process.arguments = [
            "-qec", "stty cols 60; \(variables) '\(Command.executable.path)' \(words)", "/dev/null",
        ]
        process.environment = ["TERM": "xterm", "PATH": "/usr/bin:/bin"]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        defer { process.waitUntilExit() }
        return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }

    @Test("on a terminal, errors are red unless NO_COLOR is set, and results fit its width")
    func terminal() throws {
        let error = "inspect /no/such/file"
        #expect(try typed(error).hasPrefix("\u{1B}[1;31mError:\u{1B}[0m "))
        #expect(try typed(error, "NO_COLOR=1").hasPrefix("Error: "))
        #expect(try Command(["inspect", "/no/such/file"]).errors.hasPrefix("Error: "))
        let words = try typed("eval --help").split(separator: "\r\n")
        #expect(words.count > 50 && words.allSatisfy { $0.count <= 60 })
    }
}
