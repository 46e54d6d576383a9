import Files
import Foundation
import TestSupport
import Testing

@Suite("fewshot analyze")
struct AnalyzeTests {
    private struct Record: Decodable, Equatable {
        struct Part: Decodable, Equatable {
            let split: String
            let classes: [String]
        }
        struct Network: Decodable, Equatable {
            struct Measures: Decodable, Equatable {
                struct Layer: Decodable, Equatable {
                    struct Rank: Decodable, Equatable { let values: [Double] }
                    let name: String
                    let effectiveRank, directions, wideDirections: Rank
                    let deviations: [Double]
                    let within, between: Double
                }
                struct Picture: Decodable, Equatable {
                    let labels: [Int]
                    let neighbours: [[Double]]
                }
                let layers: [Layer]
                let picture: Picture
            }
            let name: String
            let mixesHiddenStates: Bool?
            let parts: [Measures]
        }
        struct Comparison: Decodable, Equatable { let difference, ci95, holm: Double }
        let parts: [Part]
        let imagesPerClass: Int
        let networks: [Network]
        let comparisons: [Comparison]
        let remarks: [String]
    }

    private func analyze(
        _ report: URL, _ checkpoints: [URL] = [Fixture.run], data: URL = Fixture.data,
        with words: [String] = []
    ) throws -> Command {
        try #require(Fixture.isReady)
        return try Command(
            ["analyze", data.path, "--report", report.path, "--threads", "1", "--precision", "f32"]
                + checkpoints.flatMap { ["--checkpoint", $0.path] } + words)
    }

    private func record(_ report: URL) throws -> Record {
        let url = report.deletingLastPathComponent().appending(path: "analysis.json")
        return try JSONDecoder().decode(Record.self, from: Data(contentsOf: url))
    }

    /// A copy of the fixture's checkpoint with other numbers.
    private func changed(
        _ url: URL, _ change: (inout Safetensors) throws -> Void
    ) throws -> URL {
        var file = try Safetensors(contentsOf: Fixture.run.appending(path: "last.safetensors"))
        try change(&file)
        try file.write(to: url)
        return url
    }

