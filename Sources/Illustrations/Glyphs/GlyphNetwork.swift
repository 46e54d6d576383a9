import Drawings
import Layers
import Randomness
import Tensors
import Training

/// A small network that reads pictures of 16 × 64 pixels from left to right: three convolutions of
/// 3×3, batch normalisation and ReLU, the first two with 2×2 max-pooling, and a linear map from each
/// of the 16 columns that are left to the glyphs and the blank.
///
/// Hidden states can be mixed at the picture (layer 0) and behind the first two blocks (1 and 2).
struct GlyphNetwork {
    let store: ParameterStore
    private let blocks: [any Layer]
    private let head: LinearHead
    var device: Device { store.device }

    /// The blank and the glyphs.
    static let classes = DrawnStrings.alphabet.count + 1

    init(device: Device, generator: Generator) {
        store = ParameterStore(device, generator: generator)
        let root = store.root
        blocks = [1, 16, 32].enumerated().map { place, inputs in
            let scope = root("\(place)")
            let outputs = 16 << place
            return NormalizedConvolution(
                Convolution(scope("conv"), inputs: inputs, outputs: outputs, kernel: 3),
                BatchNorm(scope("bn"), channels: outputs), .rectifier(slope: 0), pooling: place < 2)
        }
        let height = DrawnStrings.height / 4
        head = LinearHead(root("head"), inputs: 64 * height, classes: Self.classes)
    }

    /// The scores of each column, (pictures · 16 × classes), of pictures that are mixed at the
    /// mixup's layer where there is one.
    func scores(_ pictures: Tensor, in pass: Pass, mixing mixup: ManifoldMixup? = nil) -> Tensor {
        var hidden = pictures
        for (layer, block) in blocks.enumerated() {
            if let mixup, mixup.layer == layer { hidden = mixup.mix(hidden, in: pass) }
            hidden = block(hidden, in: pass)
        }
        return head(pass.tape.columns(hidden), in: pass)
    }

    /// The pictures at `indices`: (pictures × 1 × height × width).
    func tensor(_ strings: DrawnStrings, _ indices: [Int]) -> Tensor {
        let size = DrawnStrings.height * DrawnStrings.width
        let pixels = indices.flatMap { strings.pixels[($0 * size)..<(($0 + 1) * size)] }
        return Tensor(
            device, pixels, shape: [indices.count, 1, DrawnStrings.height, DrawnStrings.width])
    }
}

extension DrawnStrings {
    /// The labels at `indices` as the network's classes: glyph g is class g + 1, behind the blank.
    func targets(_ indices: [Int]) -> [[Int]] { indices.map { labels[$0].map { $0 + 1 } } }
}
