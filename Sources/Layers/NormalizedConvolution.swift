import Tensors

/// A convolution, batch normalisation and what a block does after them: a sum with the shortcut,
/// an activation, 2×2 max-pooling.
///
/// In evaluation all of it is one operation: the normalisation is folded into the convolution, and
/// the rest done while the numbers are at hand. In training what follows the convolution is one.
public struct NormalizedConvolution: Layer {
    private let convolution: Convolution
    private let norm: BatchNorm
    private let activation: Activation
    private let pooling: Bool
    private let isAmongDepthwise: Bool

    /// - Parameters:
    ///   - activation: of the sum.
    ///   - pooling: whether the largest of each 2×2 window is taken at the end.
    ///   - amongDepthwise: whether what comes before and behind it is depthwise, which says how
    ///     images lie best in evaluation.
    public init(
        _ convolution: Convolution, _ norm: BatchNorm, _ activation: Activation,
        pooling: Bool = false, amongDepthwise: Bool = false
    ) {
        isAmongDepthwise = amongDepthwise
        self.convolution = convolution
        self.norm = norm
        self.activation = activation
        self.pooling = pooling
    }

    /// A convolution and batch normalisation alone.
    public init(_ convolution: Convolution, _ norm: BatchNorm) {
        self.init(convolution, norm, .identity)
    }

    /// (images, inputs, height, width) → (images, outputs, height, width), each side divided by
    /// the convolution's stride, and by 2 if pooled.
    public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
        guard pass.isTraining else { return evaluate(x, adding: nil, in: pass) }
        return stem(x, in: pass) ?? finish([norm.term(convolution(x, in: pass))], in: pass)
    }

    /// All of it as one operation, where `x` are images; nil elsewhere.
    private func stem(_ x: Tensor, in pass: Pass) -> Tensor? {
        guard pooling, let slope = activation.slope else { return nil }
        let output = pass.tape.stem(
            x, weights: convolution.weights, convolution.geometry, norm.norm, slope: slope,
            momentum: BatchNorm.momentum, epsilon: norm.epsilon, precision: pass.precision)
        if output != nil { norm.countBatch() }
        return output
    }

    /// The same with a sum before the activation: that of `input` through `shortcut`, which has
    /// neither activation nor pooling, or of `input` itself where there is none.
    public func callAsFunction(
        _ x: Tensor, joining shortcut: NormalizedConvolution?, of input: Tensor, in pass: Pass
    ) -> Tensor {
        guard pass.isTraining else {
            return evaluate(x, adding: shortcut?(input, in: pass) ?? input, in: pass)
        }
        let term = norm.term(convolution(x, in: pass))
        let other = shortcut.map { $0.norm.term($0.convolution(input, in: pass)) }
        return finish([term, other ?? NormalizedTerm(input)], in: pass)
    }

    /// The same, and then `next`: one operation in evaluation where that is a depthwise one.
    public func callAsFunction(
        _ x: Tensor, then next: NormalizedConvolution, in pass: Pass
    ) -> Tensor {
        if pass.folds, !pooling, !next.pooling,
            let y = pass.tape.folded(
                folded(in: pass), activation, then: next.folded(in: pass), next.activation, of: x)
        {
            return y
        }
        return next(self(x, in: pass), in: pass)
    }

    private func finish(_ terms: [NormalizedTerm], in pass: Pass) -> Tensor {
        let slope = activation.slope
        let sum = pass.tape.normalizedSum(
            terms, slope: slope ?? 1, pooling: slope != nil && pooling,
            momentum: BatchNorm.momentum, epsilon: norm.epsilon)
        return slope == nil ? activated(sum, in: pass) : sum
    }

    private func evaluate(_ x: Tensor, adding addend: Tensor?, in pass: Pass) -> Tensor {
        let tape = pass.tape
        if pass.folds {
            return tape.folded(
                folded(in: pass), of: x, adding: addend, activation: activation, pooling: pooling)
        }
        var y = norm(convolution(x, in: pass), in: pass)
        if let addend { y = tape.sum(y, addend) }
        return activated(y, in: pass)
    }

    private func activated(_ y: Tensor, in pass: Pass) -> Tensor {
        let active = pass.tape.activation(y, activation)
        return pooling ? pass.tape.maxPooling(active, size: 2) : active
    }

    private func folded(in pass: Pass) -> FoldedConvolution {
        pass.folded(convolution) {
            FoldedConvolution(
                convolution.weights, convolution.geometry, precision: pass.precision,
                scale: norm.scale, shift: norm.shift, mean: norm.runningMean,
                variance: norm.runningVariance, epsilon: norm.epsilon,
                amongDepthwise: isAmongDepthwise)
        }
    }
}
