import Layers
import Randomness
import TestSupport
import Tensors
import Testing

@Suite("Layers")
struct LayerTests {
    private let device = Device(threads: 1)
    private var store: ParameterStore {
        ParameterStore(device, generator: Generator(seed: 1))
    }

    private func training(seed: UInt64 = 1) -> Pass {
        Pass(device, .training(Generator(seed: seed)), precision: .f32)
    }
    private var evaluation: Pass { Pass(device, .evaluation, precision: .f32) }

    private func images(_ shape: [Int], scale: Float = 1, offset: Float = 0) -> Tensor {
        let values = Pattern.values(
            "images", count: shape.reduce(1, *), scale: scale, offset: offset)
        return Tensor(device, values, shape: shape)
    }

    @Test("a convolution keeps the image at stride 1 and halves it, rounded up, at stride 2")
    func convolutionShapes() {
        let x = images([2, 3, 7, 4])
        for kernel in [1, 3] {
            for (stride, size) in [(1, [7, 4]), (2, [4, 2])] {
                let layer = Convolution(
                    store.root, inputs: 3, outputs: 5, kernel: kernel, stride: stride)
                #expect(layer(x, in: evaluation).shape == [2, 5] + size)
            }
        }
    }

    @Test("no layers in a row change nothing; two apply first to last")
    func sequence() {
        let x = Tensor(device, [-2, 3], shape: [1, 2])
        #expect(Sequential([])(x, in: evaluation).values() == [-2, 3])
        let pair = Sequential([Rectifier(slope: 0.5), Rectifier()])
        #expect(pair(x, in: evaluation).values() == [0, 3])
        #expect(Rectifier(slope: 0.5)(x, in: evaluation).values() == [-1, 3])
    }

    @Test("dropout drops its rate and scales the rest in training")
    func dropout() {
        let x = Tensor(
            device, [Float](repeating: 1, count: 20_000), shape: [10, 20, 10, 10])
        let y = Dropout(rate: 0.4)(x, in: training()).values()
        #expect(y.allSatisfy { $0 == 0 || abs($0 - 1 / 0.6) < 1e-6 })
        let mean = y.reduce(0.0) { $0 + Double($1) } / 20_000
        // Four standard errors of a number that is 0 or 1/0.6.
        expectClose(mean, 1, relative: 0, absolute: 4 * (0.4 / 0.6 / 20_000.0).squareRoot())
    }

    @Test("dropout does nothing in evaluation, nor at rate 0")
    func noDropout() {
        let x = images([2, 3, 4, 5])
        #expect(Dropout(rate: 0.9)(x, in: evaluation) === x)
        #expect(Dropout(rate: 0)(x, in: training()) === x)
    }

    @Test("two dropouts of a pass differ; passes of equal generators agree")
    func dropoutDraws() {
        let x = images([2, 3, 8, 8])
        func twice(_ pass: Pass) -> [[Float]] {
            (0..<2).map { _ in Dropout(rate: 0.5)(x, in: pass).values() }
        }
        let one = twice(training(seed: 5))
        #expect(one[0] != one[1])
        #expect(twice(training(seed: 5)) == one)
        #expect(twice(training(seed: 6)) != one)
    }

    @Test("batch normalisation gathers running statistics in training, by a tenth a batch")
    func runningStatistics() throws {
        let store = store
        let layer = BatchNorm(store.root, channels: 3)
        let x = images([4, 3, 5, 2], scale: 2, offset: 3)
        for _ in 0..<2 { _ = layer(x, in: training()) }
        let (mean, variance) = moments(x.values(), shape: x.shape)
        // From 0 and 1, two steps of a tenth: 1 − 0.9² of the way; the variance is unbiased.
        let count = 40.0
        let running = try #require(store.statistics["running_mean"])
        expectClose(running.values(), mean.map { 0.19 * $0 }, relative: 1e-5)
        let spread = try #require(store.statistics["running_var"])
        expectClose(
            spread.values(), variance.map { 0.81 + 0.19 * $0 * count / (count - 1) },
            relative: 1e-5)
        #expect(store.counters["num_batches_tracked"]?.value == 2)
    }

