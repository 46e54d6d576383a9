import Classifiers
import Datasets
import Episodes
import Experiments
import Features
import Files
import Foundation
import Images
import Networks
import Randomness
import Recipes
import Tensors
import TestSupport
import Testing
import TrainingSupport

/// Which classes temperatures are fitted on.
@Suite("Temperatures")
struct TemperatureClassesTests {
    /// Images of one colour each, around the colour of their class: near in val, far in novel, and
    /// farther still in base, so that each split asks for a temperature of its own.
    private static func drawn(in folder: URL) throws {
        var generator = Generator(seed: 5)
        for (split, spread) in [("base", 90.0), ("val", 25), ("novel", 50)] {
            for label in 0..<5 {
                let colour = [60, 60, 60].enumerated().map {
                    Double($1 + 30 * ((label >> min($0, 1)) & 1) + 35 * (label / (2 + $0) % 3))
                }
                let place = folder.appending(path: "\(split)/class\(label)")
                try FileManager.default.createDirectory(
                    at: place, withIntermediateDirectories: true)
                for number in 0..<20 {
                    let shown = colour.map {
                        UInt8(min(max($0 + spread * generator.normal(), 0), 255))
                    }
                    let image = Image(
                        width: 16, height: 16, red: shown[0], green: shown[1], blue: shown[2])
                    try Data(image.jpeg()).write(to: place.appending(path: "\(number).jpg"))
                }
            }
        }
    }

    /// A trained network and such images, and the folder that both are in as long as it lives.
    private static func network() throws -> (
        images: DrawnImages, data: URL, checkpoint: URL, extractor: FeatureExtractor
    ) {
        let images = try DrawnImages()
        let checkpoint = images.checkpoint("network")
        try images.training(.tiny("baseline")).save(to: checkpoint)
        let data = images.folder.file("colours")
        try drawn(in: data)
        let extractor = try FeatureExtractor(
            checkpoint: checkpoint, device: Device(threads: 1), precision: { _, _ in .f32 })
        return (images, data, checkpoint, extractor)
    }

    private static func setting() throws -> Setting {
        try Setting(
            command: "test", threads: 1, precision: .f32, seed: 3, overwrites: true,
            say: { _ in }, warn: { _ in })
    }

    /// Of five lists of images the first ones, as many of each as `counts` says.
    private static func first(_ counts: [Int], of images: [[Int]]) -> [[Int]] {
        zip(images, counts).map { Array($0.prefix($1)) }
    }

    /// The temperature at which the scores of nearest-centroid classifiers on 200 episodes of the
    /// table, with so many queries of each class, are likeliest, by trying ever nearer ones.
    private static func likeliest(
        _ table: FeatureTable, queries: [Int] = [15, 15, 15, 15, 15], seed: UInt64
    ) throws -> Double {
        let table = try FeatureTransform.l2.apply(to: table)
        let sampler = try EpisodeSampler(
            table, way: 5, shot: 1, query: queries.max()!, seed: seed)
        var answers: [(scores: [Double], right: Int)] = []
        for index in 0..<200 {
            let episode = sampler.episode(index)
            func rows(_ images: [[Int]]) -> [[Float]] { images.joined().map { Array(table[$0]) } }
            let scores = NearestCentroid().scores(
                support: rows(episode.support), labels: Array(0..<5), way: 5,
                queries: rows(first(queries, of: episode.query)))
            let right = zip(0..., queries).flatMap { [Int](repeating: $0, count: $1) }
            for (scores, right) in zip(scores, right) {
                answers.append((scores.map { Double($0) }, right))
            }
        }
        func loss(_ temperature: Double) -> Double {
            answers.reduce(0) { sum, answer in
                let total = answer.scores.reduce(0) { $0 + exp($1 / temperature) }
                return sum + log(total) - answer.scores[answer.right] / temperature
            }
        }
        // The loss falls and then rises in the logarithm of the temperature.
        var (low, high) = (log(1e-4), log(1e4))
        for _ in 0..<100 {
            let (a, b) = (low + (high - low) / 3, high - (high - low) / 3)
            if loss(exp(a)) < loss(exp(b)) { high = b } else { low = a }
        }
        return exp((low + high) / 2)
    }

