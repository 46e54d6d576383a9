import Backbones
import Foundation
import Networks
import Recipes
import Randomness
import Tensors
import TestSupport
import Testing
import Training
import TrainingSupport

@Suite("Adaptation to a task")
struct TaskAdaptationTests {
    private let images: DrawnImages
    private let training: Pretraining
    private var network: Network { training.network }
    private static let (count, size, way) = (8, 32, 2)
    private static let pixels = Pattern.values("images", count: count * 3 * size * size)
    private static let labels = [0, 1, 0, 1, 0, 1, 0, 1]
    private let rows = Array(0..<count)

    /// A few steps of training, so that running statistics are not those of fresh weights.
    init() throws {
        images = try DrawnImages()
        training = try images.training(.tiny("baseline", RecipeOverrides(imageSize: Self.size)))
        try training.run(until: 3)
    }

    private var head: TaskAdaptation.Head {
        let dimension = network.featureCount
        return .init(
            weights: Pattern.values("head", count: Self.way * dimension), bias: [0.1, -0.1])
    }

    private func adapted(
        _ adaptation: TaskAdaptation, rate: Double = 1e-3, steps: Int = 10
    ) -> (losses: [Double], weights: [String: [Float]], scores: [Float]) {
        let states = adaptation.states(of: Self.pixels, count: Self.count)
        let losses = adaptation.adapt(
            to: states, rows: rows, labels: Self.labels, from: head, rate: rate, steps: steps)
        return (losses, adaptation.weights, adaptation.scores(of: states, rows: rows))
    }

    @Test(
        "The loss on the support falls, and the same task ends at the same weights to the bit",
        arguments: [AdaptedPart.lastStage, .norms])
    func falls(part: AdaptedPart) {
        let adaptation = TaskAdaptation(network, part)
        let first = adapted(adaptation)
        #expect(first.losses.count == 10 && first.losses[9] < first.losses[0] - 0.01)
        _ = adapted(adaptation, rate: 1e-2)
        let again = adapted(adaptation)
        #expect(again.losses == first.losses && again.weights == first.weights)
        #expect(again.scores == first.scores)
    }

    @Test("What is adapted is the last stage, or scales and shifts, and nothing else")
    func parts() {
        let before = network.store.parameters.mapValues { $0.values() }
        let statistics = network.store.statistics.mapValues { $0.values() }
        func changed() -> Set<String> {
            Set(before.keys.filter { network.store.parameters[$0]!.values() != before[$0] })
        }
        let last = TaskAdaptation(network, .lastStage)
        let states = last.states(of: Self.pixels, count: Self.count)
        let features = last.features(of: states)
        _ = adapted(last)
        #expect(changed() == ["block4.conv.weight", "block4.bn.weight", "block4.bn.bias"])
        #expect(last.features(of: states) == features && changed().isEmpty)
        let norms = TaskAdaptation(network, .norms)
        _ = adapted(norms)
        #expect(
            changed()
                == Set((1...4).flatMap { ["block\($0).bn.weight", "block\($0).bn.bias"] }))
        _ = norms.features(of: norms.states(of: Self.pixels, count: Self.count))
        #expect(TaskAdaptation(network, .linearProbe).weights.isEmpty)
        // Batch normalisation went by the running statistics, which stay.
        #expect(network.store.statistics.mapValues { $0.values() } == statistics)
    }

    @Test("Without a step, scores are the head's of the network's features, of length one")
    func none() throws {
        let adaptation = TaskAdaptation(network, .norms)
        let scores = adapted(adaptation, steps: 0).scores
        let states = adaptation.states(of: Self.pixels, count: Self.count)
        let features = adaptation.features(of: states)
        let dimension = network.featureCount
        for row in rows {
            let own = features[(row * dimension)..<((row + 1) * dimension)]
            let length = own.reduce(0) { $0 + $1 * $1 }.squareRoot()
            for label in 0..<Self.way {
                let weights = head.weights[(label * dimension)..<((label + 1) * dimension)]
                let expected =
                    zip(own, weights).reduce(0) { $0 + $1.0 * $1.1 } / length
                    + head.bias[label]
                #expect(abs(scores[row * Self.way + label] - expected) < 1e-4)
            }
        }
    }

    @Test(
        "A pass of adaptation computes what evaluation does, with every family's normalisation",
        arguments: ["conv4", "resnet12-quarter", "mobilenetv3-small", "convnext-tiny"])
    func evaluation(name: String) throws {
        let network = Network(
            try #require(BackboneName(name)),
            input: training.network.input, device: Device(threads: 1), precision: .f32)
        var generator = Generator(seed: 2)
        for (name, statistic) in network.store.statistics {
            let spread = name.hasSuffix("var") ? 1.0...2.0 : -0.3...0.3
            statistic.assign(
                (0..<statistic.elementCount).map { _ in Float(generator.uniform(in: spread)) })
        }
        let adaptation = TaskAdaptation(network, .norms)
        let states = adaptation.states(of: Self.pixels, count: Self.count)
        let features = adaptation.features(of: states)
        let dimension = network.featureCount
        // The first loss is that of a recorded pass; scores are those of evaluation.
        let head = TaskAdaptation.Head(
            weights: Pattern.values("head", count: Self.way * dimension), bias: [0, 0])
        let loss = adaptation.adapt(
            to: states, rows: rows, labels: Self.labels, from: head, rate: 0, steps: 1)[0]
        let scores = adaptation.scores(of: states, rows: rows)
        let expected =
            rows.reduce(0.0) { sum, row in
                sum
                    - Double(softmax(Array(scores[(row * 2)..<(row * 2 + 2)]))[Self.labels[row]])
                    .logarithm
            } / Double(Self.count)
        #expect(abs(loss - expected) < 1e-4)
        #expect(adaptation.features(of: states) == features)
    }
}

extension Double {
    fileprivate var logarithm: Double { Foundation.log(self) }
}
