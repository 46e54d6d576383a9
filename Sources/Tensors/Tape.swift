import Kernels

/// Records operations as they run, and replays their derivatives in reverse.
///
/// The tape is flat: an array of steps, each freed as soon as it was replayed. Operations are its
/// methods, each with its derivative beside it; every one takes and returns tensors whose layout
/// in memory nobody above `Kernels` knows.
public final class Tape {
    /// Where the operations run.
    public let device: Device
    /// Whether derivatives are wanted; inference records nothing.
    public let isRecording: Bool
    /// Whether bfloat16 is emulated: activations are stored in single precision, and rounded after
    /// every operation where bfloat16 itself would round; so are the weights of convolutions.
    let emulatesBFloat16: Bool
    private var steps: [() -> Void] = []
    /// By step, the parameters that it is the first to read: the last to add to their gradients.
    private var firstReads: [Int: [Tensor]] = [:]
    private var parameters: Set<ObjectIdentifier> = []

    /// An empty tape.
    ///
    /// - Parameter emulatingBFloat16: for results in bfloat16 on a CPU that cannot compute them:
    ///   what single precision costs, and more.
    public init(_ device: Device, recording: Bool = true, emulatingBFloat16: Bool = false) {
        self.device = device
        isRecording = recording
        emulatesBFloat16 = emulatingBFloat16
    }

    /// Puts a result on the tape.
    ///
    /// - Parameters:
    ///   - inputs: the tensors that the result depends on.
    ///   - backward: given the gradient of the loss with respect to the result, passes the
    ///     gradients of the inputs to `accumulate`. It must not own the tape, which owns it.
    func record(
        _ result: Memory, from inputs: [Tensor], backward: @escaping (Memory) -> Void
    ) -> Tensor {
        let depends = isRecording && inputs.contains { $0.needsGradient }
        // Activations are of four axes; what has fewer is single precision in any case.
        let rounds = emulatesBFloat16 && result.shape.count == 4
        let output = Tensor(
            rounds ? device.roundedToBFloat16(result) : result, needsGradient: depends,
            isRounded: rounds)
        if depends {
            for input in inputs where input.isParameter {
                guard parameters.insert(ObjectIdentifier(input)).inserted else { continue }
                firstReads[steps.count, default: []].append(input)
            }
            steps.append {
                guard let gradient = output.gradientMemory else { return }
                output.gradientMemory = nil
                backward(gradient)
            }
        }
        return output
    }

    /// Adds to the gradient of `tensor`; the value is not computed where nobody needs it.
    func accumulate(into tensor: Tensor, _ gradient: () -> Memory) {
        guard tensor.needsGradient else { return }
        func rounded(_ gradient: Memory) -> Memory {
            tensor.isRounded ? device.roundedToBFloat16(gradient) : gradient
        }
        let addend = rounded(gradient())
        tensor.gradientMemory =
            tensor.gradientMemory.map { rounded(device.sum($0, addend)) } ?? addend
    }

    /// Computes the gradient of `loss`, a tensor of one element, with respect to every parameter
    /// that it depends on, and empties the tape.
    ///
    /// - Parameter finished: is told of each parameter when nothing of this tape adds to its gradient
    ///   any more, the last layer's first.
    public func backward(from loss: Tensor, finished: ((Tensor) -> Void)? = nil) {
        precondition(loss.elementCount == 1, "backward starts from a single number")
        accumulate(into: loss) { Memory(device, [1], shape: loss.shape) }
        while let step = steps.popLast() {
            step()
            if let finished { firstReads[steps.count]?.forEach(finished) }
        }
        (firstReads, parameters) = ([:], [])
    }
}
