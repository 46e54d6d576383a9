import Files
import Recipes
import Testing

@Suite("Recipes in stages")
struct StagedRecipeTests {
    private func stages(_ overrides: RecipeOverrides) throws -> [Recipe] {
        try StagedRecipe.s2m2r.recipes(by: overrides)
    }

    @Test("Angles beside a batch are a pass more, unless both are one; all four at once are four")
    func passes() throws {
        func passes(_ name: String, _ pass: Recipe.RotationPass? = nil) throws -> [Int] {
            let recipe = try Recipe.named(name)
                .overridden(by: RecipeOverrides(rotationPass: pass))
            return recipe.phases.indices.map(recipe.passes)
        }
        #expect(try passes("manifold-mixup") == [1])
        #expect(try passes("s2m2-r") == [4, 2] && passes("s2m2-r", .whole) == [4, 2])
        #expect(try passes("s2m2-r", .joint) == [4, 1])
    }

    @Test("Plain and small, plain and large, then mixed with rotations, which cost two passes")
    func shares() throws {
        let stages = try stages(RecipeOverrides(epochs: 50, imageSize: 32))
        #expect(stages.map(\.epochs) == [20, 10, 10])
        #expect(stages.map(\.imageSize) == [16, 32, 32])
        #expect(
            stages.map { $0.phases[0].objective } == [.classification, .classification, .s2m2r])
        #expect(stages.map { $0.phases[0].schedule } == [.constant, .constant, .cosine])
        for stage in stages {
            #expect(stage.phases.count == 1)
            #expect(stage.phases[0].optimizer.kind == .sgd)
            #expect(stage.phases[0].optimizer.learningRate == 0.05)
            #expect(stage.phases[0].optimizer.weightDecay == 5e-4)
        }
        #expect(stages[2].mixupAlpha == 2)
    }

    @Test("All stages together pass over the images as often as asked", arguments: 4...60)
    func allPasses(epochs: Int) throws {
        let stages = try stages(RecipeOverrides(epochs: epochs))
        #expect(stages.allSatisfy { $0.epochs >= 1 })
        #expect(zip(stages, [1, 1, 2]).reduce(0) { $0 + $1.0.epochs * $1.1 } == epochs)
    }

    @Test("Fewer passes than one epoch of each stage are refused", arguments: [0, 1, 3])
    func tooFew(epochs: Int) throws {
        let error = #expect(throws: UserError.self) {
            try stages(RecipeOverrides(epochs: epochs))
        }
        #expect(error?.kind == .usage)
        if epochs > 0 { #expect(error?.message.contains("Give 4 or more") == true) }
        #expect(
            try stages(RecipeOverrides(epochs: 3, rotationPass: .joint)).map(\.epochs) == [1, 1, 1])
    }

    @Test("What is behind a stage counts in its epochs, by pixels and passes")
    func behind() throws {
        // 20 epochs at 16 pixels, 10 at 32, 10 at 32 in two passes.
        let stages = try stages(RecipeOverrides(epochs: 50, imageSize: 32))
        #expect(StagedRecipe.epochs(behind: 0, of: stages) == 10 * 4 + 10 * 4 * 2)
        #expect(StagedRecipe.epochs(behind: 1, of: stages) == 10 * 2)
        #expect(StagedRecipe.epochs(behind: 2, of: stages) == 0)
    }

    @Test("One pass counts once, no stage is empty, and options go where they mean something")
    func overrides() throws {
        let joint = try stages(RecipeOverrides(epochs: 50, rotationPass: .joint))
        #expect(joint.map(\.epochs) == [20, 10, 20] && joint[2].rotationPass == .joint)
        #expect(joint.map(\.imageSize) == [42, 84, 84])
        let mixed = try stages(
            RecipeOverrides(
                imageSize: 24, optimizer: .adam, schedule: .step, mixupAlpha: 0.5,
                mixupLayers: [1]))
        #expect(mixed.map(\.imageSize) == [16, 24, 24])
        #expect(mixed[2].mixupAlpha == 0.5 && mixed[2].mixupLayers == [1])
        #expect(mixed.allSatisfy { $0.phases[0].schedule.kind == .step })
        let usual = try Recipe.named("s2m2-r").overridden(
            by: RecipeOverrides(optimizer: .adam, onePhase: true))
        for stage in mixed { #expect(stage.phases[0].optimizer == usual.phases[0].optimizer) }
    }
}
