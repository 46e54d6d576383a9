import Tensors
import TestSupport
import Testing

@Suite("Optimisers")
struct OptimizerTests {
    /// Runs the three steps of a case, its gradients given through the tape.
    private func steps(
        _ reference: OperationReference, update: (Int, Tensor, [Tensor]) throws -> Void
    ) throws {
        let device = Device(threads: 1)
        let input = try reference.input("parameters")
        let weights = Tensor(device, input.values, shape: input.shape, needsGradient: true)
        let state = (0..<2).map { _ in
            Tensor(
                device, [Float](repeating: 0, count: weights.elementCount), shape: input.shape)
        }
        for step in 1...3 {
            let tape = Tape(device)
            let gradient = try reference.input("gradient \(step)").values
            tape.backward(from: tape.products(weights, with: gradient))
            #expect(weights.gradient() == gradient)
            try update(step, weights, state)
            weights.clearGradient()
            try reference.expect("parameters \(step)", weights.values(), relative: 1e-6)
        }
    }

    @Test("stochastic gradient descent equals torch.optim", arguments: try ReferenceCases.of("sgd"))
    func descent(_ reference: OperationReference) throws {
        try steps(reference) { _, weights, state in
            weights.descend(
                velocity: state[0], learningRate: Float(try reference.number("learningRate")),
                momentum: Float(try reference.number("momentum")),
                nesterov: try reference.number("nesterov") == 1,
                weightDecay: Float(try reference.number("weightDecay")))
        }
    }

    @Test("Adam and AdamW equal torch.optim", arguments: try ReferenceCases.of("adam", "adamw"))
    func adam(_ reference: OperationReference) throws {
        // The engine has PyTorch's defaults built in.
        #expect(try reference.number("beta1") == 0.9)
        #expect(try reference.number("beta2") == 0.999)
        #expect(try reference.number("epsilon") == 1e-8)
        try steps(reference) { step, weights, state in
            weights.descendAdam(
                mean: state[0], variance: state[1], step: step,
                learningRate: Float(try reference.number("learningRate")),
                weightDecay: Float(try reference.number("weightDecay")),
                decoupled: reference.operation == "adamw")
        }
    }

    @Test("a parameter without a gradient stays as it is")
    func withoutGradient() {
        let device = Device(threads: 1)
        let weights = Tensor(device, [1, 2], shape: [2], needsGradient: true)
        let state = [Tensor(device, [3, 4], shape: [2]), Tensor(device, [5, 6], shape: [2])]
        weights.descend(
            velocity: state[0], learningRate: 1, momentum: 0.9, nesterov: true, weightDecay: 1)
        weights.descendAdam(
            mean: state[0], variance: state[1], step: 1, learningRate: 1, weightDecay: 1,
            decoupled: true)
        #expect(weights.values() == [1, 2])
        #expect(state[0].values() == [3, 4])
        #expect(state[1].values() == [5, 6])
    }
}
