import Foundation
import Layers
import Networks
import Ranks
import Tensors

/// What a shard of a batch, or several shards together, came to: gradients, running statistics, and
/// the outcome in numbers.
struct ShardResult {
    /// The parameters that the shard's passes reached, sorted.
    let parameters: [String]
    /// Their gradients, and after them all running statistics by name.
    var numbers: [Float]
    var outcome: StepOutcome

    /// Takes the gradients from `store`, and a copy of its statistics.
    init(takenFrom store: ParameterStore, _ outcome: StepOutcome) {
        self.outcome = outcome
        let gradients = store.parameterNames.compactMap { name in
            store.parameters[name]!.gradient().map { (name, $0) }
        }
        parameters = gradients.map(\.0)
        let statistics = store.sortedStatistics.map { $0.values() }
        let all = gradients.map(\.1) + statistics
        numbers = []
        numbers.reserveCapacity(all.reduce(0) { $0 + $1.count })
        for part in all { numbers += part }
        store.clearGradients()
    }

    /// Adds up.
    static func += (sum: inout ShardResult, other: ShardResult) {
        precondition(sum.parameters == other.parameters, "shards learn the same parameters")
        sum.outcome = sum.outcome + other.outcome
        sum.numbers.withUnsafeMutableBufferPointer { sum in
            other.numbers.withUnsafeBufferPointer { other in
                for i in sum.indices { sum[i] += other[i] }
            }
        }
    }

    /// Adds what all ranks have, in the tree's order.
    mutating func add(over ranks: Communicator) throws {
        try ranks.sum(&numbers)
        var sum = TreeSum<StepOutcome> { $0 = $0 + $1 }
        for other in try ranks.gather(JSONEncoder().encode(outcome)) {
            sum.append(try JSONDecoder().decode(StepOutcome.self, from: other))
        }
        outcome = sum.take()
    }

    /// Gives the mean over `count` shards, which this is the sum of, to `store`: gradients for the
    /// update, and statistics.
    func giveMean(over count: Int, to store: ParameterStore) {
        let share = 1 / Float(count)
        var place = 0
        func next(_ length: Int) -> [Float] {
            defer { place += length }
            return numbers[place..<place + length].map { $0 * share }
        }
        for name in parameters {
            let parameter = store.parameters[name]!
            parameter.setGradient(next(parameter.elementCount))
        }
        for statistic in store.sortedStatistics { statistic.assign(next(statistic.elementCount)) }
    }
}

/// What passes in training leave in a store beside gradients: each shard is to start from the same.
struct GatheredStatistics {
    private let statistics: [[Float]]
    private let counters: [String: Int]

    /// As they are.
    init(_ store: ParameterStore) {
        statistics = store.sortedStatistics.map { $0.values() }
        counters = store.counters.mapValues(\.value)
    }

    /// Puts them back.
    func restore(to store: ParameterStore) {
        for (tensor, values) in zip(store.sortedStatistics, statistics) { tensor.assign(values) }
        for (name, value) in counters { store.counters[name]!.value = value }
    }
}

extension ParameterStore {
    fileprivate var sortedStatistics: [Tensor] {
        statistics.sorted { $0.key < $1.key }.map(\.value)
    }
}
