import Tensors
import TestSupport
import Testing

@Suite("Operations in single precision equal PyTorch's, values and gradients")
struct OperationTests {
    @Test("convolution", arguments: try ReferenceCases.of("conv2d"))
    func convolution(_ reference: OperationReference) throws {
        let run = try EngineRun(reference, Device(threads: 1))
        #expect(run.gradients.keys.sorted() == ["dweight", "dx"])
        try run.expect(equal: reference, relative: 2e-5)
    }

    @Test(
        "batch normalisation in training", arguments: try ReferenceCases.of("batch_norm training"))
    func batchNormalization(_ reference: OperationReference) throws {
        let run = try EngineRun(reference, Device(threads: 1))
        #expect(run.gradients.keys.sorted() == ["dbias", "dweight", "dx"])
        // Thirty standard deviations from zero, single precision loses a digit.
        try run.expect(
            equal: reference, relative: reference.name.hasSuffix("far from zero") ? 1e-4 : 1e-5)
        for (name, values) in run.statistics {
            try reference.expect(name, values, relative: 1e-6)
        }
    }

    @Test(
        "batch normalisation in evaluation",
        arguments: try ReferenceCases.of("batch_norm evaluation"))
    func frozenBatchNormalization(_ reference: OperationReference) throws {
        let device = Device(threads: 1)
        func tensor(_ name: String) throws -> Tensor {
            let input = try reference.input(name)
            return Tensor(device, input.values, shape: input.shape)
        }
        let mean = try tensor("running_mean")
        let y = Tape(device, recording: false).frozenBatchNormalization(
            try tensor("x"), scale: try tensor("weight"), shift: try tensor("bias"), mean: mean,
            variance: try tensor("running_var"), epsilon: Float(try reference.number("epsilon")))
        try reference.expect("y", y.values(), relative: 1e-5)
        #expect(mean.values() == (try reference.input("running_mean").values))
    }

    @Test(
        "rectifiers, sum, pooling and flattening",
        arguments: try ReferenceCases.of(
            "relu", "leaky_relu", "add", "max_pool", "average_pool", "flatten"))
    func activations(_ reference: OperationReference) throws {
        let run = try EngineRun(reference, Device(threads: 1))
        #expect(!run.gradients.isEmpty)
        try run.expect(equal: reference, relative: 1e-6)
    }

    /// The case whose partners are no permutation is left out: mixing takes permutations only.
    @Test("mixing", arguments: try ReferenceCases.of("mix").filter(hasPermutation))
    func mixing(_ reference: OperationReference) throws {
        let run = try EngineRun(reference, Device(threads: 1))
        #expect(run.gradients.keys.sorted() == ["dx"])
        try run.expect(equal: reference, relative: 1e-6)
    }

    @Test("rotation", arguments: try ReferenceCases.of("rotate"))
    func rotation(_ reference: OperationReference) throws {
        let device = Device(threads: 1)
        let input = try reference.input("x")
        let x = Tensor(device, input.values, shape: input.shape)
        let turns = [Int](repeating: try reference.integer("turns"), count: input.shape[0])
        let y = Tape(device).rotated(x, quarterTurns: turns)
        // The reference is written with nine digits.
        try reference.expect("y", y.values(), relative: 1e-8)
    }

    @Test("linear and cosine heads", arguments: try ReferenceCases.of("linear", "cosine"))
    func heads(_ reference: OperationReference) throws {
        let run = try EngineRun(reference, Device(threads: 1))
        #expect(run.gradients.count == 3)
        try run.expect(equal: reference, relative: 1e-5)
    }

    @Test("losses", arguments: try ReferenceCases.of("cross_entropy", "mixed_cross_entropy"))
    func losses(_ reference: OperationReference) throws {
        let run = try EngineRun(reference, Device(threads: 1))
        #expect(run.gradients.keys.sorted() == ["dx"])
        // Large scores lose digits in the exponent: 300 is known to 2e-5.
        try run.expect(equal: reference, relative: 1e-5)
    }
}

private func hasPermutation(_ reference: OperationReference) throws -> Bool {
    let partners = try reference.integers("permutation")
    return Set(partners).count == partners.count
}
