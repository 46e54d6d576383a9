import Files
import Foundation
import Records
import TestSupport
import Testing

@Suite("fewshot pretrain, killed or hindered")
struct KilledPretrainTests {
    @Test("killed at any moment, it goes on to the same weights")
    func resumesAfterKill() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let output = folder.url.appending(path: "run")
        let command = ["pretrain", Fixture.data.path, "--output", output.path] + Fixture.small
        let process = try Command.start(command)
        let last = output.appending(path: "last.safetensors")
        for _ in 0..<20_000 where !FileManager.default.fileExists(atPath: last.path) {
            usleep(1000)
        }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        let resumed = try Command(command + ["--resume"])
        #expect(resumed.status == 0, "\(resumed.errors)")
        let weights = try Safetensors(contentsOf: last)
        let whole = try Safetensors(contentsOf: Fixture.run.appending(path: "last.safetensors"))
        #expect(weights.entries == whole.entries)
        // Whatever two files the kill fell between, all tell of the same epochs.
        let log = try InputFile.readText(output.appending(path: "log.csv"))
        #expect(log.split(separator: "\n").dropFirst().map { $0.prefix(2) } == ["1,", "2,"])
        let record: RunRecord = try JSONFile.read(from: output.appending(path: "run.json"))
        #expect(record.epochs.map(\.epoch) == [1, 2] && record.ended != nil)
    }

    @Test("killed between its last checkpoint and what tells of it, it makes up for all of that")
    func killedBeforeRecord() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let output = folder.url.appending(path: "run")
        try FileManager.default.copyItem(at: Fixture.run, to: output)
        let file = output.appending(path: "run.json")
        let whole: RunRecord = try JSONFile.read(from: file)
        var record = whole
        record.epochs.removeLast()
        (record.ended, record.bestEpoch, record.seconds) = (nil, nil, record.epochs[0].seconds)
        try JSONFile.write(record, to: file)
        for name in ["loss.svg", "accuracy.svg"] {
            try FileManager.default.removeItem(at: output.appending(path: name))
        }
        let again = try Command(
            ["pretrain", Fixture.data.path, "--output", output.path, "--resume"] + Fixture.small)
        #expect(again.status == 0, "\(again.errors)")
        var mended: RunRecord = try JSONFile.read(from: file)
        #expect(mended.ended != nil && mended.resumed == 1)
        (mended.ended, mended.resumed) = (whole.ended, 0)
        #expect(mended == whole)
        for name in ["loss.svg", "accuracy.svg", "log.csv"] {
            #expect(
                try Data(contentsOf: output.appending(path: name))
                    == Data(contentsOf: Fixture.run.appending(path: name)))
        }
    }

    @Test("rows of epochs whose checkpoint was lost are cut, and missing ones taken of the record")
    func rows() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let output = folder.url.appending(path: "run")
        try FileManager.default.copyItem(at: Fixture.run, to: output)
        let log = output.appending(path: "log.csv")
        let whole = try InputFile.readText(log)
        let lines = whole.split(separator: "\n").map(String.init)
        for changed in [lines + ["3" + lines[2].dropFirst()], [lines[0], lines[2]]] {
            try AtomicFile.write(changed.joined(separator: "\n") + "\n", to: log)
            let again = try Command(
                ["pretrain", Fixture.data.path, "--output", output.path, "--resume"]
                    + Fixture.small)
            #expect(again.status == 0, "\(again.errors)")
            #expect(try InputFile.readText(log) == whole)
        }
    }

    @Test("an epoch whose row cannot be written leaves no checkpoint")
    func refusedRow() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let output = folder.url.appending(path: "run")
        let process = try Command.start(
            ["pretrain", Fixture.data.path, "--output", output.path] + Fixture.small)
        // Written before the first step.
        while process.isRunning && !output.appending(path: "run.json").exists { usleep(200) }
        try FileManager.default.createDirectory(
            at: output.appending(path: "log.csv/full"), withIntermediateDirectories: true)
        process.waitUntilExit()
        #expect([73, 74].contains(process.terminationStatus))
        #expect(!output.appending(path: "last.safetensors").exists)
    }

    @Test("a figure that is refused is said, and ends no training")
    func refusedFigure() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let output = folder.url.appending(path: "run")
        try FileManager.default.createDirectory(
            at: output.appending(path: "loss.svg"), withIntermediateDirectories: true)
        let run = try Command(
            ["pretrain", Fixture.data.path, "--output", output.path] + Fixture.small)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("loss.svg") && run.errors.contains("goes on"))
        let record: RunRecord = try JSONFile.read(from: output.appending(path: "run.json"))
        #expect(record.ended != nil)
    }

    /// A training that would take long, in its second epoch or later.
    private func start(
        in output: URL, shell: String = ""
    ) throws -> Process {
        try #require(Fixture.isReady)
        var long = Fixture.small
        long[3] = "5000"
        let process = try Command.start(
            ["pretrain", Fixture.data.path, "--output", output.path] + long, shell: shell)
        let last = output.appending(path: "last.safetensors")
        for _ in 0..<20_000 where !FileManager.default.fileExists(atPath: last.path) {
            usleep(1000)
        }
        return process
    }

    @Test(
        "A terminal that closes and an output that nobody reads stop it like Ctrl-C, and it saves")
    func closedTerminal() throws {
        for lost in ["terminal", "output"] {
            let folder = try TemporaryFolder()
            let output = folder.url.appending(path: "run")
            let process = try start(in: output)
            let last = output.appending(path: "last.safetensors")
            if lost == "terminal" {
                kill(process.processIdentifier, SIGHUP)
            } else {
                // The next epoch's line finds nobody.
                try (process.standardOutput as! Pipe).fileHandleForReading.close()
            }
            process.waitUntilExit()
            #expect(process.terminationReason == .exit && process.terminationStatus == 130)
            let saved = try Safetensors(contentsOf: last).metadata["fewshot"] ?? ""
            // In the middle of an epoch: no other saving than the one that was asked for is there.
            #expect(!saved.contains("\"steps\" : 0"), "\(lost): \(saved)")
        }
    }

    @Test("Under nohup a terminal that closes does not stop it")
    func nohup() throws {
        let folder = try TemporaryFolder()
        let process = try start(in: folder.url.appending(path: "run"), shell: "trap '' HUP; ")
        kill(process.processIdentifier, SIGHUP)
        usleep(300_000)
        #expect(process.isRunning)
        kill(process.processIdentifier, SIGINT)
        process.waitUntilExit()
        #expect(process.terminationStatus == 130)
    }
}
