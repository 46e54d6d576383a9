import Foundation
import Layers
import Randomness
import Tensors
import Training

/// Networks on the plane whose middle is a plane again: 2 → 128 → 128 → 2 → 128 → 128 → 2, so that
/// what they do to hidden states can be drawn. Many are trained side by side, each from a generator
/// and on points of its own, because the products of one are too small for a processor.
///
/// Hidden states can be mixed at the input (layer 0) and in the hidden plane (layer 1).
struct SpiralNetworks {
    let store: ParameterStore
    /// How many there are.
    let count: Int
    private let intoHidden: Sequential
    private let outOfHidden: Sequential
    var device: Device { store.device }

    /// Points that each network answers at a time, when it only answers: few enough for the states
    /// of twenty to stay in a core's cache.
    private static let chunk = 80

    init(device: Device, start: SpiralStart, dropout: Float, generators: [Generator]) {
        count = generators.count
        store = ParameterStore(device, generator: Generator(seed: 0))
        let root = store.root
        func half(_ name: String) -> Sequential {
            func linear(_ place: Int, _ inputs: Int, _ outputs: Int) -> StackedLinear {
                StackedLinear(
                    root(name)(place), inputs: inputs, outputs: outputs,
                    weights: start.weights(inputs: inputs), bias: start.bias(inputs: inputs),
                    generators: generators)
            }
            return Sequential([
                linear(0, 2, 128), Rectifier(), Dropout(rate: dropout),
                linear(1, 128, 128), Rectifier(), Dropout(rate: dropout),
                linear(2, 128, 2),
            ])
        }
        intoHidden = half("into")
        outOfHidden = half("out")
    }

    /// The scores of points, (networks · points × 2), mixed where the mixups say.
    func scores(_ points: Tensor, in pass: Pass, mixing mixups: StackedMixups? = nil) -> Tensor {
        let hidden = intoHidden(mixups?.mix(points, at: 0, in: pass) ?? points, in: pass)
        return outOfHidden(mixups?.mix(hidden, at: 1, in: pass) ?? hidden, in: pass)
    }

    /// Where points of the input plane lie in the hidden plane: (points × 2) for each network.
    func hidden(_ coordinates: [[Float]]) -> [[Float]] {
        answers(coordinates) { intoHidden($0, in: $1) }
    }

    /// The probability of the second spiral at each network's points of the input plane.
    func probabilities(atInputs coordinates: [[Float]]) -> [[Double]] {
        answers(coordinates) { scores($0, in: $1) }.map(Self.probabilities)
    }

    /// The probability of the second spiral at each network's points of the hidden plane.
    func probabilities(atHidden coordinates: [[Float]]) -> [[Double]] {
        answers(coordinates) { outOfHidden($0, in: $1) }.map(Self.probabilities)
    }

    /// Points of all networks as rows of one table.
    func tensor(_ coordinates: [[Float]]) -> Tensor {
        let all = coordinates.flatMap { $0 }
        return Tensor(device, all, shape: [all.count / 2, 2])
    }

    /// What `part` makes of each network's points, a few at a time.
    private func answers(
        _ coordinates: [[Float]], _ part: (Tensor, Pass) -> Tensor
    ) -> [[Float]] {
        var answers = [[Float]](repeating: [], count: count)
        let points = coordinates[0].count / 2
        for start in stride(from: 0, to: points, by: Self.chunk) {
            let end = min(start + Self.chunk, points)
            let rows = coordinates.map { Array($0[2 * start..<2 * end]) }
            let pass = Pass(device, .evaluation, precision: .f32)
            let values = part(tensor(rows), pass).values()
            let size = values.count / count
            for network in 0..<count {
                answers[network] += values[network * size..<(network + 1) * size]
            }
        }
        return answers
    }

    private static func probabilities(_ scores: [Float]) -> [Double] {
        (0..<(scores.count / 2)).map { row -> Double in
            let lead = Double(scores[2 * row + 1]) - Double(scores[2 * row])
            return 1 / (1 + exp(-lead))
        }
    }
}

/// What a network's first numbers are drawn from.
struct SpiralStart {
    /// As the report calls it.
    let name: String
    /// The standard deviation of normal weights over He's √(2/inputs) (He et al. 2015); nil for
    /// PyTorch's default for linear layers, uniform in ±1/√inputs: a deviation of √(1/3/inputs).
    let gain: Double?
    /// Whether biases start at zero; else uniform in ±1/√inputs, PyTorch's default.
    let zeroBiases: Bool

    func weights(inputs: Int) -> Initializer {
        gain.map { .normal(deviation: $0 * (2 / Double(inputs)).squareRoot()) }
            ?? .uniform(inputs: inputs)
    }

    func bias(inputs: Int) -> Initializer { zeroBiases ? .constant(0) : .uniform(inputs: inputs) }

    /// He's weights and no biases.
    static let he = SpiralStart(name: "He's, zero biases", gain: 1, zeroBiases: true)
    /// The others that this one is compared with: one half of it at a time, and neither.
    static let others = [
        SpiralStart(name: "He's, uniform biases", gain: 1, zeroBiases: false),
        SpiralStart(name: "PyTorch's, zero biases", gain: nil, zeroBiases: true),
        SpiralStart(name: "PyTorch's, uniform biases", gain: nil, zeroBiases: false),
    ]
}
