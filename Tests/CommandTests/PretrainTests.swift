import Files
import Foundation
import Recipes
import TestSupport
import Testing

@Suite("fewshot pretrain")
struct PretrainTests {
    @Test("leaves a run folder with everything in it")
    func runFolder() throws {
        try #require(Fixture.isReady)
        let names = try FileManager.default.contentsOfDirectory(atPath: Fixture.run.path)
        for name in [
            "last.safetensors", "best.safetensors", "run.json", "log.csv", "loss.svg",
            "accuracy.svg",
        ] { #expect(names.contains(name), "\(name)") }
        let log = try InputFile.readText(Fixture.run.appending(path: "log.csv"))
        #expect(log.split(separator: "\n").count == 3)
    }

    @Test("bad files among good ones are named and left out, and training goes on")
    func badFiles() throws {
        let (folder, data) = try Fixture.copy()
        let classes = try FileManager.default.contentsOfDirectory(
            atPath: data.appending(path: "base").path
        ).sorted()
        let place = data.appending(path: "base/\(classes[0])")
        let good = try Data(
            contentsOf: place.appending(
                path: FileManager.default.contentsOfDirectory(atPath: place.path).sorted()[0]))
        try Data().write(to: place.appending(path: "empty.jpg"))
        try good.prefix(good.count / 2).write(to: place.appending(path: "short.jpg"))
        try Data([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]).write(
            to: place.appending(path: "picture.jpg"))
        try FileManager.default.createDirectory(
            at: place.appending(path: "x.jpg"), withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(
            atPath: place.appending(path: "gone.jpg").path, withDestinationPath: "/nowhere")
        try FileManager.default.createDirectory(
            at: data.appending(path: "base/nothing"), withIntermediateDirectories: false)
        let run = try Command(
            ["pretrain", data.path, "--output", folder.url.appending(path: "run").path]
                + Fixture.small)
        #expect(run.status == 0)
        for name in ["empty.jpg", "short.jpg", "picture.jpg", "gone.jpg", "nothing"] {
            #expect(run.errors.contains(name), "\(name) is not named in: \(run.errors)")
        }
    }

    @Test("from another run's weights, at another size; report and record tell both runs")
    func fromRun() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let output = folder.url.appending(path: "run")
        let command = [
            "pretrain", Fixture.data.path, "--output", output.path, "--recipe", "baseline",
            "--epochs", "1", "--batch-size", "16", "--image-size", "48", "--threads", "1",
            "--precision", "f32",
        ]
        let run = try Command(command + ["--from", Fixture.run.path])
        #expect(run.status == 0, "\(run.errors)")
        let record = try InputFile.readText(output.appending(path: "run.json"))
        let hash = try Fingerprint.sha256(
            contentsOf: Fixture.run.appending(path: "best.safetensors"))
        #expect(record.contains("\"sha256\" : \"\(hash)\""))
        let report = folder.url.appending(path: "report.md")
        let evaluated = try Command([
            "eval", Fixture.data.path, "--checkpoint", output.path, "--episodes", "20",
            "--report", report.path, "--query", "6",
        ])
        #expect(evaluated.status == 0, "\(evaluated.errors)")
        let text = try InputFile.readText(report)
        #expect(text.contains("32 × 32 pixels") && text.contains("48 × 48 pixels"))
        #expect(text.contains("Then, from those weights with fresh heads"))
        #expect(text.matches(of: #/fewshot pretrain/#).count == 2)

        #expect(try Command(command + ["--resume"]).status == 64)
        let other = folder.url.appending(path: "other").path
        let wrong = try Command([
            "pretrain", Fixture.data.path, "--output", other, "--from", Fixture.run.path,
            "--backbone", "resnet12-quarter",
        ])
        #expect(
            wrong.status == 64
                && wrong.errors.contains("holds weights of conv4, and resnet12-quarter is to"))
        let missing = try Command([
            "pretrain", Fixture.data.path, "--output", other, "--from", "nowhere",
        ])
        #expect(missing.status == 66, "\(missing.errors)")
    }

