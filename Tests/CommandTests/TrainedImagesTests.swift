import Files
import Foundation
import TestSupport
import Testing

/// Images that a network was trained on, under another name or in another folder.
@Suite("Images that a network knows already")
struct TrainedImagesTests {
    private let folder: TemporaryFolder
    private let data: URL
    /// A base image in a novel class, by its path in `data`.
    private let known: String

    /// The fixture's data set, with a base image among its novel and val images, too.
    init() throws {
        (folder, data) = try Fixture.copy()
        let files = FileManager.default
        let data = data
        func first(_ path: String) throws -> String {
            path + "/"
                + (try files.contentsOfDirectory(atPath: data.appending(path: path).path).sorted()[
                    0])
        }
        let image = data.appending(path: try first(first("base")))
        known = try first("novel") + "/copy.jpg"
        try files.copyItem(at: image, to: data.appending(path: known))
        try files.copyItem(at: image, to: data.appending(path: first("val") + "/copy.jpg"))
    }

    private func eval(_ name: String, _ words: [String] = []) throws -> (Command, report: String) {
        let report = folder.url.appending(path: "\(name)/report.md")
        let run = try Command(
            [
                "eval", data.path, "--query", "5", "--episodes", "40", "--report", report.path,
                "--precision", "f32",
            ] + (words.contains("--checkpoint") ? [] : ["--checkpoint", Fixture.run.path]) + words)
        #expect(run.status == 0, "\(run.errors)")
        return (run, try InputFile.readText(report))
    }

    @Test("are counted and said by eval, and left out when asked")
    func evaluated() throws {
        let (run, report) = try eval("a")
        let sentence = "1 image is among those that were trained on, byte by byte (\(known)): "
        #expect(
            run.errors.contains(sentence + "nothing new to the network."), "\(run.errors)")
        #expect(report.contains("of whose images it was trained on 1, under other names"))
        #expect(report.contains("One image is a copy of one that was trained on: they say nothing"))
        let record = try InputFile.readText(folder.url.appending(path: "a/results.json"))
        #expect(record.contains("\"trainedOn\" : 1"))

        let (without, clean) = try eval("b", ["--without-copies"])
        #expect(without.errors.contains(sentence + "left out."), "\(without.errors)")
        #expect(
            clean.contains(
                "classes that it was never trained on, by their names and the bytes of their images: "
                    + "the novel classes"))
        let list = try InputFile.readText(folder.url.appending(path: "b/left-out.txt"))
        #expect(list.contains("\(known) is among those that were trained on\n"))
    }

    @Test("nothing is claimed where a checkpoint does not know its images")
    func unknown() throws {
        let old = folder.file("old.safetensors")
        var file = try Safetensors(contentsOf: Fixture.run.appending(path: "best.safetensors"))
        let text = try #require(file.metadata["fewshot"])
        let header = try JSONSerialization.jsonObject(with: Data(text.utf8))
        var known = try #require(header as? [String: Any])
        known["images"] = nil
        let without = try JSONSerialization.data(withJSONObject: known)
        file.metadata["fewshot"] = String(decoding: without, as: UTF8.self)
        try file.write(to: old)
        let (run, report) = try eval("a", ["--checkpoint", old.path])
        #expect(
            run.errors.contains(
                "Whether images are among those that were trained on is not known: a checkpoint"))
        #expect(!report.contains("never trained on"))
        #expect(
            report.contains("whether their images are others, too, its checkpoint does not say"))
    }

    @Test("base images are none among the images that choose the epoch, and pretrain says so")
    func validation() throws {
        func pretrain(_ name: String, _ words: [String]) throws -> Command {
            let run = try Command(
                ["pretrain", data.path, "--output", folder.file(name).path] + Fixture.small + words)
            #expect(run.status == 0, "\(run.errors)")
            return run
        }
        let run = try pretrain("r", [])
        #expect(
            run.errors.contains("1 image is among the base images, byte by byte (val/"),
            "\(run.errors)")
        #expect(run.errors.contains("copy.jpg): nothing new to the network."))
        let without = try pretrain("s", ["--without-copies"])
        #expect(without.errors.contains("copy.jpg): left out."), "\(without.errors)")
        let list = try InputFile.readText(folder.file("s/left-out.txt"))
        #expect(list.contains("copy.jpg is among the base images"))
    }

    @Test("are counted by classify, which labels them all the same")
    func classified() throws {
        let run = try Command([
            "classify", "--checkpoint", Fixture.run.path, "--support",
            data.appending(path: "val").path, "--images", data.appending(path: "novel").path,
            "--output", folder.file("out").path, "--classifier", "nearest-centroid",
        ])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("1 image is among those that were trained on, byte by byte ("))
        #expect(run.output.contains("The network was trained on 1 of the images; what it says of"))
        let rows = CSV.rows(try InputFile.readText(folder.file("out/labels.csv")))
        #expect(rows.count { !$0.isBlank } == 1 + 5 * 24 + 1)
        // One of the examples is a base image, too, so that they promise nothing.
        #expect(run.output.contains("The network was trained on 1 of the 121 examples and may"))
        #expect(!run.output.contains("Expect "), "\(run.output)")
    }

    @Test("promise nothing as examples, also those that a person made so, but others do")
    func examples() throws {
        func classify(_ name: String, _ words: [String]) throws -> String {
            let run = try Command(
                [
                    "classify", "--checkpoint", Fixture.run.path, "--support",
                    Fixture.data.appending(path: "val").path, "--images",
                    data.appending(path: "novel").path, "--output", folder.file(name).path,
                ] + words)
            #expect(run.status == 0, "\(run.errors)")
            return run.output
        }
        let aside = "of these classes about 5 % are put aside, too."
        let new = try classify("a", [])
        #expect(new.contains("Expect ") && new.contains(aside), "\(new)")
        let val = Fixture.data.appending(path: "val").path
        let label = try #require(FileManager.default.contentsOfDirectory(atPath: val).min())
        let said = try folder.write(
            "path,label\n\(known.dropFirst("novel/".count)),\(label)\n", to: "said.csv")
        let base = Fixture.data.appending(path: "base").path
        let corrected = try classify("b", ["--corrections", said.path, "--background", base])
        #expect(corrected.contains("The network was trained on 1 of the 121 examples"))
        #expect(!corrected.contains("Expect ") && !corrected.contains(aside), "\(corrected)")
        // Nor by the background how many of the labelled are of other things.
        #expect(corrected.contains("of such images to get a label.\n"), "\(corrected)")
    }

    @Test("are said by doctor and calibrate, which rest on photos that are new to a network")
    func examined() throws {
        func doctor(_ split: String) throws -> Command {
            let run = try Command([
                "doctor", Fixture.data.appending(path: split).path, "--checkpoint",
                Fixture.run.path, "--report", folder.file("\(split)/report.md").path,
            ])
            #expect(run.status == 0, "\(run.errors)")
            return run
        }
        let known = "These weights were trained on 96 of the 96 photos"
        #expect(try doctor("base").output.contains(known))
        #expect(try InputFile.readText(folder.file("base/report.md")).contains(known))
        #expect(!(try doctor("novel").output.contains("trained on")))
        let weights = folder.file("run.safetensors")
        try FileManager.default.copyItem(
            at: Fixture.run.appending(path: "best.safetensors"), to: weights)
        let calibrate = try Command(["calibrate", weights.path, "--data", data.path])
        #expect(calibrate.status == 0, "\(calibrate.errors)")
        #expect(calibrate.errors.contains("1 image is among those that were trained on"))
    }
}
