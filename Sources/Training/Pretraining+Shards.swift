import Datasets
import Foundation
import Networks
import Randomness
import Recipes
import Tensors

extension Pretraining {
    /// Gathers the gradients of one step on this rank's part of a batch, shard by shard where the
    /// recipe has shards, and adds those of the other ranks.
    ///
    /// - Parameter chance: the step's; every shard has a substream of it.
    func accumulateGradients(
        of batch: Batch, _ objective: Phase.Objective, using chance: Generator
    ) throws -> StepOutcome {
        guard let shards = recipe.shards else { return pass(over: batch, objective, chance) }
        let store = network.store
        let before = GatheredStatistics(store)
        var sum = TreeSum<ShardResult>(by: +=)
        var overRanks: GradientSums?
        // The weights are those of the whole step.
        let last = network.device.keepingWeights {
            var outcome = StepOutcome()
            for (number, shard) in zip(ownShards, batch.divided(into: ownShards.count)) {
                if number > ownShards.lowerBound {
                    sum.append(ShardResult(takenFrom: store, outcome))
                }
                before.restore(to: store)
                if let ranks, number == ownShards.last {
                    overRanks = GradientSums(over: ranks, of: store, addedTo: sum.waiting)
                }
                network.finishedGradient = overRanks?.add
                outcome = pass(over: shard, objective, chance.stream("shard", number))
            }
            network.finishedGradient = nil
            return outcome
        }
        var total: ShardResult
        if let overRanks {
            total = try overRanks.total(last)
        } else {
            sum.append(ShardResult(takenFrom: store, last))
            total = sum.take()
        }
        total.giveMean(over: shards, to: store)
        return total.outcome.mean(over: shards)
    }

    /// The shards that this rank computes: neighbours, whose sum is a branch of the tree.
    private var ownShards: Range<Int> {
        let (shards, count) = (recipe.shards ?? 1, ranks?.count ?? 1)
        let first = (ranks?.rank ?? 0) * shards / count
        return first..<first + shards / count
    }

    /// The places of their images in each batch.
    var ownPlaces: Range<Int> {
        let each = recipe.batchSize / (recipe.shards ?? 1)
        return ownShards.lowerBound * each..<ownShards.upperBound * each
    }

    private func pass(
        over batch: Batch, _ objective: Phase.Objective, _ chance: Generator
    ) -> StepOutcome {
        var chance = chance
        return network.accumulateGradients(
            objective, of: recipe, images: network.input(batch.images, count: batch.count),
            labels: batch.labels.map(Int.init), layers: layers, using: &chance)
    }
}
