/// Optimiser steps, each in one sweep over a parameter, as `torch.optim` defines them.
extension Device {
    /// Stochastic gradient descent with momentum (dampening 0); `velocity` starts at zero.
    public func updateSGD(
        _ weights: Memory, gradient: Memory, velocity: Memory, learningRate: Float,
        momentum: Float, nesterov: Bool, weightDecay: Float
    ) {
        precondition(gradient.isPlain, "an update takes row-major gradients")
        let (w, g, v) = (weights.floats, gradient.floats, velocity.floats)
        timed(Timings.Operation("update", "SGD"), bytes: 5 * weights.layout.byteCount) {
            parallel(weights.elementCount, minimum: 1 << 14) { range in
                for i in range {
                    let d = g[i] + weightDecay * w[i]
                    let speed = momentum * v[i] + d
                    v[i] = speed
                    w[i] -= learningRate * (nesterov ? d + momentum * speed : speed)
                }
            }
        }
    }

    /// Adam (Kingma & Ba 2015, algorithm 1, with its β₁, β₂ and ε), or AdamW (Loshchilov & Hutter
    /// 2019) where `decoupled`.
    ///
    /// - Parameter step: the number of this update, from 1.
    public func updateAdam(
        _ weights: Memory, gradient: Memory, mean: Memory, variance: Memory, step: Int,
        learningRate: Float, weightDecay: Float, decoupled: Bool
    ) {
        precondition(gradient.isPlain, "an update takes row-major gradients")
        let (beta1, beta2, epsilon): (Float, Float, Float) = (0.9, 0.999, 1e-8)
        let (w, g, m, v) = (weights.floats, gradient.floats, mean.floats, variance.floats)
        let correction1 = 1 - power(Double(beta1), step)
        let correction2 = (1 - power(Double(beta2), step)).squareRoot()
        let rate = Float(Double(learningRate) / correction1)
        let inverse2 = Float(1 / correction2)
        let shrink = decoupled ? 1 - learningRate * weightDecay : 1
        let decay = decoupled ? 0 : weightDecay
        timed(Timings.Operation("update", "Adam"), bytes: 7 * weights.layout.byteCount) {
            parallel(weights.elementCount, minimum: 1 << 14) { range in
                for i in range {
                    let d = g[i] + decay * w[i]
                    m[i] = beta1 * m[i] + (1 - beta1) * d
                    v[i] = beta2 * v[i] + (1 - beta2) * d * d
                    w[i] = shrink * w[i] - rate * m[i] / (v[i].squareRoot() * inverse2 + epsilon)
                }
            }
        }
    }

    /// running ← (1 − momentum)·running + momentum·factor·batch: batch normalisation's memory of
    /// its statistics; `factor` makes a biased variance unbiased.
    public func updateRunning(
        _ running: Memory, batch: Memory, momentum: Float, factor: Float = 1
    ) {
        let (to, from) = (running.floats, batch.floats)
        for i in 0..<running.elementCount { to[i] += momentum * (factor * from[i] - to[i]) }
    }
}

private func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, factor, rest) = (1.0, base, exponent)
    while rest > 0 {
        if rest & 1 == 1 { result *= factor }
        factor *= factor
        rest >>= 1
    }
    return result
}
