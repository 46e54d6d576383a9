import Tensors

extension Tape {
    /// The sum of products of `y` with `upstream`, a loss whose gradient with respect to `y` is
    /// exactly `upstream`: row i of `upstream` times every row of `y`, of which only the product
    /// with row i is kept.
    ///
    /// - Parameters:
    ///   - y: (rows, …).
    ///   - upstream: as many numbers, row-major.
    func products(_ y: Tensor, with upstream: [Float]) -> Tensor {
        let flat = y.shape.count == 2 ? y : flattened(y)
        let (rows, columns) = (flat.shape[0], flat.shape[1])
        let terms = (0..<rows).map { row in
            let slice = Array(upstream[row * columns..<(row + 1) * columns])
            var chosen = [Float](repeating: 0, count: rows)
            chosen[row] = 1
            let all = linear(Tensor(device, slice, shape: [1, columns]), weights: flat)
            return linear(all, weights: Tensor(device, chosen, shape: [1, rows]))
        }
        return terms.dropFirst().reduce(terms[0], sum)
    }

    /// Images rounded to bfloat16; gradients pass through rounded too.
    func halved(_ x: Tensor) -> Tensor { copied(x, precision: .bf16) }

    /// Images as a convolution with one gives them: the same, in its layout and precision.
    func copied(_ x: Tensor, precision: Precision) -> Tensor {
        let channels = x.shape[1]
        var identity = [Float](repeating: 0, count: channels * channels)
        for c in 0..<channels { identity[c * channels + c] = 1 }
        let weights = Tensor(device, identity, shape: [channels, channels, 1, 1])
        return convolution(
            x, weights: weights, ConvolutionGeometry(stride: 1, padding: 0), precision: precision)
    }
}
