import Randomness
import Tensors

/// All the numbers that a network learns or gathers, under the names that a PyTorch state dict
/// gives them. Layers ask for theirs when they are made; checkpoints fall out of the names.
public final class ParameterStore {
    /// Where the parameters live.
    public let device: Device
    /// What optimisers update, by name.
    public private(set) var parameters: [String: Tensor] = [:]
    /// What passes gather (running statistics), by name.
    public private(set) var statistics: [String: Tensor] = [:]
    /// What passes count (`num_batches_tracked`), by name.
    public private(set) var counters: [String: Counter] = [:]
    private let generator: Generator

    /// An empty store; each parameter's initial numbers come from the substream of its name.
    public init(_ device: Device, generator: Generator) {
        self.device = device
        self.generator = generator
    }

    /// The scope without a prefix.
    public var root: Scope { Scope(store: self, path: []) }

    /// The names of all parameters, sorted: the order of every sweep over them.
    public var parameterNames: [String] { parameters.keys.sorted() }

    /// Forgets every parameter's gradient.
    public func clearGradients() { for tensor in parameters.values { tensor.clearGradient() } }

    fileprivate func addParameter(_ name: String, _ shape: [Int], _ initial: Initializer) -> Tensor
    {
        precondition(parameters[name] == nil, "two parameters are called \(name)")
        var stream = generator.stream(name)
        let tensor = Tensor(
            device, initial.values(shape, using: &stream), shape: shape, needsGradient: true)
        parameters[name] = tensor
        return tensor
    }

    fileprivate func addStatistic(_ name: String, _ shape: [Int], _ value: Float) -> Tensor {
        precondition(statistics[name] == nil, "two statistics are called \(name)")
        let count = shape.reduce(1, *)
        let tensor = Tensor(device, [Float](repeating: value, count: count), shape: shape)
        statistics[name] = tensor
        return tensor
    }

    fileprivate func addCounter(_ name: String) -> Counter {
        let counter = Counter()
        counters[name] = counter
        return counter
    }
}

/// A whole number that passes count up.
public final class Counter {
    /// The count so far.
    public var value = 0
}

/// A place in a store: a dotted prefix of names.
public struct Scope {
    let store: ParameterStore
    let path: [String]

    /// The scope called `name` inside this one.
    public func callAsFunction(_ name: String) -> Scope {
        Scope(store: store, path: path + [name])
    }

    /// The scope of an element of a list.
    public func callAsFunction(_ index: Int) -> Scope { self("\(index)") }

    func parameter(_ name: String, _ shape: [Int], _ initial: Initializer) -> Tensor {
        store.addParameter(full(name), shape, initial)
    }

    func statistic(_ name: String, _ shape: [Int], repeating value: Float) -> Tensor {
        store.addStatistic(full(name), shape, value)
    }

    func counter(_ name: String) -> Counter { store.addCounter(full(name)) }

    func full(_ name: String) -> String { (path + [name]).joined(separator: ".") }
}
