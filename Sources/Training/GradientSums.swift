import Foundation
import Layers
import Networks
import Ranks
import Tensors

/// The sum of all shards' results over all ranks, which begins while the last pass of a rank's last
/// shard is still on its way back: what is whole is added up meanwhile, piece by piece.
///
/// Every number is added in the order of one tree, whenever it is: the results are those of adding
/// up everything at the end, to the bit.
final class GradientSums {
    private let ranks: Communicator
    private let store: ParameterStore
    private let branches: [ShardResult]
    private let sums: PendingSums
    private let names: [ObjectIdentifier: String]
    private var bucket: [Float] = []
    /// The parameters whose gradients were given away, in this order.
    private var given: [String] = []

    /// Numbers that are added up at a time, at least: few enough that little is left at the end, a
    /// sixteenth of all between two ranks. A sum of 2^n ranks takes 2·n messages, and so n sixteenths
    /// go at a time, lest messages take longer by their number than by their bytes.
    private let room: Int

    /// - Parameter branches: the sums of the rank's shards but the last, the nearest one's last.
    init(over ranks: Communicator, of store: ParameterStore, addedTo branches: [ShardResult]) {
        (self.ranks, self.store, self.branches) = (ranks, store, branches)
        sums = PendingSums(over: ranks)
        let count = store.parameters.values.reduce(0) { $0 + $1.elementCount }
        room = max(1 << 10, count * ranks.count.trailingZeroBitCount / 16)
        names = Dictionary(
            uniqueKeysWithValues: store.parameters.map { (ObjectIdentifier($0.value), $0.key) })
    }

    /// Takes the gradient of the last shard from a parameter, where that is whole.
    func add(_ parameter: Tensor) {
        guard let name = names[ObjectIdentifier(parameter)], let own = parameter.gradient() else {
            return
        }
        parameter.clearGradient()
        given.append(name)
        append(own) { $0.gradients[name]! }
        if bucket.count >= room { begin() }
    }

    /// The sum, when it is there.
    ///
    /// - Parameter outcome: of the last shard.
    /// - Throws: `UserError.unavailable` where another rank does not answer.
    func total(_ outcome: StepOutcome) throws -> ShardResult {
        let whole = Set(given)
        for name in store.parameterNames {
            precondition(
                !whole.contains(name) || store.parameters[name]!.gradient() == nil,
                "nothing adds to a gradient that is whole")
            add(store.parameters[name]!)
        }
        let statistics = store.sortedStatistics
        for (i, statistic) in statistics.enumerated() {
            append(statistic.values()) { $0.statistics[i] }
        }
        begin()
        let numbers = try sums.take().reduce(into: []) { $0 += $1 }
        var place = 0
        func next(_ count: Int) -> [Float] {
            defer { place += count }
            return Array(numbers[place..<place + count])
        }
        var total = ShardResult(outcome: try sum(of: outcome))
        for name in given { total.gradients[name] = next(store.parameters[name]!.elementCount) }
        total.statistics = statistics.map { next($0.elementCount) }
        return total
    }

    /// Puts numbers of the last shard, added to those of the branches, behind the others.
    private func append(_ own: [Float], of part: (ShardResult) -> [Float]) {
        bucket += branches.reversed().reduce(own) { right, branch in
            zip(part(branch), right).map { $0 + $1 }
        }
    }

    private func begin() {
        if !bucket.isEmpty { sums.begin(bucket) }
        bucket = []
    }

    private func sum(of last: StepOutcome) throws -> StepOutcome {
        let own = branches.reversed().reduce(last) { $1.outcome + $0 }
        var sum = TreeSum<StepOutcome> { $0 = $0 + $1 }
        for other in try ranks.gather(JSONEncoder().encode(own)) {
            sum.append(try JSONDecoder().decode(StepOutcome.self, from: other))
        }
        return sum.take()
    }
}
