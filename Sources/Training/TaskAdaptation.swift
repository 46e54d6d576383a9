import Layers
import Networks
import Tensors

/// What is adapted to a task, behind a linear probe on the features as they are.
public enum AdaptedPart: String, CaseIterable, Sendable {
    /// Nothing of the network.
    case linearProbe = "linear-probe"
    /// The backbone's last stage.
    case lastStage = "last-stage"
    /// Scale and shift of every normalisation.
    case norms
}

/// A network that is adapted to one few-shot task after the other, each time from the weights that
/// it had: a linear probe first, which is given, then a few steps with it and a part of the backbone
/// (Kumar et al. 2022, "Fine-Tuning can Distort Pretrained Features and Underperform
/// Out-of-Distribution", arXiv 2202.10054).
///
/// Scores are w·x/‖x‖ + b of the features x. A step is one of Adam without weight decay on the mean
/// cross-entropy of all rows. Batch normalisation goes by the running statistics throughout, as in
/// evaluation, and they stay as they are: a handful of photos have statistics of their own, under
/// which the network was never trained, and by which no query could be answered alone. There is no
/// dropout, so that nothing is left to chance. All of it is in single precision.
public final class TaskAdaptation {
    /// Some images at the place where what is adapted begins.
    public struct States {
        fileprivate let hidden: Tensor
        fileprivate let grid: [Int]
        /// How many.
        public let count: Int
    }

    /// A linear map of features of length one to scores.
    public struct Head: Sendable, Equatable {
        /// (way × dimension) and (way).
        public var weights, bias: [Float]

        /// A head of these numbers.
        public init(weights: [Float], bias: [Float]) {
            self.weights = weights
            self.bias = bias
        }
    }

    private let network: Network
    private let names: [String]
    private let original: [[Float]]
    /// How many stages come before what is adapted.
    private let first: Int
    private let frozen: Pass
    private var head: (weights: Tensor, bias: Tensor)?

    /// The adaptation of `part` of a network, which nobody else changes.
    public init(_ network: Network, _ part: AdaptedPart) {
        self.network = network
        let stages = network.backbone.stages.count
        first =
            switch part {
            case .linearProbe: stages
            case .lastStage: stages - 1
            case .norms: 0
            }
        frozen = Pass(network.device, .evaluation, precision: .f32)
        let names =
            switch part {
            case .linearProbe: [String]()
            case .lastStage: Self.parameters(of: network, from: stages - 1)
            case .norms: network.store.normNames
            }
        self.names = names
        original = names.map { network.store.parameters[$0]!.values() }
    }

    /// The weights that are adapted, by name, as they are now.
    public var weights: [String: [Float]] {
        Dictionary(
            uniqueKeysWithValues: names.map { ($0, network.store.parameters[$0]!.values()) })
    }

    /// The states of normalised square images, (count, 3, image size, image size).
    public func states(of images: [Float], count: Int) -> States {
        let hidden = network.backbone.stages[..<first].reduce(
            network.input(images, count: count)
        ) { $1($0, in: frozen) }
        return States(hidden: hidden, grid: frozen.grid, count: count)
    }

    /// The features of the network as it was: (count × dimension). Takes back what was adapted.
    public func features(of states: States) -> [Float] {
        restore()
        return features(
            of: states, in: Pass(network.device, .evaluation, precision: .f32)
        ).values()
    }