    @Test("temperatures are fitted on val classes, whichever classes are evaluated")
    func val() throws {
        let (images, data, checkpoint, extractor) = try Self.network()
        var seeds = Generator(seed: 3).stream("temperature")
        let seed = seeds.next()
        func own(_ split: Split) throws -> Double {
            try Self.likeliest(
                extractor.features(of: Dataset.open(data).images(of: split)), seed: seed)
        }
        let (base, expected, novel) = (try own(.base), try own(.val), try own(.novel))
        // Three that nobody can take for each other.
        #expect(expected > 1e-3 && expected < 1e3)
        #expect(abs(log(base / expected)) > 0.1 && abs(log(novel / expected)) > 0.1)

        let setting = try Self.setting()
        for split in [Split.novel, .base, .val] {
            var evaluate = Evaluate(.images(ImageFeatures(data, by: [checkpoint])))
            evaluate.classifiers = [.inductive(NearestCentroid())]
            evaluate.plan.count = 20
            evaluate.report = images.folder.file("\(split)/report.md")
            evaluate.plan.split = split
            let record = try #require(try evaluate.run(setting))
            let calibration = try #require(record.results[0].calibration)
            let temperature = try #require(calibration.temperature)
            #expect(abs(temperature / expected - 1) < 1e-3, "on \(split): \(temperature)")
            #expect(calibration.fittedOn == "val")
        }
    }

    @Test("a list's unequal queries are said, fitted on, and never measured as equal ones")
    func unequal() throws {
        let (images, data, checkpoint, extractor) = try Self.network()
        let novel = try extractor.features(of: Dataset.open(data).images(of: .novel))
        let counts = [9, 5, 3, 1, 0]
        let sampler = try EpisodeSampler(novel, way: 5, shot: 1, query: 9, seed: 1)
        let list = try EpisodeList(
            episodes: (0..<20).map { index in
                let drawn = sampler.episode(index)
                return Episode(
                    classes: drawn.classes, support: drawn.support,
                    query: Self.first(counts, of: drawn.query))
            },
            images: zip(novel.labels, novel.paths).map {
                .init(className: novel.classes[$0], path: $1, sha256: nil)
            })
        try list.write(to: images.folder.file("list"))

        var evaluate = Evaluate(.images(ImageFeatures(data, by: [checkpoint])))
        evaluate.classifiers = [.inductive(NearestCentroid())]
        evaluate.transforms = [.l2, .none]
        evaluate.plan.list = images.folder.file("list")
        evaluate.report = images.folder.file("unequal/report.md")
        evaluate.perEpisode = images.folder.file("unequal/episodes.csv")
        evaluate.exports = [.csv]
        let record = try #require(try evaluate.run(Self.setting()))
        #expect(record.results.allSatisfy { $0.unequalQueries == true && $0.open == nil })
        #expect(record.comparisons.count == 1 && record.comparisons[0].open == nil)
        let page = try InputFile.readText(evaluate.report!)
        #expect(page.contains("5-way 1-shot, unequal queries"))
        #expect(page.contains("further images, unequally many of each class, rightly"))
        #expect(try InputFile.readText(evaluate.perEpisode!).contains("\n5,1,unequal,"))
        let rows = try InputFile.readText(images.folder.file("unequal/results.csv"))
        #expect(rows.contains("\n5,,1,,4,unequal,"), "\(rows)")

        var seeds = Generator(seed: 3).stream("temperature")
        let expected = try Self.likeliest(
            extractor.features(of: Dataset.open(data).images(of: .val)), queries: counts,
            seed: seeds.next())
        let temperature = try #require(record.results[0].calibration?.temperature)
        #expect(abs(temperature / expected - 1) < 1e-3, "\(temperature), not \(expected)")
    }
}
