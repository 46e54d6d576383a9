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
    private var steps: [() -> Void] = []

    /// An empty tape.
    public init(_ device: Device, recording: Bool = true) {
        self.device = device
        isRecording = recording
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
        let output = Tensor(result, needsGradient: depends)
        if depends {
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
        let addend = gradient()
        tensor.gradientMemory = tensor.gradientMemory.map { device.sum($0, addend) } ?? addend
    }

    /// Computes the gradient of `loss`, a tensor of one element, with respect to every parameter
    /// that it depends on, and empties the tape.
    public func backward(from loss: Tensor) {
        precondition(loss.elementCount == 1, "backward starts from a single number")
        accumulate(into: loss) { Memory(device, [1], shape: loss.shape) }
        while let step = steps.popLast() { step() }
    }
}
