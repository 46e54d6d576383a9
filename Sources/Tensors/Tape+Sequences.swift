import Kernels

/// Operations on sequences of frames.
extension Tape {
    /// The columns of images as rows, from left to right: (images, channels, height, width) →
    /// (images · width, channels · height), single precision.
    public func columns(_ x: Tensor) -> Tensor {
        let shape = x.shape
        return record(device.columns(x.memory), from: [x]) { [unowned self] gradient in
            accumulate(into: x) { device.images(ofColumns: gradient, shape: shape) }
        }
    }

    /// The mean over sequences of connectionist temporal classification (Graves et al. 2006): −ln of
    /// the probability that a sequence's frames spell its label, whichever way.
    ///
    /// A label that has no room in the frames has an infinite loss. It counts as zero and has no
    /// gradient, as with PyTorch's `zero_infinity`, and the caller learns how many there are.
    ///
    /// - Parameters:
    ///   - scores: (sequences · frames, classes) before the softmax, the frames of a sequence one
    ///     after another; class 0 is the blank.
    ///   - labels: one per sequence: its classes, from 1, as many as there are. May be empty.
    /// - Returns: the loss, a tensor of one element, and how many labels have no room.
    public func temporalClassification(
        _ scores: Tensor, labels: [[Int]]
    ) -> (loss: Tensor, impossible: Int) {
        let (losses, slope) = device.temporalClassification(scores.memory, labels: labels)
        let count = Double(losses.count)
        let mean = losses.reduce(0) { $0 + ($1 == .infinity ? 0 : $1) } / count
        let output = record(Memory(device, [Float(mean)], shape: [1]), from: [scores]) {
            [unowned self] gradient in
            accumulate(into: scores) {
                device.scaled(slope, by: gradient.values()[0] / Float(count))
            }
        }
        return (output, losses.count { $0 == .infinity })
    }
}
