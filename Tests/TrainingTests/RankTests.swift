import Files
import Foundation
import Ranks
import RanksSupport
import Recipes
import TestSupport
import Testing
import Training
import TrainingSupport

/// Ranks here are threads: what connects them is tested with the program itself.
@Suite("Training by several ranks")
struct RankTests {
    let images: DrawnImages

    init() throws { images = try DrawnImages() }

    /// The file and the epochs of a training by so many ranks, the same on all of them.
    private func trained(
        _ recipe: Recipe, by count: Int, from checkpoint: URL? = nil, until last: Int = .max
    ) throws -> (file: Safetensors, epochs: [String]) {
        let results = try ThreadRanks.run(count) { [images] ranks in
            let training = try images.training(recipe, ranks: count == 1 ? nil : ranks)
            if let checkpoint { try training.resume(from: checkpoint) }
            try training.requireSame([:])
            let epochs = try training.run(until: last)
            return (try images.saved(training), epochs.map { "\($0)" })
        }.map { try $0.get() }
        for result in results {
            // What the clock said of an epoch that was not finished is each rank's own.
            #expect(result.0.entries == results[0].0.entries)
            #expect(result.1 == results[0].1)
        }
        return results[0]
    }

    @Test(
        "1, 2, 4 and 8 ranks come to the same weights, to the bit, and the same log",
        arguments: [("s2m2-r", 4), ("manifold-mixup", 8), ("cutmix+rotation", 4)])
    func same(_ name: String, _ shards: Int) throws {
        let recipe = try Recipe.tiny(name, RecipeOverrides(shards: shards, onePhase: true))
        let alone = try trained(recipe, by: 1)
        for count in [2, 4, 8] where count <= shards {
            let together = try trained(recipe, by: count)
            #expect(together.file == alone.file, "\(count) ranks")
            #expect(together.epochs == alone.epochs, "\(count) ranks")
        }
    }

    @Test("A run goes on by any number of ranks as if nothing had happened")
    func resumed() throws {
        let recipe = try Recipe.tiny("s2m2-r", RecipeOverrides(shards: 4))
        let whole = try trained(recipe, by: 1)
        for (first, second) in [(4, 1), (1, 2), (2, 4)] {
            let part = try trained(recipe, by: first, until: 4)
            try part.file.write(to: images.checkpoint())
            let rest = try trained(recipe, by: second, from: images.checkpoint())
            #expect(rest.file == whole.file, "\(first), then \(second) ranks")
        }
    }

    @Test("Where one rank is asked to stop, all do after the same step")
    func stopped() throws {
        let recipe = try Recipe.tiny("baseline", RecipeOverrides(shards: 4))
        let steps = try ThreadRanks.run(4) { [images] ranks in
            let training = try images.training(recipe, ranks: ranks)
            let interruption = Interruption()
            let epoch = try training.trainEpoch(until: interruption) { step in
                if step == 2, ranks.rank == 2 { interruption.ask() }
            }
            return epoch == nil ? training.stepsDone : -1
        }.map { try $0.get() }
        #expect(steps == [2, 2, 2, 2])
    }

    @Test("A rank with other images, options, weights or program is named before the first step")
    func different() throws {
        let recipe = try Recipe.tiny("baseline", RecipeOverrides(shards: 4))
        func words(
            _ make: @escaping @Sendable (Communicator) throws -> (Pretraining, [String: String])
        ) throws -> String {
            let results = ThreadRanks.run(2, hosts: ["a", "b"]) { ranks in
                let (training, program) = try make(ranks)
                try training.requireSame(program)
            }
            return try #require(#expect(throws: UserError.self) { try results[0].get() }).message
        }
        let images = images
        let data = try words {
            let data = $0.rank == 0 ? nil : "other"
            return (try images.training(recipe, data: data, ranks: $0), [:])
        }
        #expect(data.hasPrefix("Rank 1 on b has other base images than Rank 0 on a"))
        let seed = try words {
            (try images.training(recipe, seed: UInt64($0.rank), ranks: $0), [:])
        }
        #expect(seed.contains("other options, weights to begin with than"))
        let program = try words {
            (try images.training(recipe, ranks: $0), ["program": "\($0.rank)"])
        }
        #expect(program.contains("other program than"))
    }

    @Test("Ranks that cannot share the shards evenly are told which numbers fit")
    func uneven() throws {
        func words(_ shards: Int?, _ name: String = "baseline", by count: Int) throws -> String {
            let recipe = try Recipe.tiny(name, RecipeOverrides(shards: shards))
            let results = ThreadRanks.run(count) { [images] in
                _ = try images.training(recipe, ranks: $0)
            }
            return try #require(#expect(throws: UserError.self) { try results[0].get() }).message
        }
        #expect(
            try words(nil, by: 2)
                == "The shards is 1, and 2 processes are to share them out. Use 2 or 4 or 8.")
        #expect(try words(2, by: 4).hasSuffix("Use 4 or 8."))
        #expect(try words(4, "s2m2-r", by: 8).contains("into 4 at most"))
    }
}
