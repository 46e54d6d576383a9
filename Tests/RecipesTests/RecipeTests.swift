import Files
import Foundation
import Images
import Networks
import Recipes
import TestSupport
import Testing

@Suite("Recipes")
struct RecipeTests {
    @Test("Every recipe is found by its name, is valid as it is, and survives JSON")
    func table() throws {
        #expect(
            Recipe.all.map(\.name) == [
                "baseline", "manifold-mixup", "rotation", "s2m2-r", "input-mixup", "cutout",
                "dropout", "cutmix", "input-mixup+rotation", "cutout+rotation",
                "dropout+rotation", "cutmix+rotation", "finetune",
            ])
        for recipe in Recipe.all {
            #expect(try Recipe.named(recipe.name) == recipe)
            #expect(try recipe.overridden(by: RecipeOverrides()) == recipe)
            #expect(
                try JSONDecoder().decode(Recipe.self, from: JSONEncoder().encode(recipe)) == recipe)
        }
    }

    @Test("Manifold Mixup is what mixes hidden states: not boxes of pixels, nor the input alone")
    func mixesHiddenStates() throws {
        func names(_ property: (Recipe) -> Bool) -> [String] {
            Recipe.all.filter(property).map(\.name)
        }
        #expect(names(\.mixesHiddenStates) == ["manifold-mixup", "s2m2-r"])
        #expect(
            names(\.mixesAtLayers) == [
                "manifold-mixup", "s2m2-r", "input-mixup", "input-mixup+rotation",
            ])
        #expect(names { $0.mixes && !$0.mixesAtLayers } == ["cutmix", "cutmix+rotation"])
        #expect(
            names(\.rotates) == ["rotation", "s2m2-r"] + names { $0.name.hasSuffix("+rotation") })
        #expect(names(\.turnsBeside) == ["s2m2-r"] + names { $0.name.hasSuffix("+rotation") })
        for layers in [[0], [2], [0, 2]] {
            let recipe = try Recipe.s2m2r.overridden(by: RecipeOverrides(mixupLayers: layers))
            #expect(recipe.mixesHiddenStates == (layers != [0]))
        }
    }

    @Test("s2m2-r is the paper's: 400 + 100 epochs of Adam at 1e-3, batch 64, 80 pixels")
    func s2m2r() {
        let recipe = Recipe.s2m2r
        #expect(recipe.phases.map(\.epochs) == [400, 100])
        #expect(recipe.phases.map(\.objective) == [.rotation, .s2m2r])
        for phase in recipe.phases {
            #expect(phase.optimizer == OptimizerSettings(.adam, learningRate: 1e-3))
            #expect(phase.schedule == .constant)
        }
        #expect(recipe.batchSize == 64 && recipe.imageSize == 80)
        #expect(recipe.head == .cosine && recipe.dropout == 0.5 && recipe.mixupAlpha == 2)
    }

    @Test("baseline is SimpleShot's: SGD at 0.1, batch 256, 90 epochs, tenths at 45 and 67")
    func baseline() {
        let phase = Recipe.baseline.phases[0]
        #expect(phase.epochs == 90 && phase.optimizer.momentum == 0.9)
        #expect(phase.optimizer.weightDecay == 1e-4 && !phase.optimizer.nesterov)
        let rates = [44, 45, 66, 67].map { phase.learningRate(step: $0 * 150, stepsPerEpoch: 150) }
        for (rate, expected) in zip(rates, [0.1, 0.01, 0.01, 0.001]) {
            #expect(abs(rate - expected) < 1e-12)
        }
        #expect(Recipe.baseline.head == .linear && Recipe.baseline.batchSize == 256)
    }

    @Test("finetune is MAE's for ViT-B: AdamW, warm-up and layer decay")
    func finetune() {
        let (recipe, phase) = (Recipe.finetune, Recipe.finetune.phases[0])
        #expect(phase.optimizer.kind == .adamw && phase.optimizer.weightDecay == 0.05)
        #expect(recipe.layerDecay == 0.65 && phase.epochs == 100)
        // 5e-4 for every 256 images of a batch, after 5 epochs.
        let full = 5e-4 * Double(recipe.batchSize) / 256
        let rates = [0, 4, 99].map { phase.learningRate(step: 10 * $0 + 9, stepsPerEpoch: 10) }
        #expect(abs(rates[0] / full - 0.2) < 1e-9 && abs(rates[1] / full - 1) < 1e-9)
        #expect(rates[2] / full < 1e-3)
    }

    @Test("An unknown name is an error that names the known ones")
    func unknown() {
        let error = userError { _ = try Recipe.named("s2m2") }
        #expect(error?.kind == .usage)
        #expect(error?.message.contains("baseline, manifold-mixup, rotation, s2m2-r") == true)
    }

    @Test(
        "Epochs are shared out in proportion, each phase at least one",
        arguments: [(2, [1, 1]), (3, [2, 1]), (5, [4, 1]), (100, [80, 20]), (501, [401, 100])])
    func epochs(total: Int, shares: [Int]) throws {
        let recipe = try Recipe.s2m2r.overridden(by: RecipeOverrides(epochs: total))
        #expect(recipe.phases.map(\.epochs) == shares)
        #expect(recipe.epochs == total)
        let positions = (0...total + 1).map { recipe.position(ofEpoch: $0)?.phase }
        let first = [Int?](repeating: 0, count: shares[0])
        #expect(positions == [nil] + first + [Int?](repeating: 1, count: shares[1]) + [nil])
    }

    @Test("Every override changes its value and nothing else")
    func overrides() throws {
        func changed(_ overrides: RecipeOverrides, _ change: (inout Recipe) -> Void) throws -> Bool
        {
            var expected = Recipe.s2m2r
            change(&expected)
            return try Recipe.s2m2r.overridden(by: overrides) == expected
                && expected != Recipe.s2m2r
        }
        #expect(try changed(RecipeOverrides(batchSize: 32)) { $0.batchSize = 32 })
        #expect(try changed(RecipeOverrides(imageSize: 84)) { $0.imageSize = 84 })
        #expect(try changed(RecipeOverrides(mixupAlpha: 0.5)) { $0.mixupAlpha = 0.5 })
        #expect(try changed(RecipeOverrides(mixupLayers: [2, 0])) { $0.mixupLayers = [0, 2] })
        #expect(try changed(RecipeOverrides(leastCrop: 0.4)) { $0.leastCrop = 0.4 })
        #expect(try changed(RecipeOverrides(colorJitter: 0)) { $0.colorJitter = 0 })
        #expect(try changed(RecipeOverrides(head: .linear)) { $0.head = .linear })
        #expect(try changed(RecipeOverrides(dropout: 0)) { $0.dropout = 0 })
        #expect(try changed(RecipeOverrides(featureDropout: 0.2)) { $0.featureDropout = 0.2 })
        #expect(try changed(RecipeOverrides(cutout: 0.5)) { $0.cutout = 0.5 })
        #expect(try changed(RecipeOverrides(headScale: 10)) { $0.headScale = 10 })
        #expect(try changed(RecipeOverrides(rotationHead: .cosine)) { $0.rotationHead = .cosine })
        #expect(
            try changed(RecipeOverrides(learningRate: 0.5)) {
                for index in 0...1 { $0.phases[index].optimizer.learningRate = 0.5 }
            })
        #expect(
            try changed(RecipeOverrides(weightDecay: 0.25)) {
                for index in 0...1 { $0.phases[index].optimizer.weightDecay = 0.25 }
            })
        #expect(
            try changed(RecipeOverrides(schedule: .cosine)) {
                for index in 0...1 { $0.phases[index].schedule = .cosine }
            })
    }

    @Test("Another optimiser comes with its own usual settings, the same one changes nothing")
    func optimizer() throws {
        let recipe = try Recipe.baseline.overridden(by: RecipeOverrides(optimizer: .adam))
        #expect(recipe.phases[0].optimizer == OptimizerSettings(.adam, learningRate: 1e-3))
        let both = RecipeOverrides(optimizer: .adamw, learningRate: 0.01)
        let adamw = try Recipe.baseline.overridden(by: both).phases[0].optimizer
        #expect(adamw == OptimizerSettings(.adamw, learningRate: 0.01, weightDecay: 0.01))
        #expect(
            try Recipe.baseline.overridden(by: RecipeOverrides(optimizer: .sgd)) == .baseline)
    }

    @Test("The one-phase form has both losses from the start, Adam and a cosine")
    func onePhase() throws {
        let recipe = try Recipe.s2m2r.overridden(by: RecipeOverrides(onePhase: true))
        #expect(recipe.epochs == 100)
        #expect(recipe.phases.map(\.objective) == [.s2m2r])
        #expect(recipe.head == .linear)
        let cosine = RecipeOverrides(head: .cosine, onePhase: true)
        #expect(try Recipe.s2m2r.overridden(by: cosine).head == .cosine)
        #expect(recipe.phases[0].optimizer.kind == .adam && recipe.phases[0].schedule == .cosine)
        let short = RecipeOverrides(epochs: 3, learningRate: 0.1, onePhase: true)
        #expect(try Recipe.s2m2r.overridden(by: short).epochs == 3)
    }

    @Test("In one phase recipes differ in what they do to images, states and losses alone")
    func equalTerms() throws {
        let forms = try Recipe.all.map { try $0.overridden(by: RecipeOverrides(onePhase: true)) }
        for (recipe, form) in zip(Recipe.all, forms) {
            #expect(form.phases.map(\.objective) == [recipe.phases.last!.objective])
            #expect(form.mixupAlpha == recipe.mixupAlpha && form.cutout == recipe.cutout)
            #expect(form.featureDropout == recipe.featureDropout)
            #expect(form.mixupLayers == recipe.mixupLayers && form.source == recipe.source)
            // All else is the same in all of them.
            var common = form
            common.phases[0].objective = .classification
            (common.name, common.source) = (forms[0].name, forms[0].source)
            (common.mixupAlpha, common.mixupLayers) = (forms[0].mixupAlpha, nil)
            (common.cutout, common.featureDropout) = (nil, nil)
            #expect(common == forms[0], "\(recipe.name)")
        }
        #expect(
            Set(
                forms.map {
                    "\($0.phases[0].objective) \($0.mixupLayers ?? []) "
                        + "\($0.cutout ?? 0) \($0.featureDropout ?? 0)"
                }
            ).count == Recipe.all.count - 1, "finetune is baseline but for its optimiser")
    }

    @Test("The regularisers are their papers': α, layer, square and rate")
    func regularizers() {
        #expect(Recipe.inputMixup.mixupAlpha == 1 && Recipe.inputMixup.mixupLayers == [0])
        #expect(Recipe.withCutout.cutout == 0.25 && Recipe.withDropout.featureDropout == 0.5)
        #expect(Recipe.cutmix.mixupAlpha == 1 && Recipe.cutmix.phases[0].epochs == 300)
        // clovaai/CutMix-PyTorch: a tenth every 75 of 300 epochs.
        let rates = [74, 75, 150, 225].map {
            Recipe.cutmix.phases[0].learningRate(step: $0, stepsPerEpoch: 1)
        }
        for (rate, expected) in zip(rates, [0.1, 0.01, 0.001, 0.0001]) {
            #expect(abs(rate - expected) < 1e-12)
        }
        #expect(Recipe.cutmixAndRotation.source.contains(Recipe.cutmix.source))
    }

    @Test(
        "What cannot be is refused with its option, its value and what may be",
        arguments: [
            ("epochs is 0", RecipeOverrides(epochs: 0)),
            ("epochs is 1; it must be from 2", RecipeOverrides(epochs: 1)),
            ("epochs is -5", RecipeOverrides(epochs: -5, onePhase: true)),
            ("epochs is \(Int.max)", RecipeOverrides(epochs: .max)),
            ("batch size is 3; it must be from 4", RecipeOverrides(batchSize: 3)),
            ("image size is 15", RecipeOverrides(imageSize: 15)),
            ("image size is 100000", RecipeOverrides(imageSize: 100_000)),
            ("learning rate is 0.0", RecipeOverrides(learningRate: 0)),
            ("learning rate is -1.0", RecipeOverrides(learningRate: -1)),
            ("learning rate is nan", RecipeOverrides(learningRate: .nan)),
            ("learning rate is inf", RecipeOverrides(learningRate: .infinity)),
            ("weight decay is -0.1", RecipeOverrides(weightDecay: -0.1)),
            ("mixup alpha is 0.0", RecipeOverrides(mixupAlpha: 0)),
            ("mixup alpha is nan", RecipeOverrides(mixupAlpha: .nan)),
            ("least crop is 0.0", RecipeOverrides(leastCrop: 0)),
            ("least crop is 1.5", RecipeOverrides(leastCrop: 1.5)),
            ("least crop is nan", RecipeOverrides(leastCrop: .nan)),
            ("color jitter is -0.1", RecipeOverrides(colorJitter: -0.1)),
            ("color jitter is 1.5", RecipeOverrides(colorJitter: 1.5)),
            ("color jitter is nan", RecipeOverrides(colorJitter: .nan)),
            ("mixup layers is []", RecipeOverrides(mixupLayers: [])),
            ("mixup layers is [-1, 2]", RecipeOverrides(mixupLayers: [2, -1])),
            ("up, each once.", RecipeOverrides(mixupLayers: [4, 0, 4])),
            ("dropout is 1.0", RecipeOverrides(dropout: 1)),
            ("freeze is -1", RecipeOverrides(frozenStages: -1)),
            ("layer decay is 0.0", RecipeOverrides(layerDecay: 0)),
            ("layer decay is 1.5", RecipeOverrides(layerDecay: 1.5)),
            ("layer decay is nan", RecipeOverrides(layerDecay: .nan)),
            ("feature dropout is 1.0", RecipeOverrides(featureDropout: 1)),
            ("feature dropout is nan", RecipeOverrides(featureDropout: .nan)),
            ("cutout is 0.0", RecipeOverrides(cutout: 0)),
            ("cutout is 1.5", RecipeOverrides(cutout: 1.5)),
            ("head scale is 0.0", RecipeOverrides(headScale: 0)),
            ("head scale is inf", RecipeOverrides(headScale: .infinity)),
            ("head scale does nothing", RecipeOverrides(head: .linear, headScale: 10)),
        ])
    func refused(words: String, overrides: RecipeOverrides) {
        let error = userError { _ = try Recipe.s2m2r.overridden(by: overrides) }
        #expect(error?.kind == .usage)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "no error")")
    }

    @Test("Options are refused that a recipe has no use for, or that leave nothing of it")
    func meaning() throws {
        let (alpha, layers) = (RecipeOverrides(mixupAlpha: 1), RecipeOverrides(mixupLayers: [0]))
        let none = RecipeOverrides(featureDropout: 0)
        for (recipe, overrides) in [
            (Recipe.baseline, alpha), (.baseline, layers), (.withCutout, alpha), (.cutmix, layers),
            (.inputMixup, layers), (.inputMixupAndRotation, layers), (.withDropout, none),
            (.dropoutAndRotation, none),
        ] {
            let error = userError { _ = try recipe.overridden(by: overrides) }
            #expect(error?.kind == .usage)
            #expect(error?.message.contains(recipe.name) == true)
        }
        let turning = userError {
            _ = try Recipe.cutmix.overridden(by: RecipeOverrides(rotationHead: .cosine))
        }
        #expect(turning?.message.contains("cutmix is no recipe that predicts rotations") == true)
        #expect(try Recipe.cutmix.overridden(by: alpha).mixupAlpha == 1)
        let still = try Recipe.baseline.overridden(by: RecipeOverrides(colorJitter: 0))
        #expect(still.trainingTransform.jitter == ColorJitter(0))
        #expect(Recipe.baseline.trainingTransform.jitter == ColorJitter(0.4))
        #expect(try Recipe.cutmix.mixupLayers(of: [0, 1]) == [])
        #expect(try Recipe.baseline.mixupLayers(of: [0, 1]) == [])
        #expect(try Recipe.s2m2r.mixupLayers(of: [0, 1, 2]) == [0, 1, 2])
        // The features are mixed where a person says so only.
        #expect(try Recipe.s2m2r.mixupLayers(of: [0, 1], andFeatures: 2) == [0, 1])
        let top = try Recipe.s2m2r.overridden(by: RecipeOverrides(mixupLayers: [2]))
        #expect(try top.mixupLayers(of: [0, 1], andFeatures: 2) == [2])
        let some = try Recipe.s2m2r.overridden(by: RecipeOverrides(mixupLayers: [1, 3]))
        #expect(try some.mixupLayers(of: [0, 1, 2, 3]) == [1, 3])
        let error = userError { _ = try some.mixupLayers(of: [0, 1, 2]) }
        #expect(error?.message.contains("cannot mix at layer 3, only at 0, 1, 2") == true)
    }
}
