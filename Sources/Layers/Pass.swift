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
    }

    /// Where operations run and are recorded.
    public let tape: Tape
    /// The precision of activations and convolutions.
    public let precision: Precision
    /// Whether this pass trains.
    public let isTraining: Bool
    private var generator: Generator

    /// A pass on `device` in `precision`.
    public init(_ device: Device, _ mode: Mode, precision: Precision) {
        self.precision = precision
        switch mode {
        case .training(let generator):
            self.generator = generator
            isTraining = true
        case .evaluation:
            generator = Generator(seed: 0)
            isTraining = false
        }
        tape = Tape(device, recording: isTraining)
    }

    /// 64 random bits of this pass.
    func drawSeed() -> UInt64 { generator.next() }
}
