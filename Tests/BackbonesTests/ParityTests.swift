import Backbones
import Foundation
import Layers
import Randomness
import Tensors
import TestSupport
import Testing

/// PyTorch's numbers for backbones, from the file beside the tests.
enum BackboneCases {
    static func all() throws -> [BackboneReference] {
        let url = Bundle.module.url(
            forResource: "backbones", withExtension: "json", subdirectory: "References")
        return try BackboneReferences(contentsOf: url!).cases
    }
}

/// A reference's network in the engine, with the reference's parameters.
private struct Network {
    let device: Device
    let store: ParameterStore
    let backbone: any Backbone

    init(_ reference: BackboneReference, winograd: Bool = true) throws {
        device = Device(threads: 1, winograd: winograd)
        store = ParameterStore(device, generator: Generator(seed: 0))
        switch reference.name {
        case "conv4", "conv4 odd sizes": backbone = Conv4(store.root)
        case "resnet12": backbone = ResNet12(store.root)
        case "resnet12 quarter width": backbone = ResNet12(store.root, width: 0.25)
        case "resnet18": backbone = ResNet18(store.root)
        case "wrn-28-2": backbone = WideResNet(store.root, width: 2, dropout: 0)
        case "wrn-28-10": backbone = WideResNet(store.root, dropout: 0)
        default: throw UnknownBackbone(name: reference.name)
        }
        for input in reference.parameters {
            let named = store.parameters[input.pattern] ?? store.statistics[input.pattern]
            let tensor = try #require(named, "\(reference.name) has no \(input.pattern)")
            try #require(tensor.shape == input.shape, "\(input.pattern)")
            tensor.assign(input.values)
        }
    }

    func tensor(_ input: ReferenceInput, needsGradient: Bool = false) -> Tensor {
        Tensor(device, input.values, shape: input.shape, needsGradient: needsGradient)
    }
}

private struct UnknownBackbone: Error { let name: String }

@Suite("Backbones equal PyTorch's")
struct ParityTests {
    /// Where a pre-activation is nearer to zero than the rounding, ReLU takes the other side, and
    /// where two of a window are nearer to each other, pooling takes the other one: the gradient
    /// jumps. The reference's rounding makes that happen once or twice among the activations of
    /// the narrow wide network, and Winograd's coarser one in every network. That each derivative
    /// is exact is for `TensorsTests` and `KernelsTests` to show.
    @Test(
        "names, shapes, a training step to 1e-4, and features in evaluation",
        arguments: try BackboneCases.all())
    func step(_ reference: BackboneReference) throws {
        // The latter two only in the order of sums that oneDNN has with AVX2.
        let flips = ["wrn-28-2": 5e-2, "resnet18": 5e-3, "resnet12 quarter width": 1e-3]
        try expectStep(
            reference, winograd: false, gradients: flips[reference.name] ?? 1e-4)
    }

    @Test(
        "the same for images that need no gradient, whose first block may be one operation",
        arguments: try BackboneCases.all().filter { $0.name.hasPrefix("conv4") })
    func fusedStem(_ reference: BackboneReference) throws {
        try expectStep(reference, winograd: false, gradients: 1e-4, ofImages: false)
    }

    @Test(
        "the same by Winograd's algorithm, but for activations that change sides",
        arguments: try BackboneCases.all().filter { $0.name != "wrn-28-10" })
    func fastStep(_ reference: BackboneReference) throws {
        try expectStep(reference, winograd: true, gradients: 5e-2)
    }

    private func expectStep(
        _ reference: BackboneReference, winograd: Bool, gradients tolerance: Double,
        ofImages: Bool = true
    ) throws {
        let network = try Network(reference, winograd: winograd)
        let (store, backbone) = (network.store, network.backbone)
        expectNames(of: store, reference)
        let images = network.tensor(reference.images, needsGradient: ofImages)
        let classifier = network.tensor(reference.classifier, needsGradient: true)

        let evaluated = backbone.features(
            images, in: Pass(network.device, .evaluation, precision: .f32))
        reference.evaluatedFeatures.expect(
            evaluated.values(), relative: 1e-4, "\(reference.name), features in evaluation")

        let pass = Pass(network.device, .training(Generator(seed: 1)), precision: .f32)
        let features = backbone.features(images, in: pass)
        #expect(features.shape == reference.features.shape)
        reference.features.expect(
            features.values(), relative: 1e-4, "\(reference.name), features in training")
        let scores = pass.tape.linear(features, weights: classifier)
        let loss = pass.tape.crossEntropy(scores, labels: reference.labels).loss
        expectClose(loss.scalar, reference.loss, relative: 1e-4, absolute: 0, "loss")

        pass.tape.backward(from: loss)
        var leaves = store.parameters
        leaves["images"] = images
        leaves["classifier.weight"] = classifier
        for name in reference.gradientNames where ofImages || name != "images" {
            let gradient = try #require(leaves[name]?.gradient(), "no gradient of \(name)")
            try reference.expectGradient(name, gradient, relative: tolerance)
        }
        for name in reference.statisticsNames {
            try reference.expectStatistics(
                name, try #require(store.statistics[name]).values(), relative: 1e-4)
        }
        #expect(store.counters.values.allSatisfy { $0.value == 1 })
    }

    /// No more names than PyTorch's state dict has, and a counter of batches beside each running
    /// mean; that all are there, in their shapes, the network's making has shown.
    private func expectNames(of store: ParameterStore, _ reference: BackboneReference) {
        let ours = Set(store.parameters.keys).union(store.statistics.keys)
        #expect(ours.subtracting(reference.parameters.map(\.pattern)).sorted() == [])
        let counted = store.counters.keys.map {
            $0.replacing("num_batches_tracked", with: "running_mean")
        }
        #expect(counted.sorted() == store.statistics.keys.filter { $0.hasSuffix("mean") }.sorted())
    }

    @Test(
        "in bfloat16 the loss to a thirtieth, each feature to a fifth of their size",
        arguments: try BackboneCases.all().filter { !$0.name.hasPrefix("wrn-28-10") })
    func reducedPrecision(_ reference: BackboneReference) throws {
        let network = try Network(reference)
        let images = network.tensor(reference.images)
        let classifier = network.tensor(reference.classifier)
        let pass = Pass(network.device, .training(Generator(seed: 1)), precision: .bf16)
        let features = network.backbone.features(images, in: pass)
        #expect(features.precision == .f32)
        reference.features.expect(features.values(), relative: 0.2, "features")
        let scores = pass.tape.linear(features, weights: classifier)
        let loss = pass.tape.crossEntropy(scores, labels: reference.labels).loss
        expectClose(loss.scalar, reference.loss, relative: 0.03, absolute: 0, "loss")
    }
}
