import Backbones
import Layers
import Randomness
import Tensors
import TestSupport
import Testing

@Suite("Backbones")
struct BackboneTests {
    static let names = [
        "conv4", "conv4-signed", "resnet12-sqrt-half", "resnet12-half", "resnet12-quarter",
        "resnet18", "resnet12", "wrn-28-10",
    ]

    // Winograd's algorithm does not pay for images of a few pixels.
    private let device = Device(threads: 1, winograd: false)

    private func make(_ name: String) throws -> any Backbone {
        let store = ParameterStore(device, generator: Generator(seed: 1))
        return try #require(BackboneName(name)).make(store.root, dropout: 0)
    }

    private func images(_ count: Int, height: Int, width: Int) -> Tensor {
        let shape = [count, 3, height, width]
        return Tensor(device, Pattern.values("x", count: shape.reduce(1, *)), shape: shape)
    }

    @Test(
        "give features of the length promised, finite, and of each image alone",
        arguments: zip(names, [1600, 1600, 450, 320, 160, 512, 640, 640]))
    func features(_ name: String, _ count: Int) throws {
        let side = try #require(BackboneName(name)).smallestImage
        let backbone = try make(name)
        #expect(backbone.featureCount(imageSize: 84) == count)
        #expect(type(of: backbone).smallestImage == side)
        let pass = Pass(device, .evaluation, precision: .f32)
        let pair = images(2, height: side, width: side)
        let features = backbone.features(pair, in: pass)
        #expect(features.shape == [2, backbone.featureCount(imageSize: side)])
        #expect(features.values().allSatisfy { $0.isFinite })
        #expect(features.values().contains { $0 > 0 })
        let alone = backbone.features(pass.tape.selected(pair, [1]), in: pass).values()
        expectClose(
            Array(features.values().suffix(alone.count)), alone, relative: 1e-4, absolute: 1e-6)
    }

    @Test("Conv-4's features are what a ReLU leaves of the signed one's, whose sign is either")
    func signs() throws {
        let x = images(2, height: 40, width: 32)
        let pass = Pass(device, .evaluation, precision: .f32)
        let signed = try make("conv4-signed").features(x, in: pass).values()
        #expect(signed.contains { $0 < 0 } && signed.contains { $0 > 0 })
        // The largest of a window is the same before a ReLU and after.
        let plain = try make("conv4").features(x, in: pass).values()
        #expect(plain == signed.map { max(0, $0) })
    }

    @Test(
        "the feature count is right at sizes that the pooling does not divide",
        arguments: [16, 37, 84])
    func oddSizes(_ side: Int) throws {
        let backbone = try make("conv4")
        let pass = Pass(device, .evaluation, precision: .f32)
        let features = backbone.features(images(1, height: side, width: side), in: pass)
        #expect(features.shape[1] == backbone.featureCount(imageSize: side))
    }
}

@Suite("Mixing layers")
struct MixingLayerTests {
    private let device = Device(threads: 1, winograd: false)

    private func backbone(_ name: String) throws -> any Backbone {
        let store = ParameterStore(device, generator: Generator(seed: 1))
        if name == "wrn-28-2" { return WideResNet(store.root, width: 2, dropout: 0) }
        return try #require(BackboneName(name)).make(store.root, dropout: 0)
    }

    /// Hidden states for images of 32 × 48.
    static let shapes = [
        "conv4": [[3, 32, 48], [64, 16, 24], [64, 8, 12], [64, 4, 6]],
        "resnet12-quarter": [[3, 32, 48], [16, 16, 24], [40, 8, 12], [80, 4, 6]],
        "resnet18": [[3, 32, 48], [64, 32, 48], [128, 16, 24], [256, 8, 12]],
        "wrn-28-2": [[3, 32, 48], [32, 32, 48], [64, 16, 24], [128, 8, 12]],
    ]

    @Test("are the image and the outputs of the first three groups", arguments: shapes)
    func hiddenStates(_ name: String, _ shapes: [[Int]]) throws {
        let backbone = try backbone(name)
        #expect(backbone.mixingLayers == 0..<4)
        let x = Tensor(
            device, Pattern.values("x", count: 2 * 3 * 32 * 48), shape: [2, 3, 32, 48])
        let pass = Pass(device, .evaluation, precision: .f32)
        let plain = backbone.features(x, in: pass).values()
        var features: [Float] = []
        _ = backbone.features(x, in: pass, at: backbone.featureLayer) { hidden in
            features = hidden.values()
            return hidden
        }
        #expect(features == plain)
        for layer in backbone.mixingLayers {
            var seen: [Tensor] = []
            let same = backbone.features(x, in: pass, at: layer) { hidden in
                seen.append(hidden)
                return hidden
            }
            #expect(seen.map(\.shape) == [[2] + shapes[layer]])
            #expect(layer > 0 || seen[0] === x)
            #expect(same.values() == plain)
            // Exchanging the hidden states exchanges the features.
            let exchanged = backbone.features(x, in: pass, at: layer) {
                pass.tape.mixed($0, partner: [1, 0], lambda: 0)
            }.values()
            let half = plain.count / 2
            expectClose(
                exchanged, Array(plain[half...] + plain[..<half]), relative: 1e-4, absolute: 1e-6)
        }
    }

    @Test("gradients flow through a mixed hidden state to the images", arguments: [0, 1, 2, 3])
    func gradients(_ layer: Int) throws {
        let backbone = try backbone("conv4")
        let x = Tensor(
            device, Pattern.values("x", count: 4 * 3 * 16 * 16), shape: [4, 3, 16, 16],
            needsGradient: true)
        let pass = Pass(device, .training(Generator(seed: 1)), precision: .f32)
        let features = backbone.features(x, in: pass, at: layer) {
            pass.tape.mixed($0, partner: [1, 2, 3, 0], lambda: 0.6)
        }
        pass.tape.backward(
            from: pass.tape.crossEntropy(features, labels: [0, 1, 2, 3]).loss)
        let gradient = try #require(x.gradient())
        #expect(gradient.allSatisfy { $0.isFinite })
        #expect(gradient.contains { $0 != 0 })
    }
}