    @Test("batch normalisation in evaluation uses running statistics and changes nothing")
    func frozenStatistics() throws {
        let store = store
        let layer = BatchNorm(store.root, channels: 3)
        let x = images([4, 3, 5, 2])
        // Fresh: mean 0, variance 1, so only epsilon shows.
        expectClose(layer(x, in: evaluation).values(), x.values(), relative: 1e-5)
        #expect(store.counters["num_batches_tracked"]?.value == 0)
        #expect(store.statistics["running_mean"]?.values() == [0, 0, 0])
        try #require(store.statistics["running_mean"]).assign([1, 2, 3])
        try #require(store.statistics["running_var"]).assign([4, 9, 16])
        let expected = Plain.batchNorm(
            x.values().map(Double.init), shape: x.shape, weight: [1, 1, 1], bias: [0, 0, 0],
            statistics: ([1, 2, 3], [4, 9, 16]))
        expectClose(layer(x, in: evaluation).values(), expected, relative: 1e-5)
    }

    @Test("batch normalisation in training gives mean 0 and variance 1")
    func normalized() {
        let y = BatchNorm(store.root, channels: 3)(
            images([4, 3, 5, 2], scale: 2, offset: 3), in: training())
        let (mean, variance) = moments(y.values(), shape: y.shape)
        expectClose(mean, [0.0, 0, 0], relative: 0, absolute: 1e-5)
        expectClose(variance, [1.0, 1, 1], relative: 1e-4)
    }

    @Test(
        "a convolution with pooling equals its parts, in training and evaluation",
        arguments: [16, 5])
    func normalizedPooling(_ channels: Int) throws {
        func run(_ fused: Bool) throws -> [[Float]] {
            let store = store
            let convolution = Convolution(store.root("c"), inputs: 3, outputs: channels, kernel: 3)
            let scope = store.root("bn")
            let norm = BatchNorm(scope, channels: channels)
            let pooled: any Layer =
                fused
                ? NormalizedConvolution(convolution, norm, .rectifier(slope: 0), pooling: true)
                : Sequential([convolution, norm, Rectifier(), MaxPooling(size: 2)])
            let block = Sequential([pooled, GlobalAveragePooling()])
            let pass = training()
            let features = block(images([4, 3, 7, 5], offset: 1), in: pass)
            let labels = [0, 1, 2, 3]
            pass.tape.backward(from: pass.tape.crossEntropy(features, labels: labels).loss)
            #expect(store.counters["bn.num_batches_tracked"]?.value == 1)
            #expect(store.parameterNames == ["bn.bias", "bn.weight", "c.weight"])
            let gradients = try store.parameterNames.map {
                try #require(store.parameters[$0]?.gradient())
            }
            let statistics = store.statistics.keys.sorted().map {
                store.statistics[$0]!.values()
            }
            let evaluated = block(images([4, 3, 7, 5]), in: evaluation)
            return [features.values(), evaluated.values()] + gradients + statistics
        }
        let (fused, parts) = (try run(true), try run(false))
        #expect(fused.count == 7)
        for (one, other) in zip(fused, parts) {
            expectClose(one, other, relative: 1e-4, absolute: 1e-6)
        }
    }

    private func moments(
        _ values: [Float], shape: [Int]
    ) -> (mean: [Double], variance: [Double]) {
        let area = shape[2] * shape[3]
        let channels = (0..<shape[1]).map { channel in
            values.indices.filter { $0 / area % shape[1] == channel }.map { Double(values[$0]) }
        }
        let means = channels.map { $0.reduce(0, +) / Double($0.count) }
        let variances = zip(channels, means).map { numbers, mean in
            numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count)
        }
        return (means, variances)
    }
}
