import Backbones
import Layers
import Randomness
import Tensors
import TestSupport
import Testing

/// A backbone with drawn weights and running statistics far from 0 and 1.
private struct Drawn {
    let device: Device
    let backbone: any Backbone
    let images: Tensor

    init(_ name: String, threads: Int, winograd: Bool = true) throws {
        device = Device(threads: threads, winograd: winograd)
        let store = ParameterStore(device, generator: Generator(seed: 4))
        if name == "wrn-28-2" {
            backbone = WideResNet(store.root, width: 2, dropout: 0.5)
        } else {
            backbone = try #require(BackboneName(name)).make(store.root, dropout: 0.5)
        }
        for (name, tensor) in store.parameters where tensor.shape.count == 1 {
            let offset: Float = name.hasSuffix("weight") ? 1 : 0
            tensor.assign(
                Pattern.values(name, count: tensor.elementCount, scale: 0.3, offset: offset))
        }
        for (name, tensor) in store.statistics {
            let offset: Float = name.hasSuffix("mean") ? 0 : 1
            tensor.assign(
                Pattern.values(name, count: tensor.elementCount, scale: 0.5, offset: offset))
        }
        let shape = [2, 3, 21, 26]
        images = Tensor(device, Pattern.values("x", count: shape.reduce(1, *)), shape: shape)
    }

    func features(_ precision: Precision = .f32, folding: Bool) -> [Float] {
        let pass = Pass(device, .evaluation, precision: precision, folding: folding)
        return backbone.features(images, in: pass).values()
    }
}

@Suite("Evaluation with batch normalisation folded into the convolutions")
struct FoldingTests {
    static let names = [
        "conv4", "conv4-signed", "resnet12-half", "resnet12-quarter", "resnet18", "wrn-28-2",
    ]

    @Test(
        "gives the features of the unfolded pass to 1e-5 of their size", arguments: names,
        [true, false])
    func equal(_ name: String, winograd: Bool) throws {
        try expectEqual(name, winograd: winograd, relative: 1e-5)
    }

    @Test(
        "gives those of networks of many layers to 1e-4",
        arguments: ["efficientnet-lite0", "mobilenetv3-small", "deit-tiny-16"])
    func deep(_ name: String) throws { try expectEqual(name, winograd: true, relative: 1e-4) }

    private func expectEqual(_ name: String, winograd: Bool, relative: Double) throws {
        let drawn = try Drawn(name, threads: 2, winograd: winograd)
        let (folded, unfolded) = (drawn.features(folding: true), drawn.features(folding: false))
        let size = unfolded.reduce(0) { max($0, abs($1)) }
        try #require(size > 0.01)
        expectClose(folded, unfolded, relative: relative, absolute: relative * Double(size), name)
    }

    @Test("in bfloat16, too, to its precision", arguments: names)
    func reducedPrecision(_ name: String) throws {
        let drawn = try Drawn(name, threads: 2)
        let unfolded = drawn.features(folding: false)
        let size = unfolded.reduce(0) { max($0, abs($1)) }
        expectClose(
            drawn.features(.bf16, folding: true), unfolded, relative: 0,
            absolute: Double(0.05 * size), name)
    }

    @Test("a pass keeps the weights of its first batch, a new one sees what was learnt since")
    func weights() throws {
        let device = Device(threads: 1)
        let store = ParameterStore(device, generator: Generator(seed: 4))
        let backbone = Conv4(store.root)
        let x = Tensor(device, Pattern.values("x", count: 3 * 16 * 16), shape: [1, 3, 16, 16])
        let pass = Pass(device, .evaluation, precision: .f32)
        let before = backbone.features(x, in: pass).values()
        #expect(backbone.features(x, in: pass).values() == before)
        let shift = try #require(store.parameters["block4.bn.bias"])
        shift.assign(shift.values().map { $0 + 0.5 })
        let after = backbone.features(
            x, in: Pass(device, .evaluation, precision: .f32)
        ).values()
        expectClose(after.map { max(0, $0 - 0.5) }, before, relative: 1e-4, absolute: 1e-5)
    }

    @Test("batches of another size take the same weights")
    func sizes() throws {
        let drawn = try Drawn("resnet18", threads: 1)
        let pass = Pass(drawn.device, .evaluation, precision: .f32)
        let pair = drawn.backbone.features(drawn.images, in: pass).values()
        let one = drawn.backbone.features(pass.tape.selected(drawn.images, [1]), in: pass)
        expectClose(
            one.values(), Array(pair.suffix(512)), relative: 1e-4, absolute: 1e-5)
    }
}
