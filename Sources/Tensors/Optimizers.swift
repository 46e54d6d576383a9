import Kernels

/// Updates of one parameter from its gradient; the state between steps is the caller's tensors.
extension Tensor {
    /// One step of stochastic gradient descent with momentum; does nothing without a gradient.
    public func descend(
        velocity: Tensor, learningRate: Float, momentum: Float, nesterov: Bool, weightDecay: Float
    ) {
        guard let gradientMemory else { return }
        memory.device.updateSGD(
            memory, gradient: gradientMemory, velocity: velocity.memory,
            learningRate: learningRate, momentum: momentum, nesterov: nesterov,
            weightDecay: weightDecay)
    }

    /// One step of Adam, or of AdamW where `decoupled`; does nothing without a gradient.
    ///
    /// - Parameter step: the number of this update, from 1.
    public func descendAdam(
        mean: Tensor, variance: Tensor, step: Int, learningRate: Float, weightDecay: Float,
        decoupled: Bool
    ) {
        guard let gradientMemory else { return }
        memory.device.updateAdam(
            memory, gradient: gradientMemory, mean: mean.memory, variance: variance.memory,
            step: step, learningRate: learningRate, weightDecay: weightDecay, decoupled: decoupled)
    }
}
