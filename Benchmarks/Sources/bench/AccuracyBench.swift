import ArgumentParser
import Backbones
import Datasets
import Experiments
import Foundation
import Images
import Networks
import Randomness
import Recipes
import Statistics
import Tensors
import Training

/// Whether a faster way to compute costs accuracy: the same short training by each, from several
/// seeds.
struct AccuracyBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accuracy",
        abstract: "Train the same network by each way to compute, and compare what it learned.",
        discussion: """
            Trains by s2m2-r in its one-phase form on part of the base images in f32 by Winograd's \
            algorithm, in f32 by the direct one, and in bf16, emulated where the CPU has none. \
            Prints 5-way accuracies on the val classes and paired differences over seeds with 95 % \
            intervals, as a markdown table.
            """)

    /// A way to compute.
    enum Way: String, CaseIterable, ExpressibleByArgument {
        case winograd, direct, bf16
    }

    @Argument(help: "Data set with base and val classes.")
    var data: String

    @Option(help: "A way to compute, held against the first; repeatable.")
    var way: [Way] = Way.allCases

    @Option(help: "The backbone.")
    var backbone = BackboneName.conv4

    @Option(help: "Trainings by each.")
    var seeds = 3

    @Option(help: "Epochs of each.")
    var epochs = 10

    @Option(help: "Images of each base class.")
    var trainImages = 60

    @Option(help: "Side of the square images, in pixels.")
    var imageSize = 42

    @Option(help: "Compute threads; as many as the machine has unless given.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    func run() throws {
        let dataset = try Dataset.open(URL(fileURLWithPath: data))
        let base = try dataset.images(of: .base).scanned(threads: threads).accepted
        let val = try dataset.images(of: .val).scanned(threads: threads).accepted
        var scores = [[Validation.Score]](repeating: [], count: way.count)
        for seed in 0..<UInt64(seeds) {
            for (index, way) in way.enumerated() {
                let started = Date()
                let score = try score(by: way, seed: seed, base: base, val: val)
                scores[index].append(score)
                let line =
                    "\(way) seed \(seed): \(percent(score.oneShot)) / \(percent(score.fiveShot)) "
                    + "in \(Int(Date().timeIntervalSince(started))) s\n"
                FileHandle.standardError.write(Data(line.utf8))
            }
        }
        print(
            "| \(backbone) | 1-shot, each seed | 1-shot − first | 5-shot, each seed | 5-shot − first |"
        )
        print("| :-- | :-- | --: | :-- | --: |")
        for (way, scores_) in zip(way, scores) {
            let cells = [\Validation.Score.oneShot, \.fiveShot].flatMap { shot in
                [
                    scores_.map { percent($0[keyPath: shot]) }.joined(separator: ", "),
                    difference(
                        scores_.map { $0[keyPath: shot] }, scores[0].map { $0[keyPath: shot] }),
                ]
            }
            print("| \(way) | \(cells.joined(separator: " | ")) |")
        }
    }

    private func score(
        by way: Way, seed: UInt64, base: LabeledImages, val: LabeledImages
    ) throws -> Validation.Score {
        let recipe = try Recipe.s2m2r.overridden(
            by: RecipeOverrides(
                epochs: epochs, batchSize: 32, imageSize: imageSize, mixupAlpha: 0.2,
                onePhase: true))
        let places = try base.division(
            holdingOut: nil, trainImages: trainImages, using: Generator(seed: seed))
        let training = try Pretraining(
            backbone, recipe: recipe, base: base.only(places.training), data: "",
            normalization: .imageNet, seed: seed,
            device: Device(threads: threads, winograd: way == .winograd),
            precision: way == .bf16 ? .bf16 : .f32)
        while !training.isFinished {
            _ = try training.trainEpoch(until: Interruption()) { _ in }
        }
        return try Validation(val, seed: 0, threads: threads)
            .score(FeatureExtractor(training.network))
    }

    private func percent(_ share: Double) -> String { String(format: "%.2f %%", 100 * share) }

    private func difference(_ some: [Double], _ first: [Double]) -> String {
        if some == first { return "–" }
        let estimate = PairedDifference(some, minus: first).estimate
        let interval = estimate.ci95.map { String(format: " ± %.2f", 100 * $0) } ?? ""
        return String(format: "%+.2f", 100 * estimate.mean) + interval
    }
}
