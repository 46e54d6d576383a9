import Randomness
import Tensors

/// One pass of data through a network: where it is recorded, how it is computed, and where its
/// randomness comes from.
public final class Pass {
    /// What a pass is for.
    public enum Mode {
        /// Batch statistics, dropout and a recorded tape; chance draws from the generator.
        case training(Generator)
        /// Running statistics, no dropout, nothing recorded.
        case evaluation
        /// The same, recorded: for a few steps with few images, whose statistics say little.
        case adaptation
    }

    /// Where operations run and are recorded.
    public let tape: Tape
    /// The precision of activations and convolutions.
    public let precision: Precision
    /// Whether this pass trains.
    public let isTraining: Bool
    /// Whether batch normalisation is folded into the convolutions.
    let folds: Bool
    private var generator: Generator
    /// With the weights that they were made of, whose identity names no others while they are kept.
    private var convolutions: [ObjectIdentifier: (weights: Tensor, folded: FoldedConvolution)] =
        [:]

    private var maps: [ObjectIdentifier: (weights: Tensor, packed: PackedLinear)] = [:]

    /// A pass on `device` in `precision`.
    ///
    /// A pass of evaluation computes as many batches as one likes with the network as it was at
    /// the first one: the weights that it folds and lays out are kept.
    ///
    /// bfloat16 is emulated on a CPU without it: the same numbers, but for the order of sums, at
    /// more than the cost of single precision.
    ///
    /// - Parameter folding: whether evaluation folds batch normalisation into the convolutions:
    ///   faster, and rounded a little differently.
    public init(_ device: Device, _ mode: Mode, precision: Precision, folding: Bool = true) {
        self.precision = precision
        switch mode {
        case .training(let generator):
            self.generator = generator
            isTraining = true
        case .evaluation, .adaptation:
            generator = Generator(seed: 0)
            isTraining = false
        }
        let records = if case .evaluation = mode { false } else { true }
        let emulates = precision == .bf16 && !Device.supportsBFloat16
        folds = folding && !records && !emulates
        tape = Tape(device, recording: records, emulatingBFloat16: emulates)
    }

    /// The folded form of `convolution`, made when it is first met.
    func folded(
        _ convolution: Convolution, _ make: () -> FoldedConvolution
    ) -> FoldedConvolution {
        let key = ObjectIdentifier(convolution.weights)
        if let known = convolutions[key] { return known.folded }
        let made = make()
        convolutions[key] = (convolution.weights, made)
        return made
    }

    /// Rows and columns of the squares that the images on their way were divided into.
    public var grid: [Int] = []

    /// The laid-out form of a linear map by `weights`, made when it is first met.
    func packed(_ weights: Tensor, _ make: () -> PackedLinear) -> PackedLinear {
        let key = ObjectIdentifier(weights)
        if let known = maps[key] { return known.packed }
        let made = make()
        maps[key] = (weights, made)
        return made
    }

    /// 64 random bits of this pass.
    func drawSeed() -> UInt64 { generator.next() }
}
