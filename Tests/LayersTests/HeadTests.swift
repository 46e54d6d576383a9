import Layers
import Randomness
import TestSupport
import Tensors
import Testing

@Suite("Heads")
struct HeadTests {
    private let device = Device(threads: 1)

    private func head(
        inputs: Int, classes: Int, scale: Float? = nil
    ) throws -> (head: CosineHead, directions: Tensor, norms: Tensor) {
        let store = ParameterStore(device, generator: Generator(seed: 1))
        let head = CosineHead(store.root, inputs: inputs, classes: classes, scale: scale)
        return (
            head, try #require(store.parameters["weight_v"]),
            try #require(store.parameters["weight_g"])
        )
    }

    private func scores(_ head: any Layer, _ x: Tensor) -> [Float] {
        head(x, in: Pass(device, .evaluation, precision: .f32)).values()
    }

    @Test("the norms start at the lengths of the rows, so the weights start as drawn")
    func firstNorms() throws {
        let (_, directions, norms) = try head(inputs: 7, classes: 5)
        let v = directions.values()
        let lengths = (0..<5).map { row in
            v[row * 7..<(row + 1) * 7].reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        }
        expectClose(norms.values(), lengths, relative: 1e-6)
    }

    @Test(
        "the scale is the one given, else 2 up to 200 classes and 10 above",
        arguments: [(1, nil, 2), (200, nil, 2), (201, nil, 10), (5, 7, 7)] as [(Int, Float?, Int)])
    func scale(_ classes: Int, _ given: Float?, _ scale: Int) throws {
        let (head, directions, norms) = try head(inputs: 3, classes: classes, scale: given)
        // A feature along the first class's direction has cosine 1 with it.
        let feature = Array(directions.values().prefix(3)).map { $0 * 1000 }
        let score = scores(head, Tensor(device, feature, shape: [1, 3]))[0]
        expectClose(score, Float(scale) * norms.values()[0], relative: 1e-5)
    }

    @Test("scores are scale · g · cosine, whatever the length of features and directions")
    func cosine() throws {
        let (head, directions, norms) = try head(inputs: 6, classes: 4)
        let x = Pattern.values("x", count: 18)
        let expected = Plain.cosine(
            x.map(Double.init), features: 6, direction: directions.values().map(Double.init),
            norm: norms.values().map(Double.init), scale: 2)
        let first = scores(head, Tensor(device, x, shape: [3, 6]))
        expectClose(first, expected, relative: 1e-5)
        directions.assign(directions.values().map { $0 * 8 })
        let longer = scores(head, Tensor(device, x.map { $0 * 100 }, shape: [3, 6]))
        expectClose(longer, first, relative: 1e-4, absolute: 1e-5)
        norms.assign(norms.values().map { $0 * 3 })
        expectClose(
            scores(head, Tensor(device, x, shape: [3, 6])), first.map { $0 * 3 }, relative: 1e-5)
    }

    @Test("a feature of zeros scores zero everywhere, with a finite gradient")
    func zeroFeature() throws {
        let (head, directions, norms) = try head(inputs: 4, classes: 3)
        let x = Tensor(device, [0, 0, 0, 0], shape: [1, 4], needsGradient: true)
        let pass = Pass(device, .training(Generator(seed: 1)), precision: .f32)
        let scores = head(x, in: pass)
        #expect(scores.values() == [0, 0, 0])
        pass.tape.backward(from: pass.tape.crossEntropy(scores, labels: [1]).loss)
        for tensor in [x, directions, norms] {
            #expect(try #require(tensor.gradient()).allSatisfy { $0.isFinite })
        }
    }

    @Test("a gradient of a direction is square to it: only the norm can change its length")
    func squareGradient() throws {
        let (head, directions, norms) = try head(inputs: 6, classes: 4)
        let x = Tensor(device, Pattern.values("x", count: 18), shape: [3, 6])
        let pass = Pass(device, .training(Generator(seed: 1)), precision: .f32)
        pass.tape.backward(
            from: pass.tape.crossEntropy(head(x, in: pass), labels: [0, 1, 3]).loss)
        let (v, slope) = (directions.values(), try #require(directions.gradient()))
        for row in 0..<4 {
            let products = (row * 6..<(row + 1) * 6).map { Double(v[$0]) * Double(slope[$0]) }
            #expect(products.contains { abs($0) > 1e-4 })
            expectClose(products.reduce(0, +), 0, relative: 0, absolute: 1e-7)
        }
        #expect(norms.gradient()?.contains { abs($0) > 1e-3 } == true)
    }

    @Test("the linear head is x·Wᵀ + b")
    func linear() throws {
        let store = ParameterStore(device, generator: Generator(seed: 2))
        let head = LinearHead(store.root, inputs: 3, classes: 2)
        try #require(store.parameters["weight"]).assign([1, 2, 3, -1, 0, 1])
        try #require(store.parameters["bias"]).assign([10, 20])
        #expect(
            scores(head, Tensor(device, [1, 1, 1, 0, 0, 2], shape: [2, 3])) == [16, 20, 16, 22])
    }
}
