import ArgumentParser
import Foundation
import Images
import Randomness
import Ranks
import Recipes
import Tensors
import Training

/// Training steps of one process, or of several under mpirun, as `fewshot pretrain` does them.
struct RanksBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ranks",
        abstract:
            "Measure S2M2_R training, alone or under mpirun: image passes per second, bytes summed.",
        discussion: """
            Images come from decoded pixels, as in every epoch of a run but the first. Whoever is \
            asked computes for so many seconds after two steps, says its rate and ends: a process \
            that waited for another would not stand still.
            """)

    @Argument(help: "Folder of images.")
    var folder: String

    @OptionGroup var options: NetworkOptions

    @Option(help: "Shards of a batch; 1 for none.")
    var shards = 1

    @Option(help: "Seconds to measure for.")
    var seconds = 5.0

    func run() throws {
        let ranks = try MPI.join(for: "ranks")
        defer { MPI.leave(status: 0) }
        let pictures = try Pictures(folder, size: options.imageSize, threads: options.threads)
        // The second phase of the recipe is what takes its time.
        var recipe = Recipe.s2m2r
        recipe.phases.removeFirst()
        recipe.imageSize = options.imageSize
        recipe.batchSize = options.batchSize
        recipe.shards = shards > 1 ? shards : nil
        let training = try Pretraining(
            options.backbone, recipe: recipe, base: pictures.files, data: "",
            normalization: .imageNet, seed: 1, device: Device(threads: options.threads),
            precision: options.precision, ranks: ranks)
        training.pixels = try pictures.pixels()
        let rate = try Self.rate(of: training, for: seconds)
        if MPI.isFirst {
            Session.say("\(rate * Double(2 * options.batchSize)) \(Self.bytes(training))")
        }
    }

    /// What the processes add up in each step: a gradient for each parameter, and the statistics.
    private static func bytes(_ training: Pretraining) -> Int {
        let store = training.network.store
        let tensors = [Tensor](store.parameters.values) + store.statistics.values
        return 4 * tensors.reduce(0) { $0 + $1.elementCount }
    }

    /// Steps a second, of those after the second.
    private static func rate(of training: Pretraining, for seconds: Double) throws -> Double {
        let clock = ContinuousClock()
        // The first rank asks, and all stop after the same step.
        let interruption = Interruption()
        var (steps, start, end) = (0, clock.now, clock.now)
        func afterStep() {
            steps += 1
            end = clock.now
            if steps == 2 { start = end }
            if steps > 2 && end - start > .seconds(seconds) && MPI.isFirst { interruption.ask() }
        }
        while try training.trainEpoch(until: interruption, afterStep: { _ in afterStep() }) != nil {
        }
        return Double(steps - 2) / ((end - start) / .seconds(1))
    }
}

/// The sum over processes alone, by how much there is to add up.
struct ReductionBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reduction",
        abstract: "Measure, under mpirun, sums over all processes: numbers, and seconds for each.")

    @Option(help: "How often each length is summed.")
    var times = 20

    func run() throws {
        guard let ranks = try MPI.join(for: "ranks") else {
            throw ValidationError("Start several processes: mpirun -n 2 bench reduction.")
        }
        defer { MPI.leave(status: 0) }
        let clock = ContinuousClock()
        for power in stride(from: 8, through: 24, by: 2) {
            var numbers = [Float](repeating: 0, count: 1 << power)
            var seconds: [Double] = []
            for _ in 0..<times + 2 {
                _ = try ranks.gather(Data())
                let start = clock.now
                try ranks.sum(&numbers)
                seconds.append((clock.now - start) / .seconds(1))
            }
            let median = seconds.dropFirst(2).sorted()[times / 2]
            if ranks.isFirst { Session.say("\(numbers.count) \(median)") }
        }
    }
}
