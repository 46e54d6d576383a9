import Drawings
import Experiments
import Files
import Foundation
import Randomness
import Statistics

/// `fewshot glyphs`: Manifold Mixup with a loss over sequences, on strings of drawn glyphs.
public struct Glyphs {
    /// The folder for glyphs.md, its figures and glyphs.json.
    public var output: URL
    /// Trainings of each method.
    public var seeds = 20
    /// Labelled strings to learn from.
    public var strings = 100
    /// Steps of training.
    public var steps = 1500

    /// Strings that the networks are measured on.
    private static let heldOut = 1000
    /// How often a network is looked at while it learns, and on how many of those strings.
    private static let looks = 12
    private static let lookedAt = 200
    /// Strings that the report shows.
    private static let shown = 8

    /// The experiment with a folder for its report.
    public init(output: URL) { self.output = output }

    /// Trains, measures, and writes the report.
    ///
    /// - Throws: `UserError.usage` for numbers that make no experiment, `.cannotCreate` or
    ///   `.inputOutput` for files.
    public func run(_ setting: Setting) throws -> GlyphsRecord {
        try setting.require(
            ("seeds", seeds, 2...100), ("strings", strings, 2...10_000),
            ("steps", steps, 1...1_000_000))
        return try setting.illustrate("glyphs", in: output, report: GlyphsReport.init) { started in
            record(setting, started)
        }
    }

    private func record(_ setting: Setting, _ started: Date) -> GlyphsRecord {
        let device = setting.makeDevice()
        let bar = ProgressBar(
            "Glyphs", total: GlyphMethod.all.count * seeds * steps, unit: "steps")
        var methods = GlyphMethod.all.map {
            TrainedMethod<GlyphsRecord.Run>(name: $0.name, runs: [])
        }
        var samples: [GlyphsRecord.Sample] = []
        var done = 0
        for seed in 0..<seeds {
            let generator = Generator(seed: setting.seed).stream("glyphs", seed)
            // Both methods learn from the same strings and are measured on the same.
            var drawing = generator.stream("strings")
            let known = DrawnStrings(strings, using: &drawing)
            let others = DrawnStrings(Self.heldOut, using: &drawing)
            let looked = DrawnStrings(Self.lookedAt, using: &drawing)
            if seed == 0 { samples = .init(others, count: Self.shown) }
            for (place, method) in GlyphMethod.all.enumerated() {
                var curve: [GlyphsRecord.Point] = []
                let network = method.train(
                    on: known, steps: steps, device: device, generator: generator
                ) { network, step, _ in
                    done += 1
                    bar.update(done)
                    guard step * Self.looks / steps > (step - 1) * Self.looks / steps else {
                        return
                    }
                    let reading = GlyphReading(looked, by: network)
                    curve.append(
                        .init(
                            step: step, errorRate: reading.errorRate,
                            negativeLogLikelihood: reading.negativeLogLikelihood))
                }
                let reading = GlyphReading(others, by: network)
                methods[place].runs.append(
                    .init(
                        errorRate: reading.errorRate,
                        negativeLogLikelihood: reading.negativeLogLikelihood,
                        trainingErrorRate: GlyphReading(known, by: network).errorRate,
                        curve: curve))
                guard seed == 0 else { continue }
                for index in samples.indices { samples[index].read.append(reading.read[index]) }
            }
        }
        bar.finish()
        return GlyphsRecord(
            command: setting.command, alphabet: DrawnStrings.alphabet, methods: methods,
            differences: .init(methods), samples: samples, strings: strings,
            heldOutStrings: Self.heldOut, batch: min(GlyphMethod.batch, strings), steps: steps,
            seed: setting.seed, machine: setting.machine,
            seconds: Date().timeIntervalSince(started))
    }
}

extension [GlyphsRecord.Sample] {
    /// The first strings with their pictures; nothing is read yet.
    fileprivate init(_ strings: DrawnStrings, count: Int) {
        let size = DrawnStrings.height * DrawnStrings.width
        self = (0..<Swift.min(count, strings.count)).map { index in
            let pixels = strings.pixels[(index * size)..<((index + 1) * size)]
            let (low, high) = (pixels.min()!, pixels.max()!)
            return .init(
                width: DrawnStrings.width,
                pixels: pixels.map {
                    Int((255 * ($0 - low) / Swift.max(high - low, 1e-6)).rounded())
                },
                label: strings.labels[index], read: [])
        }
    }
}

extension GlyphsRecord.Differences {
    /// The last method beside the first, over seeds.
    fileprivate init(_ methods: [TrainedMethod<GlyphsRecord.Run>]) {
        let (plain, mixed) = (methods[0].runs, methods[methods.count - 1].runs)
        func paired(_ measure: KeyPath<GlyphsRecord.Run, Double>) -> GlyphsRecord.Difference {
            let paired = PairedDifference(
                mixed.map { $0[keyPath: measure] }, minus: plain.map { $0[keyPath: measure] })
            return .init(mean: paired.estimate.mean, ci95: paired.estimate.ci95 ?? 0)
        }
        self.init(
            errorRate: paired(\.errorRate), negativeLogLikelihood: paired(\.negativeLogLikelihood))
    }
}