    /// Adapts the network as it was to some of the images.
    ///
    /// - Parameters:
    ///   - rows: their places in `states`, and `labels` their classes.
    ///   - head: a linear probe of their features.
    ///   - rate: the learning rate.
    /// - Returns: the loss before each step.
    @discardableResult
    public func adapt(
        to states: States, rows: [Int], labels: [Int], from head: Head, rate: Double, steps: Int
    ) -> [Double] {
        restore()
        let (device, way) = (network.device, head.bias.count)
        let weights = Tensor(
            device, head.weights, shape: [way, head.weights.count / way], needsGradient: true)
        let bias = Tensor(device, head.bias, shape: [way], needsGradient: true)
        self.head = (weights, bias)
        let parts = stride(from: 0, to: rows.count, by: rowsAtOnce).map {
            $0..<min($0 + rowsAtOnce, rows.count)
        }
        let own = parts.map { selected(Array(rows[$0]), of: states) }
        let parameters = names.map { network.store.parameters[$0]! } + [weights, bias]
        let moments = parameters.map { ($0.zeros, $0.zeros) }
        return (0..<steps).map { step in
            var sum = 0.0
            for (part, states) in zip(parts, own) {
                let pass = Pass(device, .adaptation, precision: .f32)
                let loss = pass.tape.crossEntropy(
                    scores(of: states, in: pass), labels: Array(labels[part]),
                    dividedBy: rows.count
                ).loss
                pass.tape.backward(from: loss)
                sum += Double(loss.scalar)
            }
            for (parameter, (mean, variance)) in zip(parameters, moments) {
                parameter.descendAdam(
                    mean: mean, variance: variance, step: step + 1, learningRate: Float(rate),
                    weightDecay: 0, decoupled: true)
                parameter.clearGradient()
            }
            network.store.clearGradients()
            return sum
        }
    }

    /// Rows whose gradients are computed together, for which all activations are in memory: no row
    /// changes another's, so that in parts they add up to the same.
    private var rowsAtOnce: Int {
        max(1, 64 * 84 * 84 / (network.imageSize * network.imageSize))
    }

    /// The scores of images by the adapted network and its head: (rows × way).
    public func scores(of states: States, rows: [Int]) -> [Float] {
        scores(
            of: selected(rows, of: states),
            in: Pass(network.device, .evaluation, precision: .f32)
        ).values()
    }

    private func restore() {
        for (name, values) in zip(names, original) {
            network.store.parameters[name]!.assign(values)
        }
    }

    private func selected(_ rows: [Int], of states: States) -> States {
        guard rows != Array(0..<states.count) else { return states }
        let hidden = Tape(network.device, recording: false).selected(states.hidden, rows)
        return States(hidden: hidden, grid: states.grid, count: rows.count)
    }

    private func scores(of states: States, in pass: Pass) -> Tensor {
        let features = pass.tape.normalizedRows(features(of: states, in: pass), epsilon: 1e-6)
        return pass.tape.linear(features, weights: head!.weights, bias: head!.bias)
    }

    private func features(of states: States, in pass: Pass) -> Tensor {
        pass.grid = states.grid
        return network.backbone.stages[first...].reduce(states.hidden) { $1($0, in: pass) }
    }

    /// The parameters of the stages from `first` on, found by whom a gradient reaches.
    private static func parameters(of network: Network, from first: Int) -> [String] {
        let stages = network.backbone.stages
        let size = network.imageSize
        let still = Pass(network.device, .evaluation, precision: .f32)
        let image = network.input([Float](repeating: 0.5, count: 3 * size * size), count: 1)
        let hidden = stages[..<first].reduce(image) { $1($0, in: still) }
        let pass = Pass(network.device, .adaptation, precision: .f32)
        pass.grid = still.grid
        let features = stages[first...].reduce(hidden) { $1($0, in: pass) }
        pass.tape.backward(from: pass.tape.crossEntropy(features, labels: [0]).loss)
        defer { network.store.clearGradients() }
        return network.store.parameterNames.filter {
            network.store.parameters[$0]!.gradient() != nil
        }
    }
}

extension Tensor {
    /// Zeros of this shape.
    fileprivate var zeros: Tensor {
        Tensor(device, [Float](repeating: 0, count: elementCount), shape: shape)
    }
}

extension ParameterStore {
    /// Scales and shifts of normalisations, sorted by name: what stands beside a "weight" of one axis,
    /// where convolutions and linear maps have more.
    fileprivate var normNames: [String] {
        parameterNames.filter { name in
            guard let dot = name.lastIndex(of: ".") else { return false }
            let place = name[..<dot]
            return parameters["\(place).weight"]?.shape.count == 1
        }
    }
}
