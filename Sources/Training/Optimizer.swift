import Files
import Foundation
import Layers
import Recipes
import Tensors

/// Updates all parameters of a store, and keeps what it remembers between steps.
public final class Optimizer {
    private let settings: OptimizerSettings
    private let store: ParameterStore
    /// The share of the learning rate that each parameter learns by; all of it where none is named.
    private let shares: [String: Double]
    /// What it remembers, by "kind.parameter": velocities, or means and variances.
    private var moments: [String: Tensor] = [:]
    /// Updates so far.
    public private(set) var steps = 0

    /// An optimiser of all parameters of `store`, without memory of earlier steps.
    ///
    /// - Parameter layerDecay: what the learning rate is multiplied by from each layer to the one
    ///   below it (Bao et al. 2022, "BEiT", appendix G; facebookresearch/mae `util/lr_decay.py`).
    public init(
        _ settings: OptimizerSettings, of store: ParameterStore, layerDecay: Double = 1
    ) {
        self.settings = settings
        self.store = store
        let layers = layerDecay == 1 ? [:] : store.layers
        let last = layers.values.max() ?? 0
        shares = layers.mapValues { pow(layerDecay, Double(last - $0)) }
    }

    /// One update from the gradients gathered since the last, which are then forgotten.
    public func update(learningRate: Double) {
        steps += 1
        let decay = Float(settings.weightDecay)
        for name in store.parameterNames {
            let parameter = store.parameters[name]!
            let rate = Float(learningRate * (shares[name] ?? 1))
            switch settings.kind {
            case .sgd:
                parameter.descend(
                    velocity: moment("velocity", name), learningRate: rate,
                    momentum: Float(settings.momentum), nesterov: settings.nesterov,
                    weightDecay: decay)
            case .adam, .adamw:
                parameter.descendAdam(
                    mean: moment("mean", name), variance: moment("variance", name), step: steps,
                    learningRate: rate, weightDecay: decay, decoupled: settings.kind == .adamw)
            }
        }
        store.clearGradients()
    }

    private func moment(_ kind: String, _ name: String) -> Tensor {
        let key = "\(kind).\(name)"
        if let known = moments[key] { return known }
        let shape = store.parameters[name]!.shape
        let zeros = [Float](repeating: 0, count: shape.reduce(1, *))
        let fresh = Tensor(store.device, zeros, shape: shape)
        moments[key] = fresh
        return fresh
    }

    /// Adds its memory to a checkpoint, under "optimizer.".
    func save(to file: inout Safetensors) {
        for (key, tensor) in moments {
            file.set("optimizer.\(key)", floats: tensor.values(), shape: tensor.shape)
        }
        file.set("optimizer.steps", integers: [Int64(steps)], shape: [])
    }

    /// Takes its memory from a checkpoint.
    ///
    /// - Throws: `UserError.badData` naming what is missing or cannot be.
    func load(from file: Safetensors) throws {
        let saved = try file.integers("optimizer.steps", shape: [])[0]
        guard (0...1 << 40).contains(saved) else {
            throw UserError(
                .badData,
                "The checkpoint \(file.origin) is damaged: its optimizer.steps is \(saved).")
        }
        steps = Int(saved)
        let kinds = settings.kind == .sgd ? ["velocity"] : ["mean", "variance"]
        for name in store.parameterNames {
            for kind in kinds {
                let values = try file.floats(
                    "optimizer.\(kind).\(name)", shape: store.parameters[name]!.shape)
                moment(kind, name).assign(values)
            }
        }
    }
}
