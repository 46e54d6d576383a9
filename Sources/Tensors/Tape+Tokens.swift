import Kernels

/// Operations on sequences of tokens, (images, tokens, width), row-major and in single precision.
extension Tape {
    /// Squares of `size` × `size` pixels of images, (images, channels, height, width), row by row:
    /// (images, squares, channels·size·size). What they do not cover is cut off.
    public func squares(_ x: Tensor, size: Int) -> Tensor {
        record(device.squares(x.memory, size: size), from: [x]) { [unowned self] gradient in
            accumulate(into: x) {
                device.squaresBackward(gradient, size: size, shape: x.shape)
            }
        }
    }

    /// `first`, (1, k, width), before the tokens of each image.
    public func prefixed(_ x: Tensor, by first: Tensor) -> Tensor {
        let k = first.elementCount / x.shape[2]
        return record(device.prefixed(x.memory, by: first.memory), from: [first, x]) {
            [unowned self] gradient in
            let count = gradient.shape[1]
            accumulate(into: first) {
                device.sumOfEach(device.tokens(gradient, 0..<k), shape: first.shape)
            }
            accumulate(into: x) { device.tokens(gradient, k..<count) }
        }
    }

    /// Tokens `range` of each image.
    public func tokens(_ x: Tensor, _ range: Range<Int>) -> Tensor {
        record(device.tokens(x.memory, range), from: [x]) { [unowned self] gradient in
            accumulate(into: x) { device.tokensBackward(gradient, range, of: x.shape[1]) }
        }
    }

    /// The mean over the tokens of each image: (images, width).
    public func meanOfTokens(_ x: Tensor) -> Tensor {
        record(device.meanOfTokens(x.memory), from: [x]) { [unowned self] gradient in
            accumulate(into: x) { device.meanOfTokensBackward(gradient, of: x.shape[1]) }
        }
    }

    /// `addend`, (1, tokens, width), added to each image.
    public func addedToEach(_ x: Tensor, _ addend: Tensor) -> Tensor {
        record(device.addedToEach(x.memory, addend.memory), from: [x, addend]) {
            [unowned self] gradient in
            accumulate(into: x) { gradient }
            accumulate(into: addend) { device.sumOfEach(gradient, shape: addend.shape) }
        }
    }

    /// The same sequence, (1, tokens, width), for each of `images`.
    public func repeated(_ x: Tensor, images: Int) -> Tensor {
        let (n, width) = (x.shape[1], x.shape[2])
        let zeros = Memory(device, repeating: 0, shape: [images, n, width])
        return record(device.addedToEach(zeros, x.memory), from: [x]) {
            [unowned self] gradient in
            accumulate(into: x) { device.sumOfEach(gradient, shape: x.shape) }
        }
    }

    /// The given combinations of the rows of `x`, (1, rows, width): combinations·x.
    ///
    /// - Parameter combinations: (results, rows), constants.
    public func combinedRows(_ x: Tensor, by combinations: Tensor) -> Tensor {
        let (count, width) = (combinations.shape[0], x.shape[2])
        let output = device.matrixProduct(combinations.memory, x.memory.asRows)
        return record(output.reshaped([1, count, width]), from: [x]) {
            [unowned self] gradient in
            accumulate(into: x) {
                device.matrixProduct(
                    combinations.memory, gradient.asRows, transposingA: true
                ).reshaped(x.shape)
            }
        }
    }

    /// Each row of `x`, the last axis, less its mean, over its deviation, times `scale` plus
    /// `shift`, (columns) each: layer normalisation (Ba et al. 2016).
    public func layerNormalization(
        _ x: Tensor, scale: Tensor, shift: Tensor, epsilon: Float
    ) -> Tensor {
        let normalized = device.layerNormalization(
            x.memory, scale: scale.memory, shift: shift.memory, epsilon: epsilon,
            training: isRecording)
        return record(normalized.output, from: [x, scale, shift]) { [unowned self] gradient in
            let gradients = device.layerNormalizationBackward(
                gradient, x: x.memory, scale: scale.memory, normalized)
            accumulate(into: x) { gradients.input }
            accumulate(into: scale) { gradients.scale }
            accumulate(into: shift) { gradients.shift }
        }
    }

    /// x + factors·y with a factor for each column, the last axis: a residual under layer scale.
    public func sum(_ x: Tensor, _ y: Tensor, scaledBy factors: Tensor) -> Tensor {
        let output = device.sum(x.memory, y.memory, scaledBy: factors.memory)
        return record(output, from: [x, y, factors]) { [unowned self] gradient in
            accumulate(into: x) { gradient }
            accumulate(into: y) { device.scaledColumns(gradient, by: factors.memory) }
            accumulate(into: factors) { device.columnProducts(gradient, y.memory) }
        }
    }

    /// The columns of `a`, (rows, m), and of `b`, (rows, n), side by side: (rows, m + n).
    public func joinedColumns(_ a: Tensor, _ b: Tensor) -> Tensor {
        record(device.joinedColumns(a.memory, b.memory), from: [a, b]) { [unowned self] gradient in
            accumulate(into: a) { device.columns(gradient, 0..<a.shape[1]) }
            accumulate(into: b) { device.columns(gradient, a.shape[1]..<gradient.shape[1]) }
        }
    }

    /// Softmax attention of `heads` heads: each token attends to all of its image.
    ///
    /// - Parameter x: (images, tokens, 3·width): queries, keys and values side by side.
    /// - Returns: (images, tokens, width).
    public func attention(_ x: Tensor, heads: Int) -> Tensor {
        let attended = device.attention(x.memory, heads: heads, training: isRecording)
        return record(attended.output, from: [x]) { [unowned self] gradient in
            accumulate(into: x) {
                device.attentionBackward(gradient, x.memory, heads: heads, attended)
            }
        }
    }

    /// Softmax attention of `queries`, (images, m, width), to `x`, (images, n, 2·width): keys and
    /// values side by side.
    ///
    /// - Returns: (images, m, width).
    public func attention(of queries: Tensor, to x: Tensor, heads: Int) -> Tensor {
        let attended = device.attention(
            of: queries.memory, to: x.memory, heads: heads, training: isRecording)
        return record(attended.output, from: [queries, x]) { [unowned self] gradient in
            let gradients = device.attentionBackward(
                gradient, of: queries.memory, to: x.memory, heads: heads, attended)
            accumulate(into: queries) { gradients.queries }
            accumulate(into: x) { gradients.x }
        }
    }

    /// Queries and keys turned by rotary positions (Su et al. 2021, "RoFormer").
    ///
    /// - Parameters:
    ///   - x: (images, tokens, 3·width): queries, keys and values side by side.
    ///   - turns: cosines and sines of the last tokens' angles, (tokens, 2, width / heads / 2).
    public func rotated(_ x: Tensor, by turns: Tensor, heads: Int) -> Tensor {
        let output = device.rotated(x.memory, by: turns.memory, heads: heads, backward: false)
        return record(output, from: [x]) { [unowned self] gradient in
            accumulate(into: x) {
                device.rotated(gradient, by: turns.memory, heads: heads, backward: true)
            }
        }
    }
}
