import Backbones
import Networks
import Randomness
import Recipes
import Tensors
import TestSupport
import Testing
import Training

/// Whole steps of a narrow ResNet-12 on eight images of 16 pixels, held against plain
/// classification of images that were changed by hand.
@Suite("Training steps")
struct StepTests {
    static let (count, size) = (8, 16)
    static let pixels = 3 * size * size
    static let images = Pattern.values("images", count: count * pixels)
    static let labels = [0, 2, 1, 2, 0, 1, 1, 0]
    static let seed: UInt64 = 11

    /// What a step came to: its loss, and all gradients by name.
    struct Result {
        var loss: Double
        var gradients: [String: [Double]]

        /// `share` of this and the rest of another.
        func mixed(_ share: Double, _ other: Result) -> Result {
            sum(other, own: share, others: 1 - share)
        }

        func sum(_ other: Result, own: Double = 1, others: Double = 1) -> Result {
            let names = Set(gradients.keys).union(other.gradients.keys)
            let pairs = names.map { name in
                let (a, b) = (gradients[name], other.gradients[name])
                let count = (a ?? b)!.count
                return (
                    name,
                    (0..<count).map { own * (a?[$0] ?? 0) + others * (b?[$0] ?? 0) }
                )
            }
            return Result(
                loss: own * loss + others * other.loss,
                gradients: Dictionary(uniqueKeysWithValues: pairs))
        }
    }

    func network(_ recipe: Recipe) -> Network {
        var recipe = recipe
        recipe.imageSize = Self.size
        return Network(
            .resnet12(width: 0.05), recipe: recipe, classes: 3, device: Device(threads: 1),
            precision: .f32, generator: Generator(seed: 3))
    }

    /// A step from fresh weights.
    func step(
        _ objective: Phase.Objective, of recipe: Recipe = .baseline,
        images: [Float] = Self.images, labels: [Int] = Self.labels, seed: UInt64 = Self.seed
    ) -> Result {
        let network = network(recipe)
        var generator = Generator(seed: seed)
        let outcome = network.accumulateGradients(
            objective, of: recipe, images: network.input(images, count: labels.count),
            labels: labels, layers: recipe.mixupLayers ?? [0, 1, 2, 3], using: &generator)
        return Result(
            loss: outcome.loss,
            gradients: network.store.parameters.compactMapValues {
                $0.gradient()?.map(Double.init)
            })
    }

    func expectEqual(
        _ actual: Result, _ expected: Result, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        expectClose(
            actual.loss, expected.loss, relative: 1e-5, "loss", sourceLocation: sourceLocation)
        #expect(actual.gradients.keys.sorted() == expected.gradients.keys.sorted())
        for (name, gradient) in actual.gradients {
            let scale = expected.gradients[name]!.map(abs).max()!
            expectClose(
                gradient, expected.gradients[name]!, relative: 1e-3, absolute: 1e-4 * scale + 1e-7,
                name, sourceLocation: sourceLocation)
        }
    }

    /// Plain steps on `images`, with own and with partners' labels, mixed.
    func classified(_ images: [Float], _ partner: [Int], _ lambda: Float) -> Result {
        step(.classification, images: images).mixed(
            Double(lambda),
            step(.classification, images: images, labels: partner.map { Self.labels[$0] }))
    }

    /// What CutMix makes of the batch, by hand; the draw that the step makes is the first.
    func pasted() -> (draw: CutMix, images: [Float]) {
        var generator = Generator(seed: Self.seed)
        let draw = CutMix(alpha: 1, size: Self.size, count: Self.count, using: &generator)
        var images = Self.images
        for place in images.indices {
            let (row, column) = (place / Self.size % Self.size, place % Self.size)
            if draw.box.rows.contains(row) && draw.box.columns.contains(column) {
                let other = draw.partner[place / Self.pixels]
                images[place] = Self.images[other * Self.pixels + place % Self.pixels]
            }
        }
        return (draw, images)
    }

    @Test("Input mixup is classification of blended images, losses mixed")
    func inputMixup() {
        var generator = Generator(seed: Self.seed)
        let draw = ManifoldMixup(alpha: 1, layers: [0], count: Self.count, using: &generator)
        var blended = Self.images
        for place in blended.indices {
            let other = draw.partner[place / Self.pixels]
            blended[place] =
                draw.lambda * Self.images[place]
                + (1 - draw.lambda) * Self.images[other * Self.pixels + place % Self.pixels]
        }
        #expect(draw.lambda > 0.05 && draw.lambda < 0.95)
        expectEqual(
            step(.manifoldMixup, of: .inputMixup), classified(blended, draw.partner, draw.lambda))
    }

