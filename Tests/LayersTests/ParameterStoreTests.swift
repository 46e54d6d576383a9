import Layers
import Randomness
import TestSupport
import Tensors
import Testing

@Suite("Parameter store")
struct ParameterStoreTests {
    private let device = Device(threads: 1)

    @Test("names fall out of scopes, dotted, lists by index")
    func names() {
        let store = ParameterStore(device, generator: Generator(seed: 1))
        let layer = store.root("block1")("layer")(0)
        _ = Convolution(layer("conv1"), inputs: 3, outputs: 4, kernel: 3)
        _ = BatchNorm(layer("bn1"), channels: 4)
        _ = LinearHead(store.root("head"), inputs: 4, classes: 2)
        _ = CosineHead(store.root("cosine"), inputs: 4, classes: 2)
        #expect(
            store.parameterNames == [
                "block1.layer.0.bn1.bias", "block1.layer.0.bn1.weight",
                "block1.layer.0.conv1.weight", "cosine.weight_g", "cosine.weight_v", "head.bias",
                "head.weight",
            ])
        #expect(
            store.statistics.keys.sorted() == [
                "block1.layer.0.bn1.running_mean", "block1.layer.0.bn1.running_var",
            ])
        #expect(store.counters.keys.sorted() == ["block1.layer.0.bn1.num_batches_tracked"])
        #expect(store.parameters["block1.layer.0.conv1.weight"]?.shape == [4, 3, 3, 3])
        #expect(store.parameters["cosine.weight_g"]?.shape == [2, 1])
        #expect(store.parameters["head.weight"]?.shape == [2, 4])
        #expect(store.parameters.values.allSatisfy { $0.needsGradient })
        #expect(!store.statistics.values.contains { $0.needsGradient })
    }

    @Test("a layer in the root scope has no dot before its names")
    func rootNames() {
        let store = ParameterStore(device, generator: Generator(seed: 1))
        _ = LinearHead(store.root, inputs: 2, classes: 2)
        #expect(store.parameterNames == ["bias", "weight"])
    }

    @Test("first numbers depend on seed and name, not on the order of making")
    func order() throws {
        func values(_ names: [String], seed: UInt64) throws -> [String: [Float]] {
            let store = ParameterStore(device, generator: Generator(seed: seed))
            for name in names {
                _ = Convolution(store.root(name), inputs: 3, outputs: 8, kernel: 3)
            }
            return store.parameters.mapValues { $0.values() }
        }
        let one = try values(["a", "b", "c"], seed: 1)
        #expect(try values(["c", "b", "a"], seed: 1) == one)
        #expect(try values(["b"], seed: 1)["b.weight"] == one["b.weight"])
        #expect(one["a.weight"] != one["b.weight"])
        #expect(try values(["a"], seed: 2)["a.weight"] != one["a.weight"])
    }

    @Test("convolutions start He-normal by fan-out: mean 0, variance 2/(outputs · kernel²)")
    func heNormal() throws {
        let store = ParameterStore(device, generator: Generator(seed: 2))
        _ = Convolution(store.root("conv"), inputs: 32, outputs: 64, kernel: 3)
        let values = try #require(store.parameters["conv.weight"]).values().map(Double.init)
        let n = Double(values.count)
        let expected = 2 / (64.0 * 9)
        let mean = values.reduce(0, +) / n
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
        expectClose(mean, 0, relative: 0, absolute: 4 * (expected / n).squareRoot())
        expectClose(variance, expected, relative: 4 * (2 / n).squareRoot(), absolute: 0)
        // Normal, not uniform: a twentieth lies beyond 1.96 deviations.
        let beyond = Double(values.count { abs($0) > 1.96 * expected.squareRoot() }) / n
        expectClose(beyond, 0.05, relative: 0, absolute: 0.01)
    }

    @Test("linear layers start uniform in ±1/√inputs")
    func uniform() throws {
        let store = ParameterStore(device, generator: Generator(seed: 3))
        _ = LinearHead(store.root("head"), inputs: 400, classes: 64)
        for name in ["head.weight", "head.bias"] {
            let values = try #require(store.parameters[name]).values()
            #expect(values.allSatisfy { abs($0) <= 0.05 })
            #expect(values.contains { $0 > 0.04 } && values.contains { $0 < -0.04 })
        }
        let weights = try #require(store.parameters["head.weight"]).values().map(Double.init)
        let variance = weights.reduce(0) { $0 + $1 * $1 } / Double(weights.count)
        expectClose(variance, 0.05 * 0.05 / 3, relative: 0.03, absolute: 0)
    }

    @Test("clearing forgets every gradient")
    func clearing() throws {
        let store = ParameterStore(device, generator: Generator(seed: 4))
        let head = LinearHead(store.root, inputs: 3, classes: 2)
        let pass = Pass(device, .training(Generator(seed: 1)), precision: .f32)
        let scores = head(Tensor(device, [1, 2, 3], shape: [1, 3]), in: pass)
        pass.tape.backward(from: pass.tape.crossEntropy(scores, labels: [1]).loss)
        #expect(store.parameters.values.allSatisfy { $0.gradient() != nil })
        store.clearGradients()
        #expect(store.parameters.values.allSatisfy { $0.gradient() == nil })
    }
}
