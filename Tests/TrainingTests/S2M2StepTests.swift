import Backbones
import Foundation
import Networks
import Randomness
import Recipes
import Tensors
import TestSupport
import Testing
import Training

/// The step of S2M2_R and its rotation pass, held against the same written out: by hand over the
/// layers, and by PyTorch.
@Suite("The step of S2M2_R")
struct S2M2StepTests {
    static let (count, size) = (8, 16)
    static let pixels = 3 * size * size
    static let images = Pattern.values("images", count: count * pixels)
    static let labels = [0, 2, 1, 2, 0, 1, 1, 0]
    static let seed: UInt64 = 20

    /// An image of the batch, turned by so many quarters.
    static func quarterTurns(_ quarters: Int, of place: Int) -> [Float] {
        (0..<quarters).reduce(Array(images[place * pixels..<(place + 1) * pixels])) { image, _ in
            quarterTurn(image)
        }
    }

    /// An image turned counter-clockwise by a quarter: what was at the right is on top.
    static func quarterTurn(_ image: [Float]) -> [Float] {
        image.indices.map { place in
            let (plane, row, column) = (
                place / (size * size), place / size % size, place % size
            )
            return image[plane * size * size + column * size + (size - 1 - row)]
        }
    }

    static var recipe: Recipe {
        var recipe = Recipe.s2m2r
        recipe.imageSize = size
        return recipe
    }

    static func network() -> Network {
        Network(
            .resnet12(width: 0.05), recipe: recipe, classes: 3, device: Device(threads: 1),
            precision: .f32, generator: Generator(seed: 3))
    }

    static func step(
        _ objective: Phase.Objective, _ network: Network,
        _ rotationPass: Recipe.RotationPass? = nil
    ) -> StepOutcome {
        var generator = Generator(seed: seed)
        var recipe = recipe
        recipe.rotationPass = rotationPass
        return network.accumulateGradients(
            objective, of: recipe, images: network.input(images, count: count), labels: labels,
            layers: [0, 1, 2, 3], using: &generator)
    }

    /// What the step's generator draws: the mixing, then the quarter.
    static func draw() -> (mixup: ManifoldMixup, quarter: [Int]) {
        var generator = Generator(seed: seed)
        let mixup = ManifoldMixup(
            alpha: 2, layers: [0, 1, 2, 3], count: count, using: &generator)
        return (mixup, generator.choose(2, from: count))
    }

    private func expectEqual(
        _ network: Network, _ byHand: ByHand, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(network.store.parameterNames == byHand.store.parameterNames)
        for (name, parameter) in byHand.store.parameters {
            let (actual, expected) = (
                network.store.parameters[name]?.gradient(), parameter.gradient()
            )
            #expect((actual == nil) == (expected == nil), "\(name)")
            guard let actual, let expected else { continue }
            let scale = Double(expected.map(abs).max() ?? 0)
            expectClose(
                actual, expected.map(Double.init), relative: 1e-3, absolute: 1e-4 * scale + 1e-7,
                name, sourceLocation: sourceLocation)
        }
    }

    @Test("A rotation pass is four copies of each image, turned, with their labels and angles")
    func rotation() {
        let (network, byHand) = (Self.network(), ByHand())
        let loss = byHand.turned(Array(0..<Self.count))
        expectClose(Self.step(.rotation, network).loss, loss, relative: 1e-5)
        expectEqual(network, byHand)
    }

    @Test("A step mixes the batch at one layer, then turns a quarter of it; gradients add up")
    func s2m2r() {
        let (network, byHand) = (Self.network(), ByHand())
        let (mixup, quarter) = Self.draw()
        #expect(mixup.layer > 0 && mixup.lambda > 0.05 && mixup.lambda < 0.95)
        let mixed = byHand.mixed(
            layer: mixup.layer, lambda: mixup.lambda, partner: mixup.partner)
        let loss = mixed + byHand.turned(quarter)
        expectClose(Self.step(.s2m2r, network).loss, loss, relative: 1e-5)
        expectEqual(network, byHand)
    }

