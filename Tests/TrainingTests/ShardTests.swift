import Backbones
import Datasets
import Files
import Layers
import Networks
import Randomness
import Recipes
import Tensors
import Testing
import Training
import TrainingSupport

@Suite("Shards of a batch")
struct ShardTests {
    let images: DrawnImages
    let device = Device(threads: 1)

    init() throws { images = try DrawnImages() }

    /// The first batch of an epoch, as the seed orders and sees it.
    private func firstBatch(_ recipe: Recipe) throws -> Batch {
        let generator = Generator(seed: 1)
        var order = generator.stream("order", 0)
        let loader = BatchLoader(
            files: images.base, order: order.permutation(images.base.files.count),
            batchSize: recipe.batchSize,
            transform: .training(recipe.trainingTransform, generator.stream("augment", 0)),
            threads: 1, readers: 0)
        return try #require(try loader.next())
    }

    /// A shard alone, as a batch of its own in a fresh network: gradients and statistics by name.
    private func alone(
        _ shard: Int, _ batch: Batch, _ recipe: Recipe
    ) throws -> (gradients: [String: [Float]], statistics: [String: [Float]]) {
        let network = try images.training(recipe, device: device).network
        let (count, pixels) = (batch.count / recipe.shards!, 3 * batch.size * batch.size)
        let places = shard * count..<(shard + 1) * count
        var chance = Generator(seed: 1).stream("step", 0).stream("shard", shard)
        _ = network.accumulateGradients(
            recipe.phases[0].objective, of: recipe,
            images: network.input(
                Array(batch.images[places.lowerBound * pixels..<places.upperBound * pixels]),
                count: count),
            labels: batch.labels[places].map(Int.init), layers: [0, 1, 2, 3], using: &chance)
        return (
            network.store.parameters.compactMapValues { $0.gradient() },
            network.store.statistics.mapValues { $0.values() }
        )
    }

    @Test(
        "A step is that of the mean of its shards' gradients, added in the tree's order by hand",
        arguments: ["s2m2-r", "manifold-mixup", "cutmix+rotation"])
    func step(_ name: String) throws {
        let recipe = try Recipe.tiny(name, RecipeOverrides(shards: 4, onePhase: true))
        let batch = try firstBatch(recipe)
        let shards = try (0..<4).map { try alone($0, batch, recipe) }
        func mean(_ values: [[Float]]) -> [Float] {
            values[0].indices.map { i in
                ((values[0][i] + values[1][i]) + (values[2][i] + values[3][i])) / 4
            }
        }
        let expected = try images.training(recipe, device: device).network
        for name in shards[0].gradients.keys {
            expected.store.parameters[name]!.setGradient(mean(shards.map { $0.gradients[name]! }))
        }
        let rate = recipe.phases[0].learningRate(step: 0, stepsPerEpoch: 3)
        Optimizer(recipe.phases[0].optimizer, of: expected.store).update(learningRate: rate)

        let training = try images.training(recipe, device: device)
        try training.run(until: 1)
        let store = training.network.store
        for (name, tensor) in expected.store.parameters {
            #expect(store.parameters[name]!.values() == tensor.values(), "\(name)")
        }
        for (name, tensor) in store.statistics {
            #expect(tensor.values() == mean(shards.map { $0.statistics[name]! }), "\(name)")
        }
        // Each shard has statistics of its own, and a step counts as one batch for each pass.
        #expect(shards[0].statistics != shards[1].statistics)
        let passes = name == "manifold-mixup" ? 1 : 2
        #expect(store.counters.values.allSatisfy { $0.value == passes })
    }

    @Test("One shard is the batch as a whole; more are another training")
    func one() throws {
        func trained(_ shards: Int?) throws -> Safetensors {
            let training = try images.training(
                .tiny("manifold-mixup", RecipeOverrides(shards: shards)), device: device)
            try training.run()
            return try images.saved(training)
        }
        #expect(try trained(1) == trained(nil))
        let (one, two) = (try trained(nil), try trained(2))
        #expect(one.entries["block1.conv.weight"] != two.entries["block1.conv.weight"])
    }

    @Test("The number must be one in which the batch can be cut")
    func refused() throws {
        func recipe(_ shards: Int, _ name: String = "s2m2-r") throws -> Recipe {
            try Recipe.tiny(name, RecipeOverrides(shards: shards))
        }
        #expect(try recipe(1).shards == nil)
        #expect(try recipe(4).shards == 4)
        // A shard of two images has no quarter.
        #expect(try recipe(8, "manifold-mixup").shards == 8)
        for shards in [-1, 0, 3, 8] {
            let error = #expect(throws: UserError.self) { try recipe(shards) }
            #expect(
                error?.message
                    == "The shards is \(shards); it must be one of 1, 2, 4, in which a batch of 16 "
                    + "can be cut.")
        }
    }
}
