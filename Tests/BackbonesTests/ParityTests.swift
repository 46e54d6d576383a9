import Backbones
import Layers
import Randomness
import Tensors
import TestSupport
import Testing

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
        try reference.expectStep(
            winograd: false, gradients: flips[reference.name] ?? 1e-4)
    }

    @Test(
        "the same for images that need no gradient, whose first block may be one operation",
        arguments: try BackboneCases.all().filter { $0.name.hasPrefix("conv4") })
    func fusedStem(_ reference: BackboneReference) throws {
        try reference.expectStep(winograd: false, gradients: 1e-4, ofImages: false)
    }

    @Test(
        "the same by Winograd's algorithm, but for activations that change sides",
        arguments: try BackboneCases.all().filter { $0.name != "wrn-28-10" })
    func fastStep(_ reference: BackboneReference) throws {
        try reference.expectStep(winograd: true, gradients: 5e-2)
    }

    @Test(
        "in bfloat16 the loss to a thirtieth, by Winograd's algorithm to a tenth, each feature to a fifth",
        arguments: try BackboneCases.all().filter { !$0.name.hasPrefix("wrn-28-10") },
        [false, true])
    func reducedPrecision(_ reference: BackboneReference, _ winograd: Bool) throws {
        let network = try ReferenceNetwork(reference, winograd: winograd)
        let images = network.tensor(reference.images)
        let classifier = network.tensor(reference.classifier)
        let pass = Pass(network.device, .training(Generator(seed: 1)), precision: .bf16)
        let features = network.backbone.features(images, in: pass)
        #expect(features.precision == .f32)
        reference.features.expect(features.values(), relative: 0.2, "features")
        let scores = pass.tape.linear(features, weights: classifier)
        let loss = pass.tape.crossEntropy(scores, labels: reference.labels).loss
        expectClose(
            loss.scalar, reference.loss, relative: winograd ? 0.1 : 0.03, absolute: 0, "loss")
    }
}