    @Test("CutMix is classification of pasted images, losses mixed by area")
    func cutmix() {
        let (draw, images) = pasted()
        #expect(draw.lambda > 0.05 && draw.lambda < 0.95)
        expectEqual(step(.cutmix, of: .cutmix), classified(images, draw.partner, draw.lambda))
    }

    @Test("Cutout is classification of images with a hole, from a substream of its own")
    func cutout() {
        var chance = Generator(seed: Self.seed).stream("cutout")
        let draw = Cutout(share: 0.25, size: Self.size, count: Self.count, using: &chance)
        var images = Self.images
        for place in images.indices {
            let (row, column) = (place / Self.size % Self.size, place % Self.size)
            let box = draw.boxes[place / Self.pixels]
            if box.rows.contains(row) && box.columns.contains(column) { images[place] = 0 }
        }
        expectEqual(
            step(.classification, of: .withCutout), step(.classification, images: images))
    }

    @Test("With rotation, a random quarter at four angles comes on top")
    func rotation() {
        var generator = Generator(seed: Self.seed)
        var quarter = generator.choose(2, from: Self.count)
        func turned() -> Result {
            step(
                .rotation,
                images: quarter.flatMap { place in
                    Self.images[place * Self.pixels..<(place + 1) * Self.pixels]
                }, labels: quarter.map { Self.labels[$0] })
        }
        expectEqual(
            step(.classificationAndRotation), step(.classification).sum(turned()))

        generator = Generator(seed: Self.seed)
        _ = CutMix(alpha: 1, size: Self.size, count: Self.count, using: &generator)
        quarter = generator.choose(2, from: Self.count)
        let (draw, images) = pasted()
        expectEqual(
            step(.cutmixAndRotation, of: .cutmixAndRotation),
            classified(images, draw.partner, draw.lambda).sum(turned()))
    }

    @Test("Dropout of features acts on ResNet-12, and its gradient is that of differences")
    func dropout() throws {
        let recipe = Recipe.withDropout
        let two = Array(Self.images.prefix(2 * Self.pixels))
        /// Features that no image's loss depends on: the head's gradient is zero there.
        func silent(_ recipe: Recipe) throws -> Int {
            let gradient = try #require(
                step(.classification, of: recipe, images: two, labels: [0, 1])
                    .gradients["classifier.weight"])
            let features = gradient.count / 3
            return (0..<features).count { column in
                (0..<3).allSatisfy { gradient[$0 * features + column] == 0 }
            }
        }
        #expect(try silent(.baseline) == 0)
        // A quarter of 30 is expected; none, or all, would be a chance of 1 in 5000 at most.
        #expect(try (1..<30).contains(silent(recipe)))

        let result = step(.classification, of: recipe)
        #expect(result.loss != step(.classification).loss)
        #expect(result.loss != step(.classification, of: recipe, seed: 12).loss)
        // Along the gradient the loss rises by its length.
        let length = result.gradients.values.joined().reduce(0) { $0 + $1 * $1 }.squareRoot()
        func loss(_ move: Double) -> Double {
            let network = network(recipe)
            for (name, parameter) in network.store.parameters {
                guard let gradient = result.gradients[name] else { continue }
                parameter.assign(
                    zip(parameter.values(), gradient).map { Float(Double($0) + move / length * $1) }
                )
            }
            var generator = Generator(seed: Self.seed)
            return network.accumulateGradients(
                .classification, of: recipe,
                images: network.input(Self.images, count: Self.count), labels: Self.labels,
                layers: [], using: &generator
            ).loss
        }
        expectClose((loss(2e-3) - loss(-2e-3)) / 4e-3, length, relative: 0.02, "slope")
    }

    @Test("The same seed is the same step, another is not", arguments: Recipe.all.map(\.name))
    func repeatable(name: String) throws {
        let recipe = try Recipe.named(name)
        let objective = recipe.phases[0].objective
        let first = step(objective, of: recipe)
        let again = step(objective, of: recipe)
        #expect(first.loss == again.loss && first.gradients == again.gradients)
        let hasChance = !["baseline", "rotation", "s2m2-r", "finetune"].contains(name)
        #expect((step(objective, of: recipe, seed: 12).loss != first.loss) == hasChance)
    }
}
