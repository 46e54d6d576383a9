import Classifiers
import Datasets
import Experiments
import Features
import Layers
import Networks
import Randomness
import Recipes
import Tensors
import TestSupport
import Testing
import Training
import TrainingSupport

@Suite("Adapting to the support images of a task")
struct TaskAdapterTests {
    private let images: DrawnImages
    private let training: Pretraining
    private let tasks: TaskImages

    init() throws {
        images = try DrawnImages()
        training = try images.training(.tiny("baseline", RecipeOverrides(imageSize: 32)))
        try training.run(until: 3)
        tasks = TaskImages(
            images: images.base, input: training.network.input, leastCrop: 0.3, threads: 2)
    }

    private func adapter(
        _ part: AdaptedPart = .lastStage, rates: [Double], steps: Int = 3
    ) -> (TaskAdaptation, TaskAdapter) {
        let adaptation = TaskAdaptation(training.network, part)
        return (adaptation, TaskAdapter(adaptation, tasks, rates: rates, steps: steps))
    }

    /// Images of a class, from the first.
    private func places(_ label: Int, _ range: Range<Int>) -> [Int] {
        Array(images.base.files.indices.filter { images.base.files[$0].label == label }[range])
    }

    private func support(shot: Int) -> [[Int]] { (0..<3).map { places($0, 0..<shot) } }

    @Test(
        "Without steps it is logistic regression on the frozen features, to the digit",
        arguments: [1, 3])
    func probe(shot: Int) throws {
        let support = support(shot: shot)
        let queries = (0..<3).flatMap { places($0, 6..<9) }
        let generator = Generator(seed: 4)
        let (_, adapter) = adapter(rates: [0, 0.1], steps: 0)
        try adapter.adapt(to: support, using: generator)
        let scores = try adapter.scores(of: queries)
        // The same by the extractor that eval and classify have.
        let extractor = FeatureExtractor(training.network)
        func rows(_ pixels: [Float], _ count: Int) -> [[Float]] {
            let pass = Pass(training.network.device, .evaluation, precision: .f32)
            let features = extractor.features(pixels, count: count, in: pass)
            var rows = FeatureRows(dimension: features.count / count, numbers: features)
            rows.apply(.l2)
            return (0..<count).map {
                Array(rows.numbers[($0 * rows.dimension)..<(($0 + 1) * rows.dimension)])
            }
        }
        let own = support.flatMap(\.self)
        var pixels = try tasks.whole(own)
        for crop in 0..<TaskAdapter.crops {
            pixels += try tasks.crops(own, using: generator.stream("crop", crop))
        }
        let seen = rows(pixels, own.count * (1 + TaskAdapter.crops))
        let labels = (0..<3).flatMap { [Int](repeating: $0, count: shot) }
        let expected = LogisticRegression().scores(
            support: seen, labels: labels + labels + labels, way: 3,
            queries: rows(try tasks.whole(queries), queries.count))
        #expect(scores == expected.flatMap(\.self))
    }

    @Test(
        "Leaving out never sees queries: others are asked, and the weights are the same to the bit",
        arguments: [AdaptedPart.lastStage, .norms])
    func queries(part: AdaptedPart) throws {
        let (adaptation, adapter) = adapter(part, rates: [0, 1e-3, 1e-2])
        func adapted(asking queries: [Int]) throws -> ([String: [Float]], TaskAdapter.Choice) {
            try adapter.adapt(to: support(shot: 3), using: Generator(seed: 4))
            _ = try adapter.scores(of: queries)
            return (adaptation.weights, adapter.choice)
        }
        let first = try adapted(asking: places(0, 6..<10))
        let second = try adapted(asking: places(2, 4..<11))
        #expect(first.0 == second.0 && first.1 == second.1)
        // Together or alone, a query has its own scores.
        let all = places(0, 6..<9) + places(1, 6..<9)
        let together = try adapter.scores(of: all)
        let alone = try adapter.scores(of: [all[4]])
        #expect(zip(together[12..<15], alone).allSatisfy { abs($0 - $1) < 1e-4 })
    }

    @Test("One image of each class: crops are left out; of equal rates the smallest is taken")
    func oneShot() throws {
        let (_, adapter) = adapter(rates: [0, 1e-9])
        try adapter.adapt(to: support(shot: 1), using: Generator(seed: 4))
        #expect(adapter.choice.temperature != nil)
        let rounds = LeftOutRows.all([0, 1], crops: 2)
        #expect(
            rounds == [
                LeftOutRows(kept: [0, 1, 4, 5], asked: [2, 3]),
                LeftOutRows(kept: [0, 1, 2, 3], asked: [4, 5]),
            ])
        #expect(LeftOutRows.all([0, 1], crops: 0).isEmpty)
    }

    @Test("An image is left out with all its views, one of each class, none asked about twice")
    func rounds() {
        let rounds = LeftOutRows.all([0, 0, 0, 1, 1], crops: 1)
        #expect(rounds.map(\.asked) == [[0, 3], [1, 4], [2]])
        #expect(rounds[0].kept == [1, 2, 4, 6, 7, 9])
        #expect(rounds[2].kept == [0, 1, 4, 5, 6, 9])
    }
}
