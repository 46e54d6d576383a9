import Experiments
import Files
import Foundation
import Randomness
import Statistics

/// `fewshot spirals`: what Manifold Mixup does to a network, on a plane where it can be seen.
public struct Spirals {
    /// The folder for spirals.md, its figures and spirals.json.
    public var output: URL
    /// Trainings of each method.
    public var seeds = 5
    /// Labelled points of each spiral.
    public var pointsPerSpiral = 40
    /// Steps of training.
    public var steps = 1000

    /// Cells along a side of the planes that are drawn.
    private static let side = 60

    /// The experiment with a folder for its report.
    public init(output: URL) { self.output = output }

    /// Trains, measures, and writes the report.
    ///
    /// - Throws: `UserError.usage` for numbers that make no experiment, `.cannotCreate` or
    ///   `.inputOutput` for files.
    public func run(_ setting: Setting) throws -> SpiralsRecord {
        guard seeds >= 2, pointsPerSpiral >= 2, steps >= 1 else {
            throw UserError(
                .usage,
                "An experiment needs at least 2 seeds, 2 points and 1 step; --seeds is "
                    + "\(seeds), --points \(pointsPerSpiral) and --steps \(steps).")
        }
        try setting.requireReplaceable(
            output.appending(path: "spirals.md"), output.appending(path: "spirals.json"))
        let started = Date()
        let device = setting.makeDevice()
        let bar = ProgressBar(
            "Spirals", total: SpiralMethod.all.count * seeds, unit: "networks")
        var methods: [SpiralsRecord.Method] = []
        for method in SpiralMethod.all {
            var runs: [SpiralsRecord.Measures] = []
            var first: (SpiralNetwork, SpiralPoints)?
            for seed in 0..<seeds {
                let generator = Generator(seed: setting.seed).stream("spirals", seed)
                var points = generator.stream("points")
                let known = SpiralPoints(pointsPerSpiral, using: &points)
                let others = SpiralPoints(1000, using: &points)
                let network = method.train(
                    on: known, steps: steps, device: device, generator: generator)
                runs.append(.init(network, trainedOn: known, others: others))
                if first == nil { first = (network, known) }
                bar.update(methods.count * seeds + seed + 1)
            }
            let (network, points) = first!
            methods.append(
                .init(
                    name: method.name, runs: runs,
                    input: .init(inputsOf: network, points, side: Self.side),
                    hidden: .init(hiddenOf: network, points, side: Self.side)))
        }
        bar.finish()
        let record = SpiralsRecord(
            command: setting.command, methods: methods,
            claims: SpiralsRecord.Claim.all(methods[0].runs, methods[methods.count - 1].runs),
            pointsPerSpiral: pointsPerSpiral, steps: steps, seed: setting.seed,
            machine: setting.machine, seconds: Date().timeIntervalSince(started))
        let report = SpiralsReport(record: record)
        try report.write(to: output.appending(path: "spirals.md"))
        setting.say(report.summary)
        setting.say("Report: \(output.appending(path: "spirals.md").relativePath)")
        return record
    }
}

extension SpiralsRecord.Plane {
    /// The input plane of a network with its training points.
    fileprivate init(inputsOf network: SpiralNetwork, _ points: SpiralPoints, side: Int) {
        self.init(
            PlaneGrid(around: points.places, side: side), points.places, points.labels,
            network.probabilities(atInputs:))
    }

    /// The hidden plane of a network with its training points.
    fileprivate init(hiddenOf network: SpiralNetwork, _ points: SpiralPoints, side: Int) {
        let hidden = network.hidden(points.coordinates)
        let places = (0..<points.count).map {
            (x: Double(hidden[2 * $0]), y: Double(hidden[2 * $0 + 1]))
        }
        self.init(
            PlaneGrid(around: places, side: side), places, points.labels,
            network.probabilities(atHidden:))
    }

    private init(
        _ grid: PlaneGrid, _ places: [(x: Double, y: Double)], _ labels: [Int],
        _ probabilities: ([Float]) -> [Double]
    ) {
        self.init(
            low: [grid.low.x, grid.low.y], high: [grid.high.x, grid.high.y],
            probabilities: probabilities(grid.coordinates), points: places.map { [$0.x, $0.y] },
            labels: labels)
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
            let paired = PairedDifference(
                mixed.map { $0[keyPath: measure] }, minus: plain.map { $0[keyPath: measure] })
            return .init(
                text: text, difference: paired.estimate.mean, ci95: paired.estimate.ci95 ?? 0,
                isPositive: positive)
        }
        return [
            claim(
                "the decision boundary is farther from the data", \.boundaryDistance,
                positive: true),
            claim(
                "less of the plane is answered with confidence", \.confidentShare, positive: false),
            claim("new points are more likely", \.negativeLogLikelihood, positive: false),
            claim("more new points are named rightly", \.accuracy, positive: true),
            claim(
                "hidden points of a class lie closer together", \.hiddenSpread, positive: false),
            claim("they vary in fewer directions", \.hiddenFlatness, positive: false),
        ]
    }
}
