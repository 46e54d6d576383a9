import Layers
import Randomness
import Tensors

/// Fully connected networks with a narrow layer in the middle, in which Manifold Mixup's authors
/// look at flattening (Verma et al. 2019, §3): 256 → 3 × 128 → **12** → 4 × 128 → 10 where theirs
/// have layers of 1,024, leaky rectifiers between. Many are trained side by side.
///
/// Hidden states can be mixed at the input (layer 0) and in the narrow layer (layer 1).
struct FlatteningNetworks {
    /// Numbers of the narrow layer.
    static let narrow = 12

    let store: ParameterStore
    private let intoNarrow, outOfNarrow: Sequential

    init(device: Device, inputs: Int, classes: Int, generators: [Generator]) {
        store = ParameterStore(device, generator: Generator(seed: 0))
        let root = store.root
        func stack(_ name: String, _ sizes: [Int]) -> Sequential {
            let maps = zip(sizes, sizes.dropFirst()).enumerated().map { place, size in
                StackedLinear(
                    root(name)(place), inputs: size.0, outputs: size.1,
                    weights: .uniform(inputs: size.0), bias: .uniform(inputs: size.0),
                    generators: generators)
            }
            let layers = maps.flatMap { [$0, Rectifier(slope: 0.01)] as [any Layer] }
            return Sequential(Array(layers.dropLast()))
        }
        intoNarrow = stack("into", [inputs, 128, 128, 128, Self.narrow])
        outOfNarrow = stack("out", [Self.narrow, 128, 128, 128, 128, classes])
    }

    /// The scores of pictures, (networks · pictures × inputs), mixed where the mixups say.
    func scores(_ pictures: Tensor, in pass: Pass, mixing mixups: StackedMixups? = nil) -> Tensor {
        let states = states(mixups?.mix(pictures, at: 0, in: pass) ?? pictures, in: pass)
        return outOfNarrow(mixups?.mix(states, at: 1, in: pass) ?? states, in: pass)
    }

    /// The narrow layer's states: (networks · pictures × 12).
    func states(_ pictures: Tensor, in pass: Pass) -> Tensor { intoNarrow(pictures, in: pass) }
}