    @Test("The rotation pass over the whole batch turns each quarter of it by one angle")
    func whole() {
        let (network, byHand) = (Self.network(), ByHand())
        let (mixup, _) = Self.draw()
        let mixed = byHand.mixed(
            layer: mixup.layer, lambda: mixup.lambda, partner: mixup.partner)
        let angles = [0, 0, 1, 1, 2, 2, 3, 3]
        let loss =
            mixed + byHand.turned(copies: angles.enumerated().map { ($0.offset, $0.element) })
        expectClose(Self.step(.s2m2r, network, .whole).loss, loss, relative: 1e-5)
        expectEqual(network, byHand)
    }

    @Test("In one pass each image is at one angle, and both losses are mixed")
    func joint() {
        let (network, byHand) = (Self.network(), ByHand())
        var generator = Generator(seed: Self.seed)
        let mixup = ManifoldMixup(
            alpha: 2, layers: [0, 1, 2, 3], count: Self.count, using: &generator)
        let angles = Self.labels.map { _ in generator.integer(below: 4) }
        #expect(Set(angles).count > 2)
        let loss = byHand.joint(angles, mixup)
        let outcome = Self.step(.s2m2r, network, .joint)
        expectClose(outcome.loss, loss, relative: 1e-5)
        expectEqual(network, byHand)
        // Without mixing, it is the rotation pass of those copies.
        let (plain, again) = (Self.network(), ByHand())
        var chance = Generator(seed: Self.seed)
        let own = Self.labels.map { _ in chance.integer(below: 4) }
        let turned = again.turned(copies: own.enumerated().map { ($0.offset, $0.element) })
        expectClose(
            Self.step(.classificationAndRotation, plain, .joint).loss, turned, relative: 1e-5)
        expectEqual(plain, again)
    }

    private struct Reference: Decodable {
        struct Draw: Decodable {
            let layer: Int
            let lambda: Float
            let partner, quarter: [Int]
        }
        struct Parameter: Decodable {
            let pattern: String
            let shape: [Int]
            let scale, offset: Float
            let gradient: ReferenceResult
        }
        let draw: Draw
        let images: ReferenceInput
        let labels: [Int]
        let loss, classLoss, rotationLoss: Double
        let parameters: [Parameter]
    }

    @Test("Losses and gradients of the whole step are PyTorch's")
    func pytorch() throws {
        let url = Bundle.module.url(
            forResource: "s2m2_step", withExtension: "json", subdirectory: "References")
        let reference = try JSONDecoder().decode(
            Reference.self, from: Data(contentsOf: try #require(url)))
        let (mixup, quarter) = Self.draw()
        try #require(
            mixup
                == ManifoldMixup(
                    layer: reference.draw.layer, lambda: reference.draw.lambda,
                    partner: reference.draw.partner))
        try #require(quarter == reference.draw.quarter)
        #expect(reference.labels == Self.labels && reference.images.values == Self.images)
        let network = Self.network()
        #expect(reference.parameters.count == network.store.parameters.count)
        for parameter in reference.parameters {
            let own = try #require(network.store.parameters[parameter.pattern])
            try #require(own.shape == parameter.shape, "\(parameter.pattern)")
            own.assign(
                Pattern.values(
                    parameter.pattern, count: own.elementCount, scale: parameter.scale,
                    offset: parameter.offset))
        }
        let outcome = Self.step(.s2m2r, network)
        expectClose(outcome.loss, reference.loss, relative: 1e-5, "loss")
        expectClose(
            try #require(outcome.classLoss), reference.classLoss, relative: 1e-5, "classes")
        expectClose(
            try #require(outcome.rotationLoss), reference.rotationLoss, relative: 1e-5, "angles")
        for parameter in reference.parameters {
            let gradient = try #require(network.store.parameters[parameter.pattern]?.gradient())
            parameter.gradient.expect(gradient, relative: 1e-3, parameter.pattern)
        }
    }
}
