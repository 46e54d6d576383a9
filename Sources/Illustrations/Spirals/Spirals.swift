import Experiments
import Files
import Foundation
import Randomness
import Statistics
import Tensors

/// `fewshot spirals`: what Manifold Mixup does to a network, on a plane where it can be seen.
public struct Spirals {
    /// The folder for spirals.md, its figures and spirals.json.
    public var output: URL
    /// Trainings of each method.
    public var seeds = 20
    /// Labelled points of each spiral.
    public var pointsPerSpiral = 40
    /// Steps of training.
    public var steps = 1000

    /// Cells along a side of the planes that are drawn.
    private static let side = 60
    /// New points of each spiral that networks are measured on.
    private static let newPoints = 1000

    /// The experiment with a folder for its report.
    public init(output: URL) { self.output = output }

    /// Trains, measures, and writes the report.
    ///
    /// - Throws: `UserError.usage` for numbers that make no experiment, `.cannotCreate` or
    ///   `.inputOutput` for files.
    public func run(_ setting: Setting) throws -> SpiralsRecord {
        try setting.require(
            ("seeds", seeds, 2...100), ("points", pointsPerSpiral, 2...1000),
            ("steps", steps, 1...1_000_000))
        return try setting.illustrate("spirals", in: output, report: SpiralsReport.init) {
            started in
            record(setting, started)
        }
    }

    private func record(_ setting: Setting, _ started: Date) -> SpiralsRecord {
        let trials = Trials(self, setting)
        let methods = SpiralMethod.all.map { trials.method($0) }
        let starts = SpiralStart.others.map { trials.start($0) }
        trials.bar.finish()
        var record = SpiralsRecord(
            command: setting.command, methods: methods,
            start: SpiralStart.he.name, otherStarts: starts,
            pointsPerSpiral: pointsPerSpiral, steps: steps, seed: setting.seed,
            machine: setting.machine, seconds: Date().timeIntervalSince(started))
        record.film = trials.film.film
        return record
    }

    /// The seeds of all trainings, each with points of its own: the same for every method.
    private final class Trials {
        let bar: ProgressBar
        private let spirals: Spirals
        private let device: Device
        private let generators: [Generator]
        private let points, others: [SpiralPoints]
        let film: SpiralFilm
        private var plain: [SpiralsRecord.Measures] = []
        private var done = 0

        init(_ spirals: Spirals, _ setting: Setting) {
            (self.spirals, device) = (spirals, setting.makeDevice())
            generators = (0..<spirals.seeds).map {
                Generator(seed: setting.seed).stream("spirals", $0)
            }
            let drawn = generators.map { generator in
                var own = generator.stream("points")
                return (
                    SpiralPoints(spirals.pointsPerSpiral, using: &own),
                    SpiralPoints(Spirals.newPoints, using: &own)
                )
            }
            (points, others) = (drawn.map(\.0), drawn.map(\.1))
            film = SpiralFilm(of: points, steps: spirals.steps)
            bar = ProgressBar(
                "Spirals",
                total: (SpiralMethod.all.count + 2 * SpiralStart.others.count) * spirals.seeds,
                unit: "networks")
        }

        /// A method's networks, trained and measured.
        private func trained(
            _ method: SpiralMethod, from start: SpiralStart, isFilmed: Bool = false
        ) -> (networks: SpiralNetworks, measures: [SpiralsRecord.Measures]) {
            let networks = method.train(
                on: points, from: start, steps: spirals.steps, device: device,
                generators: generators
            ) { if isFilmed { film.watch($0, $1) } }
            if isFilmed { film.cut(method.name) }
            let measures = SpiralsRecord.Measures.all(
                networks, trainedOn: points, others: others)
            done += spirals.seeds
            bar.update(done)
            return (networks, measures)
        }

        func method(_ method: SpiralMethod) -> SpiralsRecord.Method {
            let (networks, measures) = trained(
                method, from: .he, isFilmed: SpiralMethod.filmed.contains(method.name))
            let isFirst = plain.isEmpty
            if isFirst { plain = measures }
            let input = points.map { PlaneGrid(around: $0.places, side: Spirals.side) }
            let hidden = networks.hidden(points.map(\.coordinates)).map(\.places)
            let inside = hidden.map { PlaneGrid(around: $0, side: Spirals.side) }
            return .init(
                name: method.name, runs: measures,
                input: .init(
                    input[0], points[0].places, points[0].labels,
                    networks.probabilities(atInputs: input.map(\.coordinates))[0]),
                hidden: .init(
                    inside[0], hidden[0], points[0].labels,
                    networks.probabilities(atHidden: inside.map(\.coordinates))[0]),
                claims: isFirst ? [] : SpiralsRecord.Claim.all(plain, measures))
        }

        func start(_ start: SpiralStart) -> SpiralsRecord.Start {
            let plain = trained(.plain, from: start).measures
            let mixed = trained(.manifoldMixup, from: start).measures
            return .init(
                name: start.name, plain: plain, mixed: mixed,
                claims: SpiralsRecord.Claim.all(plain, mixed))
        }
    }
}

extension SpiralsRecord.Plane {
    fileprivate init(
        _ grid: PlaneGrid, _ places: [(x: Double, y: Double)], _ labels: [Int],
        _ probabilities: [Double]
    ) {
        self.init(
            low: [grid.low.x, grid.low.y], high: [grid.high.x, grid.high.y],
            probabilities: probabilities, points: places.map { [$0.x, $0.y] }, labels: labels)
    }
}

extension SpiralsRecord.Claim {
    /// The authors' claims (Verma et al. 2019, §1 and §3), each as a difference over seeds.
    fileprivate static func all(
        _ plain: [SpiralsRecord.Measures], _ mixed: [SpiralsRecord.Measures]
    ) -> [SpiralsRecord.Claim] {
        func claim(
            _ text: String, _ measure: KeyPath<SpiralsRecord.Measures, Double>, positive: Bool
        ) -> SpiralsRecord.Claim {
            let (own, others) = (
                mixed.map { $0[keyPath: measure] }, plain.map { $0[keyPath: measure] }
            )
            let paired = PairedDifference(own, minus: others)
            return .init(
                text: text, difference: paired.estimate.mean, ci95: paired.estimate.ci95 ?? 0,
                student: paired.pValue ?? 1, wilcoxon: WilcoxonTest(own, minus: others).pValue,
                isPositive: positive)
        }
        return [
            claim(
                "the decision boundary keeps away from the points that it is nearest to",
                \.nearestTenth, positive: true),
            claim(
                "less of the input plane is answered with confidence", \.confidentShare,
                positive: false),
            claim(
                "less of the hidden plane is answered with confidence", \.hiddenConfidentShare,
                positive: false),
            claim("new points are more likely", \.negativeLogLikelihood, positive: false),
            claim("more new points are named rightly", \.accuracy, positive: true),
            claim(
                "hidden points of a class lie closer together", \.hiddenSpread, positive: false),
            claim("they vary in fewer directions", \.directions, positive: false),
        ]
    }
}
