import Drawings
import Experiments
import Files
import Foundation
import Layers
import Randomness
import Statistics
import Tensors

/// `fewshot flattening`: what Manifold Mixup does to the states of a narrow layer.
public struct Flattening {
    /// The folder for flattening.md, its figure and flattening.json.
    public var output: URL
    /// Trainings of each method.
    public var seeds = 8
    /// Pictures to learn from.
    public var pictures = 1000
    /// How often each is seen.
    public var epochs = 60

    /// New pictures that networks are measured on.
    private static let newPictures = 1000
    /// The side of a picture, in pixels.
    private static let side = DrawnStrings.height

    /// The experiment with a folder for its report.
    public init(output: URL) { self.output = output }

    /// Trains, measures, and writes the report.
    ///
    /// - Throws: `UserError.usage` for numbers that make no experiment, `.cannotCreate` or
    ///   `.inputOutput` for files.
    public func run(_ setting: Setting) throws -> FlatteningRecord {
        try setting.require(
            ("seeds", seeds, 2...100), ("pictures", pictures, 100...10_000),
            ("epochs", epochs, 1...1_000_000))
        return try setting.illustrate(
            "flattening", in: output, report: FlatteningReport.init
        ) { started in try record(setting, started) }
    }

    private func record(_ setting: Setting, _ started: Date) throws -> FlatteningRecord {
        var chance = Generator(seed: setting.seed).stream("flattening")
        func drawn(_ count: Int) -> DrawnStrings {
            DrawnStrings(count, lengths: 1...1, width: Self.side, using: &chance)
        }
        let (known, new) = (drawn(pictures), drawn(Self.newPictures))
        let generators = (0..<seeds).map { chance.stream("network", $0) }
        let device = setting.makeDevice()
        let bar = ProgressBar(
            "Flattening", total: FlatteningMethod.all.count * seeds, unit: "networks")
        let methods = try FlatteningMethod.all.enumerated().map { place, method in
            let networks = method.train(
                on: known, epochs: epochs, device: device, generators: generators)
            bar.update((place + 1) * seeds)
            return TrainedMethod(
                name: method.name, runs: try runs(networks, known, new, device))
        }
        bar.finish()
        return FlatteningRecord(
            command: setting.command, methods: methods, pictures: pictures,
            newPictures: Self.newPictures, epochs: epochs, seed: setting.seed,
            machine: setting.machine, seconds: Date().timeIntervalSince(started))
    }

    private func runs(
        _ networks: FlatteningNetworks, _ known: DrawnStrings, _ new: DrawnStrings,
        _ device: Device
    ) throws -> [FlatteningRecord.Run] {
        /// What `part` makes of the same pictures in each network.
        func answers(
            _ pictures: DrawnStrings, _ part: (Tensor, Pass) -> Tensor
        ) -> [[Float]] {
            let all = (0..<seeds).flatMap { _ in Array(0..<pictures.count) }
            let values = part(
                pictures.tensor(all, on: device), Pass(device, .evaluation, precision: .f32)
            ).values()
            let size = values.count / seeds
            return (0..<seeds).map { Array(values[$0 * size..<($0 + 1) * size]) }
        }
        let states = [known, new].map { answers($0) { networks.states($0, in: $1) } }
        let scores = answers(new) { networks.scores($0, in: $1) }
        return try (0..<seeds).map { network in
            let (accuracy, loss) = scored(scores[network], new.labels.map { $0[0] })
            return .init(
                accuracy: accuracy, negativeLogLikelihood: loss,
                trained: try spread(states[0][network], known),
                new: try spread(states[1][network], new))
        }
    }

    private func scored(_ scores: [Float], _ labels: [Int]) -> (accuracy: Double, loss: Double) {
        let classes = scores.count / labels.count
        var (right, loss, tally) = (0, 0.0, CalibrationTally())
        for (row, label) in labels.enumerated() {
            let own = Array(scores[row * classes..<(row + 1) * classes])
            loss += tally.add(scores: own.span, right: label)
            if own[label] == own.max() { right += 1 }
        }
        return (Double(right) / Double(labels.count), loss / Double(labels.count))
    }

    /// - Throws: `UserError.badData` where a class does not spread.
    private func spread(
        _ states: [Float], _ pictures: DrawnStrings
    ) throws -> FlatteningRecord.Spread {
        let width = FlatteningNetworks.narrow
        let groups = DrawnStrings.alphabet.indices.map { glyph in
            pictures.labels.indices.filter { pictures.labels[$0][0] == glyph }
        }
        // As many of each class as the rarest has.
        let count = groups.map(\.count).min() ?? 0
        guard count > 2 else {
            throw UserError(
                setting: "pictures",
                "is \(self.pictures); some glyph is drawn too rarely for its spread. Use more.")
        }
        let features = FeatureFlatness(
            of: groups.map { own in
                own.prefix(count).flatMap { states[$0 * width..<($0 + 1) * width] }
            }, dimension: width)
        let ranks = features.spreads.compactMap(\.spectrum.effectiveRank)
        guard let flatness = features.flatness, ranks.count == groups.count else {
            throw UserError(.badData, "A class's states are all the same: the training broke down.")
        }
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
        return .init(
            deviations: Array(flatness.meanDeviations.prefix(width)),
            directions: mean(flatness.directions(above: Flatness.fine)),
            wideDirections: mean(flatness.directions(above: Flatness.wide)),
            sumShare: mean(features.sumShares), rank: mean(ranks))
    }
}
