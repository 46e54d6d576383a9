import Foundation
import Layers
import Randomness
import Tensors
import Training

/// A network on the plane whose middle is a plane again: 2 → 128 → 128 → 2 → 128 → 128 → 2, so that
/// what it does to hidden states can be drawn.
///
/// Hidden states can be mixed at the input (layer 0) and in the hidden plane (layer 1).
struct SpiralNetwork {
    let store: ParameterStore
    private let intoHidden: Sequential
    private let outOfHidden: Sequential
    var device: Device { store.device }

    init(device: Device, dropout: Float, generator: Generator) {
        store = ParameterStore(device, generator: generator)
        let root = store.root
        func half(_ name: String) -> Sequential {
            let scope = root(name)
            return Sequential([
                LinearHead(scope("0"), inputs: 2, classes: 128), Rectifier(),
                Dropout(rate: dropout),
                LinearHead(scope("1"), inputs: 128, classes: 128), Rectifier(),
                Dropout(rate: dropout),
                LinearHead(scope("2"), inputs: 128, classes: 2),
            ])
        }
        intoHidden = half("into")
        outOfHidden = half("out")
    }

    /// The scores of points (count × 2), mixed at the mixup's layer where there is one.
    func scores(_ points: Tensor, in pass: Pass, mixing mixup: ManifoldMixup? = nil) -> Tensor {
        let input = mixup.flatMap { $0.layer == 0 ? $0.mix(points, in: pass) : nil } ?? points
        let hidden = intoHidden(input, in: pass)
        return outOfHidden(
            mixup.flatMap { $0.layer == 1 ? $0.mix(hidden, in: pass) : nil } ?? hidden, in: pass)
    }

    /// Where points of the input plane lie in the hidden plane: (count × 2) each.
    func hidden(_ coordinates: [Float]) -> [Float] {
        let pass = Pass(device, .evaluation, precision: .f32)
        return intoHidden(tensor(coordinates), in: pass).values()
    }

    /// The probability of the second spiral at points of the input plane.
    func probabilities(atInputs coordinates: [Float]) -> [Double] {
        let pass = Pass(device, .evaluation, precision: .f32)
        return Self.probabilities(scores(tensor(coordinates), in: pass).values())
    }

    /// The probability of the second spiral at points of the hidden plane.
    func probabilities(atHidden coordinates: [Float]) -> [Double] {
        let pass = Pass(device, .evaluation, precision: .f32)
        return Self.probabilities(outOfHidden(tensor(coordinates), in: pass).values())
    }

    func tensor(_ coordinates: [Float]) -> Tensor {
        Tensor(device, coordinates, shape: [coordinates.count / 2, 2])
    }

    private static func probabilities(_ scores: [Float]) -> [Double] {
        (0..<(scores.count / 2)).map { row -> Double in
            let lead = Double(scores[2 * row + 1]) - Double(scores[2 * row])
            return 1 / (1 + exp(-lead))
        }
    }
}