    /// Trains on four images a class, and reads run.json.
    private func recordOfRun(_ output: URL, _ options: [String]) throws -> String {
        let run = try Command(
            ["pretrain", Fixture.data.path, "--output", output.path, "--train-images", "4"]
                + Fixture.small + options)
        #expect(run.status == 0, "\(run.errors)")
        return try InputFile.readText(output.appending(path: "run.json"))
    }

    @Test(
        "a run from another's weights has its backbone and its kind of head, unless told otherwise")
    func backboneOfStart() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        func record(_ name: String, _ options: [String]) throws -> String {
            try recordOfRun(folder.url.appending(path: name), options)
        }
        let signed = #""backbone" : "conv4-signed""#
        let (cosine, linear) = (#""head" : "cosine""#, #""head" : "linear""#)
        _ = try record("first", ["--backbone", "conv4-signed", "--head", "cosine"])
        let from = ["--from", folder.url.appending(path: "first").path]
        let second = try record("second", from)
        #expect(second.matches(of: /"backbone" : "conv4-signed"/).count == 2)
        #expect(!second.contains(linear) && second.contains(cosine) && second.contains(signed))
        #expect(try record("third", from + ["--head", "linear"]).contains(linear))
    }

    @Test("a run from another's weights normalises pixels as that one did, unless told otherwise")
    func normalizationOfStart() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        func deviations(_ name: String, _ options: [String]) throws -> String {
            let record = try recordOfRun(folder.url.appending(path: name), options)
            let (from, to) = ("\"deviation\" : [", "]")
            let start = try #require(record.range(of: from)).upperBound
            let numbers = record[start...].prefix { String($0) != to }
            return numbers.filter { !$0.isWhitespace }
        }
        #expect(try deviations("first", ["--deviation", "0.4,0.5,0.25"]) == "0.4,0.5,0.25")
        let first = folder.url.appending(path: "first").path
        #expect(try deviations("second", ["--from", first]) == "0.4,0.5,0.25")
        #expect(try deviations("third", ["--from", first, "--std", "1,1,1"]) == "1,1,1")
    }

    @Test("every setting of a recipe is an option, by the name that errors give it")
    func settings() throws {
        let names = RecipeOverrides.settings.map(\.name)
        #expect(Set(names).count == names.count && names.count > 10)
        for command in ["pretrain", "compare"] {
            let help = try Command([command, "--help"]).output
            for name in names { #expect(help.contains("--\(name) "), "\(command) --\(name)") }
        }
    }

    @Test("Ctrl-C saves, says how to go on, and exits like a shell's interruption")
    func interruption() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let output = folder.url.appending(path: "run")
        var long = Fixture.small
        long[3] = "5000"
        let process = try Command.start(
            ["pretrain", Fixture.data.path, "--output", output.path] + long)
        let log = output.appending(path: "log.csv")
        for _ in 0..<20_000 where !FileManager.default.fileExists(atPath: log.path) {
            usleep(1000)
        }
        // No signal meets the thread that computes: see `Interruption.receiveOnOwnThread`.
        let status = try String(
            decoding: FileHandle(
                forReadingFrom: URL(filePath: "/proc/\(process.processIdentifier)/status")
            ).readToEnd() ?? Data(), as: UTF8.self)
        let blocked = try #require(status.firstMatch(of: #/SigBlk:\s*([0-9a-f]+)/#))
        let outside = [SIGHUP, SIGINT, SIGTERM].reduce(UInt64(0)) { $0 | 1 << UInt64($1 - 1) }
        #expect(try #require(UInt64(blocked.1, radix: 16)) & outside == outside)
        kill(process.processIdentifier, SIGINT)
        let said = (process.standardOutput as! Pipe).fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 130)
        #expect(String(decoding: said, as: UTF8.self).contains("--resume"))
        #expect(FileManager.default.fileExists(atPath: output.path + "/last.safetensors"))
        #expect(FileManager.default.fileExists(atPath: output.path + "/pixels.cache"))
    }

    @Test("decoded images change no weight, and are gone when the run has ended")
    func pixelCache() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let output = folder.url.appending(path: "run")
        let run = try Command(
            ["pretrain", Fixture.data.path, "--output", output.path, "--pixel-cache", "off"]
                + Fixture.small)
        #expect(run.status == 0, "\(run.errors)")
        for run in [output, Fixture.run] {
            #expect(!FileManager.default.fileExists(atPath: run.path + "/pixels.cache"))
        }
        let last = "last.safetensors"
        #expect(
            try Data(contentsOf: output.appending(path: last))
                == Data(contentsOf: Fixture.run.appending(path: last)))
    }

    @Test("a run that is there is not written over")
    func existingRun() throws {
        try #require(Fixture.isReady)
        let before = try Data(contentsOf: Fixture.run.appending(path: "last.safetensors"))
        let again = try Command(
            ["pretrain", Fixture.data.path, "--output", Fixture.run.path] + Fixture.small)
        #expect(again.status == 73)
        #expect(again.errors.contains("--resume"))
        #expect(try Data(contentsOf: Fixture.run.appending(path: "last.safetensors")) == before)
    }

    @Test("a full disk is one sentence and exit code 74, and the last good checkpoint stays")
    func fullDisk() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let output = folder.url.appending(path: "run")
        try FileManager.default.copyItem(at: Fixture.run, to: output)
        var longer = Fixture.small
        longer[3] = "3"
        // Files of more than 100 KiB cannot be written: a checkpoint breaks off in the middle.
        let run = try Command(
            ["pretrain", Fixture.data.path, "--output", folder.url.appending(path: "new").path]
                + longer, shell: "ulimit -f 100; ")
        #expect(run.status == 74, "\(run.errors)")
        #expect(run.errors.contains("safetensors"))
        let left = try FileManager.default.contentsOfDirectory(
            atPath: folder.url.appending(path: "new").path)
        #expect(!left.contains { $0.contains("safetensors") })
    }

    @Test(
        "what cannot be is one sentence and an exit code",
        arguments: [
            (["--epochs", "0"], 64, "--epochs"), (["--backbone", "vgg"], 64, "vgg"),
            (["--recipe", "magic"], 64, "magic"), (["--precision", "f16"], 64, "f16"),
            (["--image-size", "8"], 64, "--image-size"), (["--mean", "1,2"], 64, "--mean"),
            (["--backbone", "resnet50-imagenet", "--image-size", "16"], 64, "at least 32 pixels"),
            (["--batch-size", "5000"], 64, "--batch-size"), (["--threads", "0"], 64, "--threads"),
            (["--optimizer", "lion"], 64, "--optimizer"), (["--head", "round"], 64, "'linear'"),
            (["--mixup-layers", "0,,2"], 64, "--mixup-layers"),
            (["--learning-rate", "-1"], 64, "--learning-rate"),
            (["--mixup-layers", "0"], 64, "is no recipe that mixes"),
            (["--dropout", "0.3"], 64, "conv4 has none inside its blocks"),
            (["--dropout", "0.3"], 64, "See --feature-dropout"),
            (["--pixel-cache", "4"], 64, "--pixel-cache"),
            (["--pixel-cache", "-1GB"], 64, "--pixel-cache"),
        ])
    func usage(_ words: [String], _ status: Int32, _ part: String) throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let run = try Command(
            ["pretrain", Fixture.data.path, "--output", folder.url.appending(path: "run").path]
                + Fixture.small + words)
        #expect(run.status == status)
        #expect(run.errors.contains(part), "\(run.errors)")
        #expect(!run.errors.contains("measured for a moment"), "\(run.errors)")
        #expect(!folder.url.appending(path: "run").exists, "what was refused leaves nothing")
    }

    @Test("a missing folder, a file for a folder, and a place that cannot be written")
    func missing() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let output = folder.url.appending(path: "run").path
        let nowhere = try Command(["pretrain", "/no/such/folder", "--output", output])
        #expect(nowhere.status == 66)
        #expect(nowhere.errors.contains("/no/such/folder"))
        let file = folder.url.appending(path: "file")
        try Data().write(to: file)
        #expect(try Command(["pretrain", file.path, "--output", output]).status == 66)
        let blocked = try Command(
            ["pretrain", Fixture.data.path, "--output", file.path + "/run"] + Fixture.small)
        #expect(blocked.status == 73)
        #expect(blocked.errors.contains("run"))
    }
}
