import ArgumentParser
import Foundation

/// Gives damaged files to every reader for a while, and counts what came of it.
///
/// The work is done by processes of its own, so that a trap, a hang and too much memory are found
/// too; the files that a worker died of are kept.
@main
struct Fuzz: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Give damaged files to every reader of the program.")

    @Option(help: "How long, in seconds.")
    var seconds = 60.0

    @Option(help: "The first seed; each worker has the next.")
    var seed: UInt64 = 0

    @Option(help: "The folder for findings.")
    var output = ".build/fuzz-readers"

    @Flag(help: "Only list the readers that refuse their files also where they are sound.")
    var sound = false

    @Flag(help: ArgumentHelp("Be a worker.", visibility: .hidden))
    var worker = false

    func run() throws {
        let output = URL(fileURLWithPath: output)
        if sound {
            try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
            return print(try Worker(folder: output, seed: seed).refusals().joined(separator: "\n"))
        }
        if worker { return try Worker(folder: output, seed: seed).run(seconds: seconds) }
        var tally = Tally()
        let end = Date() + seconds
        var seed = seed
        while Date() < end {
            try run(seed, in: output, for: min(30, max(1, end.timeIntervalSinceNow)), &tally)
            seed += 1
            print(tally.line(seeds: seed - self.seed))
            fflush(nil)
        }
        print(tally.table)
        if tally.findings > 0 { throw ExitCode.failure }
    }

    /// Runs one worker; its files are a finding where it does not end well.
    private func run(
        _ seed: UInt64, in output: URL, for seconds: Double, _ tally: inout Tally
    ) throws {
        let files = FileManager.default
        let folder = output.appending(path: "work-\(getpid())")
        try? files.removeItem(at: folder)
        try files.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? files.removeItem(at: folder) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = [
            "--worker", "--seed", "\(seed)", "--seconds", "\(seconds)", "--output", folder.path,
        ]
        try process.run()
        process.waitUntilExit()
        let counts = folder.appending(path: Worker.countsName)
        if let data = try? Data(contentsOf: counts) { try tally.add(data) }
        guard process.terminationStatus != 0 else { return }
        tally.findings += 1
        let kept = output.appending(path: "finding-\(seed)")
        try? files.removeItem(at: kept)
        try files.moveItem(at: folder, to: kept)
        print("Seed \(seed) ended with \(process.terminationStatus): see \(kept.path)")
    }
}
