#if canImport(Glibc)
    import Glibc
#endif

/// Losses of whole sequences, and the images' columns as the frames of a sequence.
extension Device {
    /// Connectionist temporal classification (Graves et al. 2006, "Connectionist temporal
    /// classification: labelling unsegmented sequence data with recurrent neural networks", ICML): −ln of
    /// the probability that the frames, each a class or blank, spell the label once repetitions and
    /// then blanks are left out. Forward and backward sums over the label with blanks around its
    /// classes (§4.1), in logarithms and double precision.
    ///
    /// - Parameters:
    ///   - scores: (sequences · frames, classes) before the softmax, the frames of a sequence one
    ///     after another; class 0 is the blank.
    ///   - labels: the classes of each sequence, without blanks; any number of them.
    /// - Returns: the loss of each sequence, and the gradient of their sum with respect to `scores`,
    ///   in their shape. A label that has no room in the frames (each class takes one, and one more
    ///   between two of the same) has an infinite loss and a gradient of zero.
    public func temporalClassification(
        _ scores: Memory, labels: [[Int]]
    ) -> (losses: [Double], gradient: Memory) {
        let classes = scores.shape[1]
        precondition(scores.isPlain && !labels.isEmpty, "sequences need scores and labels")
        precondition(scores.shape[0] % labels.count == 0, "sequences need equally many frames")
        precondition(
            labels.allSatisfy { $0.allSatisfy((1..<classes).contains) }, "a label is not a class")
        let frames = scores.shape[0] / labels.count
        precondition(frames > 0, "a sequence needs a frame")
        let gradient = Memory(self, scores.layout)
        var losses = [Double](repeating: 0, count: labels.count)
        losses.withUnsafeMutableBufferPointer { losses in
            parallel(labels.count) { sequences in
                for sequence in sequences {
                    let start = sequence * frames * classes
                    losses[sequence] = Spelling(labels[sequence], frames: frames, classes: classes)
                        .loss(scores.floats + start, gradient: gradient.floats + start)
                }
            }
        }
        return (losses, gradient)
    }

    /// The columns of images as rows, from left to right: (images, channels, height, width) →
    /// (images · width, channels · height).
    public func columns(_ x: Memory) -> Memory {
        let x = plain(x)
        let (images, rows, width) = (x.shape[0], x.shape[1] * x.shape[2], x.shape[3])
        let result = Memory(self, plainLayout([images * width, rows]))
        for image in 0..<images {
            let (from, to) = (x.floats + image * rows * width, result.floats + image * rows * width)
            for row in 0..<rows {
                for column in 0..<width { to[column * rows + row] = from[row * width + column] }
            }
        }
        return result
    }

    /// What `columns` made of images of this shape, as those images.
    public func images(ofColumns x: Memory, shape: [Int]) -> Memory {
        let x = plain(x)
        let (rows, width) = (shape[1] * shape[2], shape[3])
        let result = Memory(self, plainLayout(shape))
        for image in 0..<shape[0] {
            let (from, to) = (x.floats + image * rows * width, result.floats + image * rows * width)
            for row in 0..<rows {
                for column in 0..<width { to[row * width + column] = from[column * rows + row] }
            }
        }
        return result
    }
}

/// The ways in which frames spell one label.
private struct Spelling {
    /// The label with blanks around its classes.
    private let path: [Int]
    private let frames, classes: Int

    init(_ label: [Int], frames: Int, classes: Int) {
        path = [0] + label.flatMap { [$0, 0] }
        (self.frames, self.classes) = (frames, classes)
    }

    /// −ln p of the label, and its gradient.
    /// - Parameters:
    ///   - scores: (frames, classes).
    ///   - gradient: (frames, classes), overwritten.
    func loss(_ scores: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>) -> Double {
        let logs = logSoftmax(scores)
        let size = path.count
        // ln of the probability of all ways to be at a place of the path with a frame: (frames, size).
        var forward = [Double](repeating: -.infinity, count: frames * size)
        for place in 0..<min(2, size) { forward[place] = logs[path[place]] }
        for frame in 1..<max(1, frames) {
            for place in 0..<size {
                let before = (frame - 1) * size + place
                var sum = forward[before]
                if place > 0 { sum = logSum(sum, forward[before - 1]) }
                if place > 1 && skips(to: place) { sum = logSum(sum, forward[before - 2]) }
                forward[frame * size + place] = sum + logs[frame * classes + path[place]]
            }
        }
        var total = forward[frames * size - 1]
        if size > 1 { total = logSum(total, forward[frames * size - 2]) }
        guard total != -.infinity else {
            gradient.update(repeating: 0, count: frames * classes)
            return .infinity
        }
        for index in 0..<(frames * classes) { gradient[index] = Float(exp(logs[index])) }
        // The same for all ways to go on from a place, without its own frame.
        var backward = [Double](repeating: -.infinity, count: size)
        for place in max(0, size - 2)..<size { backward[place] = 0 }
        for frame in (0..<frames).reversed() {
            let row = frame * classes
            for place in 0..<size {
                let share = exp(forward[frame * size + place] + backward[place] - total)
                gradient[row + path[place]] -= Float(share)
            }
            // From the front, so that what is read was not yet overwritten.
            for place in 0..<size {
                var sum = backward[place] + logs[row + path[place]]
                if place + 1 < size {
                    sum = logSum(sum, backward[place + 1] + logs[row + path[place + 1]])
                }
                if place + 2 < size && skips(to: place + 2) {
                    sum = logSum(sum, backward[place + 2] + logs[row + path[place + 2]])
                }
                backward[place] = sum
            }
        }
        return -total
    }

    /// Whether the blank before `place` may be left out: between two different classes.
    private func skips(to place: Int) -> Bool {
        path[place] != 0 && path[place] != path[place - 2]
    }

    private func logSoftmax(_ scores: UnsafePointer<Float>) -> [Double] {
        var logs = [Double](repeating: 0, count: frames * classes)
        for start in stride(from: 0, to: frames * classes, by: classes) {
            var top = -Double.infinity
            for index in start..<(start + classes) { top = max(top, Double(scores[index])) }
            var sum = 0.0
            for index in start..<(start + classes) { sum += exp(Double(scores[index]) - top) }
            let shift = top + log(sum)
            for index in start..<(start + classes) { logs[index] = Double(scores[index]) - shift }
        }
        return logs
    }
}

/// ln(eᵃ + eᵇ).
private func logSum(_ a: Double, _ b: Double) -> Double {
    let (low, high) = a < b ? (a, b) : (b, a)
    return low == -.infinity ? high : high + log1p(exp(low - high))
}
