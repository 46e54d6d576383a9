import Backbones
import Layers
import Tensors
import TestSupport
import Testing

@Suite("Backbones of torchvision and timm equal theirs")
struct FamilyParityTests {
    private static func cases(training: Bool) throws -> [BackboneReference] {
        try BackboneCases.families().filter { $0.gradientNames.isEmpty != training }
    }

    @Test(
        "names, a training step to 1e-4, and features in evaluation",
        arguments: try cases(training: true))
    func step(_ reference: BackboneReference) throws {
        try reference.expectStep(winograd: false, gradients: 1e-4)
    }

    /// A parameter's numbers follow from its name, so that another name is another network.
    @Test("features of full size to 1e-4", arguments: try cases(training: false))
    func features(_ reference: BackboneReference) throws {
        let network = try ReferenceNetwork(reference)
        let features = network.backbone.features(
            network.tensor(reference.images),
            in: Pass(network.device, .evaluation, precision: .f32))
        #expect(features.shape == reference.features.shape)
        let side = reference.images.shape[2]
        #expect(network.backbone.featureCount(imageSize: side) == features.shape[1])
        reference.features.expect(features.values(), relative: 1e-4)
    }
}