    @Test("Two checkpoints are compared on the same images; all repeats, and runs are left alone")
    func compares() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let mixed = folder.url.appending(path: "mixed")
        let train = try Command(
            ["pretrain", Fixture.data.path, "--output", mixed.path, "--recipe", "manifold-mixup"]
                + ["--epochs", "1", "--batch-size", "16", "--image-size", "32", "--threads", "1"]
                + ["--precision", "f32"])
        #expect(train.status == 0, "\(train.errors)")
        let before = try FileManager.default.contentsOfDirectory(atPath: mixed.path).sorted()
        let report = folder.url.appending(path: "a/analysis.md")
        let words = ["--images", "12", "--classes", "4"]
        let run = try analyze(report, [Fixture.run, mixed], with: words)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("directions of the features"))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: mixed.path).sorted() == before)
        let record = try record(report)
        #expect(record.parts.map(\.split) == ["base", "novel"])
        #expect(record.parts.allSatisfy { $0.classes.count == 4 } && record.imagesPerClass == 12)
        #expect(record.networks.map(\.name) == ["run", "mixed"])
        #expect(record.networks.map(\.mixesHiddenStates) == [false, true])
        #expect(record.remarks.isEmpty)
        // Four layers on two parts, and Recall@1 on one.
        #expect(record.comparisons.count == 9)
        #expect(record.comparisons.allSatisfy { (0...1).contains($0.holm) })
        for network in record.networks {
            for part in network.parts {
                #expect(
                    part.layers.map(\.name) == [
                        "image", "layer 1", "layer 2", "layer 3", "features",
                    ])
                for layer in part.layers {
                    #expect(layer.effectiveRank.values.count == 4)
                    #expect(layer.effectiveRank.values.allSatisfy { (1...11).contains($0) })
                    #expect(layer.deviations.count == 11 && layer.deviations[0] > 0)
                    #expect(layer.directions.values.allSatisfy { (0...11).contains($0) })
                    #expect(
                        zip(layer.directions.values, layer.wideDirections.values)
                            .allSatisfy { $0 >= $1 })
                    #expect(layer.within > 0 && layer.between > 0)
                }
                #expect(part.picture.labels.count == 48 && part.picture.neighbours.count == 48)
            }
        }
        // The image is the same for both networks, what they make of it is not.
        let (one, other) = (record.networks[0].parts[1], record.networks[1].parts[1])
        #expect(one.layers[0] == other.layers[0] && one.layers[1] != other.layers[1])
        let text = try InputFile.readText(report)
        #expect(text.contains("**The claim.**"))
        for link in text.matches(of: #/\]\(([^)#:]+)\)/#) {
            let target = report.deletingLastPathComponent().appending(path: String(link.1))
            #expect(FileManager.default.fileExists(atPath: target.path), "\(link.1)")
        }
        let again = folder.url.appending(path: "b/analysis.md")
        #expect(try analyze(again, [Fixture.run, mixed], with: words).status == 0)
        #expect(try self.record(again) == record)
        let seed = folder.url.appending(path: "c/analysis.md")
        #expect(try analyze(seed, [Fixture.run], with: words + ["--seed", "9"]).status == 0)
        #expect(try self.record(seed).networks[0].parts != record.networks[0].parts)
    }

    @Test("A network trained by CutMix, which mixes pixels, is not called one of Manifold Mixup")
    func cutmix() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let run = folder.url.appending(path: "cutmix")
        let train = try Command(
            ["pretrain", Fixture.data.path, "--output", run.path, "--recipe", "cutmix"]
                + ["--epochs", "1", "--batch-size", "16", "--image-size", "32", "--threads", "1"]
                + ["--precision", "f32"])
        #expect(train.status == 0, "\(train.errors)")
        let report = folder.url.appending(path: "analysis.md")
        #expect(try analyze(report, [run], with: ["--images", "6", "--classes", "3"]).status == 0)
        #expect(try record(report).networks.map(\.mixesHiddenStates) == [false])
    }

    @Test("A broken image gives its place to another; without another, the class is named")
    func brokenImage() throws {
        let (kept, data) = try Fixture.copy()
        defer { withExtendedLifetime(kept) {} }
        let novel = data.appending(path: "novel")
        let name = try FileManager.default.contentsOfDirectory(atPath: novel.path).sorted()[0]
        let own = novel.appending(path: name)
        let images = try FileManager.default.contentsOfDirectory(atPath: own.path).sorted()
        for image in images.dropFirst(20) {
            try Data("no image".utf8).write(to: own.appending(path: image))
        }
        let report = kept.url.appending(path: "analysis.md")
        let enough = try analyze(report, data: data, with: ["--images", "20"])
        #expect(enough.status == 0, "\(enough.errors)")
        #expect(enough.errors.contains("Left out"))
        let few = try analyze(report, data: data, with: ["--images", "21", "--overwrite"])
        #expect(few.status == 65)
        #expect(few.errors.contains(name) && few.errors.contains("20 usable images"))
    }

    @Test("What cannot be measured is a sentence")
    func refused() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let report = folder.url.appending(path: "analysis.md")
        for (words, status, part) in [
            (["--classes", "1"], 64, "--classes"), (["--images", "2"], 64, "--images"),
            (["--images", "25"], 65, "need at least 25"), (["--split", "base"], 64, "--split"),
            (["--split", "train"], 64, "--split"),
        ] as [([String], Int32, String)] {
            let run = try analyze(report, with: words)
            #expect(run.status == status && run.errors.contains(part), "\(words): \(run.errors)")
        }
        #expect(try analyze(report, []).status == 64)
        // One class alone.
        let (kept, data) = try Fixture.copy()
        defer { withExtendedLifetime(kept) {} }
        let novel = data.appending(path: "novel")
        for name in try FileManager.default.contentsOfDirectory(atPath: novel.path).sorted()
            .dropFirst()
        {
            try FileManager.default.removeItem(at: novel.appending(path: name))
        }
        let alone = try analyze(report, data: data)
        #expect(alone.status == 65 && alone.errors.contains("There is 1 class"), "\(alone.errors)")
        // A network that says the same of everything.
        let dull = try changed(folder.url.appending(path: "dull.safetensors")) { file in
            let name = "block2.bn.weight"
            file.set(name, floats: [Float](repeating: 0, count: 64), shape: [64])
        }
        let constant = try analyze(report, [dull])
        #expect(constant.status == 65, "\(constant.errors)")
        #expect(constant.errors.contains("layer 2 of dull"), "\(constant.errors)")
        // Networks that look at pictures of different sizes.
        let small = try changed(folder.url.appending(path: "small.safetensors")) { file in
            file.metadata["fewshot"] = file.metadata["fewshot"]?.replacing(
                #/"imageSize" : 32/#, with: "\"imageSize\" : 16")
        }
        let sizes = try analyze(report, [Fixture.run, small])
        #expect(sizes.status == 64)
        #expect(sizes.errors.contains("32 pixels") && sizes.errors.contains("small of 16"))
        let same = try analyze(report, [Fixture.run, small], with: ["--image-size", "24"])
        #expect(same.status == 0, "\(same.errors)")
        #expect(try record(report).networks.map(\.name) == ["run", "small"])
    }

    @Test("In a plain folder no class counts as seen, and what a checkpoint was trained on is said")
    func plainFolder() throws {
        try #require(Fixture.isReady)
        let folder = try TemporaryFolder()
        let report = folder.url.appending(path: "analysis.md")
        let own = try analyze(report, data: Fixture.data.appending(path: "val"))
        #expect(own.status == 0, "\(own.errors)")
        let record = try record(report)
        #expect(record.parts.map(\.split) == ["novel"] && record.comparisons.isEmpty)
        // All 24 images, where 100 are usual.
        #expect(record.imagesPerClass == 24 && record.remarks.isEmpty)
        let known = try analyze(
            report, data: Fixture.data.appending(path: "base"), with: ["--overwrite"])
        #expect(known.status == 0)
        #expect(try self.record(report).remarks.first?.contains("4 of the 4 novel") == true)
        #expect(known.errors.contains("for it they are not unseen"))
    }
}
