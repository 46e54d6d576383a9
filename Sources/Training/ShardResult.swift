import Layers
import Networks
import Tensors

/// What a shard of a batch, or several shards together, came to: gradients, running statistics, and
/// the outcome in numbers.
struct ShardResult {
    /// Of the parameters that the shard's passes reached.
    var gradients: [String: [Float]] = [:]
    /// All running statistics by name.
    var statistics: [[Float]] = []
    var outcome: StepOutcome

    /// Nothing but an outcome yet.
    init(outcome: StepOutcome) { self.outcome = outcome }

    /// Takes the gradients from `store`, and a copy of its statistics.
    init(takenFrom store: ParameterStore, _ outcome: StepOutcome) {
        self.outcome = outcome
        gradients = store.parameters.compactMapValues { $0.gradient() }
        statistics = store.sortedStatistics.map { $0.values() }
        store.clearGradients()
    }

    /// Adds up.
    static func += (sum: inout ShardResult, other: ShardResult) {
        precondition(
            sum.gradients.keys == other.gradients.keys, "shards learn the same parameters")
        sum.outcome = sum.outcome + other.outcome
        for (name, gradient) in other.gradients { add(gradient, to: &sum.gradients[name]!) }
        for (i, values) in other.statistics.enumerated() { add(values, to: &sum.statistics[i]) }
    }

    private static func add(_ numbers: [Float], to sum: inout [Float]) {
        sum.withUnsafeMutableBufferPointer { sum in
            numbers.withUnsafeBufferPointer { numbers in
                for i in sum.indices { sum[i] += numbers[i] }
            }
        }
    }

    /// Gives the mean over `count` shards, which this is the sum of, to `store`: gradients for the
    /// update, and statistics.
    func giveMean(over count: Int, to store: ParameterStore) {
        let share = 1 / Float(count)
        for (name, gradient) in gradients {
            store.parameters[name]!.setGradient(gradient.map { $0 * share })
        }
        for (statistic, values) in zip(store.sortedStatistics, statistics) {
            statistic.assign(values.map { $0 * share })
        }
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
    /// Running statistics by name.
    var sortedStatistics: [Tensor] {
        statistics.sorted { $0.key < $1.key }.map(\.value)
    }
}
