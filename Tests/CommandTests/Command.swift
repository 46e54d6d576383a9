import Foundation
import Synchronization
import TestSupport
import Testing

/// The program as a user runs it, and what it left behind.
struct Command {
    let status: Int32
    let output: String
    let errors: String

    /// The executable beside the tests.
    static let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "fewshot")

    /// Where it keeps what it can do without.
    private static let cache = try! TemporaryFolder()

    /// Runs `fewshot` with `arguments` and waits for it.
    ///
    /// - Parameter shell: words of bash before the command, as "ulimit -f 8;".
    init(_ arguments: [String], shell: String = "") throws {
        let process = try Self.start(arguments, shell: shell)
        let output = process.standardOutput as! Pipe
        let errors = process.standardError as! Pipe
        let said = Mutex("")
        let reader = Thread {
            let data = errors.fileHandleForReading.readDataToEndOfFile()
            said.withLock { $0 = String(decoding: data, as: UTF8.self) }
        }
        reader.start()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        while !reader.isFinished { usleep(1000) }
        status = process.terminationStatus
        self.output = String(decoding: data, as: UTF8.self)
        self.errors = said.withLock { $0 }
    }

    /// Starts it without waiting.
    static func start(_ arguments: [String], shell: String = "") throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-c", shell + "exec \"$@\"", "bash", executable.path] + arguments
        // What a test measures is not remembered for the person who runs the tests.
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["XDG_CACHE_HOME": cache.url.path]) { $1 }
        process.standardOutput = Pipe()
        process.standardError = Pipe()
        try process.run()
        return process
    }
}

/// A tiny drawn data set and a network trained on it, made once for all tests.
enum Fixture {
    static let folder = try! TemporaryFolder()
    static let data = folder.url.appending(path: "data")
    static let run = folder.url.appending(path: "run")

    /// Options of a training that takes a second.
    static let small = [
        "--recipe", "baseline", "--epochs", "2", "--batch-size", "16", "--image-size", "32",
        "--threads", "1", "--precision", "f32",
    ]

    /// Draws and trains, the first time that somebody asks.
    static let isReady: Bool = {
        let draw = try? Command([
            "draw-dataset", data.path, "--base", "4", "--val", "5", "--novel", "5", "--images",
            "24", "--size", "32",
        ])
        let train = try? Command(["pretrain", data.path, "--output", run.path] + small)
        return draw?.status == 0 && train?.status == 0
    }()

    /// A copy of the data set that a test may spoil.
    static func copy() throws -> (folder: TemporaryFolder, data: URL) {
        try #require(isReady)
        let folder = try TemporaryFolder()
        let copy = folder.url.appending(path: "data")
        try FileManager.default.copyItem(at: data, to: copy)
        return (folder, copy)
    }
}
