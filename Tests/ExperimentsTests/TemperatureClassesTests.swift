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

    /// The temperature at which the scores of nearest-centroid classifiers on 200 episodes of the
    /// table are likeliest, by trying ever nearer ones, and how likely they are.
    private static func likeliest(_ table: FeatureTable, seed: UInt64) throws -> Double {
        let table = try FeatureTransform.l2.apply(to: table)
        let sampler = try EpisodeSampler(table, way: 5, shot: 1, query: 15, seed: seed)
        var answers: [(scores: [Double], right: Int)] = []
        for index in 0..<200 {
            let episode = sampler.episode(index)
            func rows(_ images: [[Int]]) -> [[Float]] { images.joined().map { Array(table[$0]) } }
            let scores = NearestCentroid().scores(
                support: rows(episode.support), labels: Array(0..<5), way: 5,
                queries: rows(episode.query))
            for (query, scores) in scores.enumerated() {
                answers.append((scores.map { Double($0) }, query / 15))
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
        let images = try DrawnImages()
        let checkpoint = images.checkpoint("network")
        try images.training(.tiny("baseline")).save(to: checkpoint)
        let data = images.folder.file("colours")
        try Self.drawn(in: data)
        let extractor = try FeatureExtractor(
            checkpoint: checkpoint, device: Device(threads: 1), precision: { _, _ in .f32 })
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

        let setting = try Setting(
            command: "test", threads: 1, precision: .f32, seed: 3, overwrites: true,
            say: { _ in }, warn: { _ in })
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
}
