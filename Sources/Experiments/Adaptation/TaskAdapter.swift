import Classifiers
import Features
import Foundation
import Randomness
import Statistics
import Training

/// Adapts a network to the support images of a task, at a learning rate that examples which are left
/// out choose, and answers its queries.
///
/// Each support image is seen whole and in `crops` random crops. A logistic regression on all their
/// features, each of length one, is the linear probe; from it the network takes `steps` steps
/// (`TaskAdaptation`). The rate is the one of a short list, 0 among them, at which images that were
/// left out are likeliest (`LeftOutRows`); at 0 the probe answers as it is. Queries have no say in any
/// of this.
public final class TaskAdapter {
    /// What a task was adapted by.
    public struct Choice: Sendable, Equatable {
        /// The learning rate; 0 for the linear probe alone.
        public internal(set) var rate = 0.0
        /// What the scores of left-out images are to be divided by; nil where none were.
        public internal(set) var temperature: Double?
    }

    /// Random crops of each support image beside the whole.
    public static let crops = 2
    /// Steps of the network.
    public static let steps = 10

    /// The rates to choose from, the first being none.
    static func rates(_ part: AdaptedPart) -> [Double] {
        switch part {
        case .linearProbe: [0]
        case .lastStage: [0, 1e-4, 3e-4, 1e-3]
        case .norms: [0, 1e-3, 3e-3, 1e-2]
        }
    }

    private let adaptation: TaskAdaptation
    private let images: TaskImages
    private let rates: [Double]
    private let steps: Int
    private var way = 0
    /// What the last task was adapted by.
    public private(set) var choice = Choice()
    /// The linear probe of the last task.
    private let probe = LogisticRegression().makeLearner()

    /// An adapter that chooses among `rates`, the first of which is 0.
    public init(
        _ adaptation: TaskAdaptation, _ images: TaskImages, rates: [Double],
        steps: Int = TaskAdapter.steps
    ) {
        self.adaptation = adaptation
        self.images = images
        self.rates = rates
        self.steps = steps
    }

    /// Adapts to a task.
    ///
    /// - Parameter support: the images of each class, as places in all images.
    /// - Throws: `UserError.badData` for an image that cannot be read any more.
    public func adapt(to support: [[Int]], using generator: Generator) throws {
        way = support.count
        let places = support.flatMap(\.self)
        let labels = support.enumerated().flatMap { label, own in own.map { _ in label } }
        var pixels = try images.whole(places)
        for crop in 0..<Self.crops {
            pixels += try images.crops(places, using: generator.stream("crop", crop))
        }
        let count = places.count * (1 + Self.crops)
        let states = adaptation.states(of: pixels, count: count)
        let task = Rows(
            states: states, features: unit(adaptation.features(of: states), count: count),
            labels: (0..<count).map { labels[$0 % labels.count] })
        choice =
            steps > 0 ? chosen(for: task, LeftOutRows.all(labels, crops: Self.crops)) : Choice()
        let all = Array(0..<count)
        fit(task, all)
        if choice.rate > 0 { move(task, all, rate: choice.rate) }
    }

    /// The scores of images by what was adapted last, (places × way).
    ///
    /// - Parameter others: whose places they are; those of the support images unless given.
    /// - Throws: as `adapt`.
    public func scores(of places: [Int], in others: TaskImages? = nil) throws -> [Float] {
        guard !places.isEmpty else { return [] }
        let pixels = try (others ?? images).whole(places)
        let states = adaptation.states(of: pixels, count: places.count)
        if choice.rate > 0 {
            return adaptation.scores(of: states, rows: Array(places.indices))
        }
        let features = unit(adaptation.features(of: states), count: places.count)
        return features.numbers.indices.filter { $0 % features.dimension == 0 }.flatMap {
            probed(features.numbers[$0..<($0 + features.dimension)])
        }
    }

    /// A task's images in all their views.
    private struct Rows {
        let states: TaskAdaptation.States
        let features: FeatureRows
        let labels: [Int]

        func row(_ row: Int) -> ArraySlice<Float> {
            let dimension = features.dimension
            return features.numbers[(row * dimension)..<((row + 1) * dimension)]
        }
    }

    /// The rate at which images that are left out are likeliest, at a temperature of its own each: of
    /// two rates that order them alike neither is better for being surer. Of equal ones the smallest.
    private func chosen(for task: Rows, _ folds: [LeftOutRows]) -> Choice {
        guard !folds.isEmpty else { return Choice() }
        var left = rates.map { _ in LeftOutScores(way: way) }
        for fold in folds {
            fit(task, fold.kept)
            let labels = fold.asked.map { task.labels[$0] }
            for (place, rate) in rates.enumerated() {
                if rate > 0 { move(task, fold.kept, rate: rate) }
                let scores =
                    rate > 0
                    ? adaptation.scores(of: task.states, rows: fold.asked)
                    : fold.asked.flatMap { probed(task.row($0)) }
                left[place].add(scores, labels: labels)
            }
        }
        var best: (choice: Choice, loss: Double)?
        for (rate, scores) in zip(rates, left) {
            let (temperature, loss) = scores.calibrated
            if best.map({ loss < $0.loss }) ?? true {
                best = (Choice(rate: rate, temperature: temperature), loss)
            }
        }
        return best?.choice ?? Choice()
    }

    private func fit(_ task: Rows, _ rows: [Int]) {
        _ = probe.fit(
            support: rows.flatMap { task.row($0) }.span, labels: rows.map { task.labels[$0] },
            way: way, using: Generator(seed: 0))
    }

    /// Takes the network's steps from the probe.
    private func move(_ task: Rows, _ rows: [Int], rate: Double) {
        let dimension = task.features.dimension
        var (weights, zeros) = (
            [Float](repeating: 0, count: way * dimension), [Float](repeating: 0, count: dimension)
        )
        let bias = probed(zeros[...])
        for j in 0..<dimension {
            zeros[j] = 1
            for (label, score) in probed(zeros[...]).enumerated() {
                weights[label * dimension + j] = score - bias[label]
            }
            zeros[j] = 0
        }
        adaptation.adapt(
            to: task.states, rows: rows, labels: rows.map { task.labels[$0] },
            from: .init(weights: weights, bias: bias), rate: rate, steps: steps)
    }

    private func probed(_ features: ArraySlice<Float>) -> [Float] {
        var scores = [Float](repeating: 0, count: way)
        probe.score(Array(features).span, into: &scores)
        return scores
    }

    private func unit(_ features: [Float], count: Int) -> FeatureRows {
        var rows = FeatureRows(dimension: features.count / count, numbers: features)
        rows.apply(.l2)
        return rows
    }
}
