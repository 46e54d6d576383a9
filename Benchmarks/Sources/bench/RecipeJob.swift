import ArgumentParser
import Backbones
import Foundation
import Images
import Layers
import Networks
import Randomness
import Recipes
import Tensors
import Training

/// What every measurement of a network asks for.
struct NetworkOptions: ParsableArguments {
    @Option(help: "The backbone.")
    var backbone = BackboneName.conv4

    @Option(help: "f32 or bf16.")
    var precision = Precision.f32

    @Option(help: "Images per step.")
    var batchSize = 64

    @Option(help: "Side of the square images, in pixels.")
    var imageSize = 84

    @Option(help: "Classes of the head.")
    var classes = 64

    @Option(help: "Compute threads; as many as the machine has unless given.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    /// The job of these options.
    func job() throws -> RecipeJob {
        try RecipeJob(
            backbone, precision: precision, batchSize: batchSize, imageSize: imageSize,
            classes: classes, threads: threads)
    }
}

/// S2M2_R's second phase on one network, by the recipe's own objective: a mixed pass over the
/// batch, a rotation pass over a quarter of it at four angles, one update. Images are random
/// numbers in memory.
final class RecipeJob {
    let network: Network
    let recipe: Recipe
    private let optimizer: Optimizer
    private let phase: Phase
    private let layers: [Int]
    private let images: [Float]
    private let labels: [Int]
    private var steps = 0

    init(
        _ backbone: BackboneName, precision: Precision, batchSize: Int, imageSize: Int,
        classes: Int, threads: Int
    ) throws {
        var recipe = Recipe.s2m2r
        recipe.batchSize = batchSize
        recipe.imageSize = imageSize
        self.recipe = recipe
        phase = recipe.phases[1]
        network = Network(
            backbone, recipe: recipe, classes: classes, device: Device(threads: threads),
            precision: precision, generator: Generator(seed: 1))
        layers = try recipe.mixupLayers(of: Array(network.backbone.mixingLayers))
        optimizer = Optimizer(phase.optimizer, of: network.store)
        var generator = Generator(seed: 2)
        images = (0..<batchSize * 3 * imageSize * imageSize).map { _ in
            Float(generator.uniform(in: -2...2))
        }
        labels = (0..<batchSize).map { _ in generator.integer(below: classes) }
    }

    /// One step on the job's own images.
    func step() { step(images, labels) }

    /// One step on a batch.
    func step(_ images: [Float], _ labels: [Int]) {
        var chance = Generator(seed: 3).stream("step", steps)
        steps += 1
        _ = network.accumulateGradients(
            phase.objective, of: recipe, images: network.input(images, count: labels.count),
            labels: labels, layers: layers, using: &chance)
        optimizer.update(learningRate: phase.optimizer.learningRate)
    }

    /// The features of the job's images as numbers, as `fewshot eval` computes them.
    func extract(_ extractor: FeatureExtractor, in pass: Pass) {
        _ = extractor.features(images, count: recipe.batchSize, in: pass)
    }
}
