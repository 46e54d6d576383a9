import Experiments
import Files
import Foundation
import Recipes
import Records
import Testing

@Suite("Ways of training that are compared")
struct ComparisonEntriesTests {
    private func message(_ body: () throws -> Void) -> String? {
        #expect(throws: UserError.self, performing: body)?.message
    }

    @Test("Recipes are in one phase, and each has only the options that mean something to it")
    func recipes() throws {
        let overrides = RecipeOverrides(
            epochs: 3, mixupAlpha: 0.5, mixupLayers: [0, 1], rotationHead: .cosine)
        let entries = try Comparison.Entry.recipes(
            ["baseline", "cutmix", "s2m2-r", "input-mixup"], overrides)
        #expect(entries.map(\.name) == ["baseline", "cutmix", "s2m2-r", "input-mixup"])
        #expect(entries.map(\.overrides.mixupAlpha) == [nil, 0.5, 0.5, 0.5])
        #expect(entries.map(\.overrides.mixupLayers) == [nil, nil, [0, 1], nil])
        #expect(entries.map(\.overrides.rotationHead) == [nil, nil, .cosine, nil])
        for entry in entries {
            #expect(entry.overrides.onePhase && entry.overrides.epochs == 3)
            #expect(try entry.recipe.overridden(by: entry.overrides).phases.count == 1)
        }
    }

    @Test("A scale of the angles' head alone goes with it; one for the classes' stays")
    func headScale() throws {
        func scales(_ head: Recipe.Head?) throws -> [Double?] {
            try Comparison.Entry.recipes(
                ["baseline", "s2m2-r"],
                RecipeOverrides(head: head, headScale: 7, rotationHead: .cosine)
            ).map(\.overrides.headScale)
        }
        #expect(try scales(nil) == [nil, 7])
        #expect(try scales(.cosine) == [7, 7])
    }

    @Test("A grid is every α at every set of layers, after the recipe that it is held against")
    func grid() throws {
        let entries = try Comparison.Entry.grid(
            of: "manifold-mixup", alphas: "0.5,2", layers: "0,013", against: "baseline",
            RecipeOverrides(batchSize: 32))
        #expect(
            entries.map(\.name) == [
                "baseline", "manifold-mixup-a0.5-l0", "manifold-mixup-a2-l0",
                "manifold-mixup-a0.5-l013", "manifold-mixup-a2-l013",
            ])
        #expect(entries.map(\.overrides.mixupLayers) == [nil, [0], [0], [0, 1, 3], [0, 1, 3]])
        #expect(entries.map(\.overrides.mixupAlpha) == [nil, 0.5, 2, 0.5, 2])
        #expect(entries.allSatisfy { $0.overrides.batchSize == 32 && $0.overrides.onePhase })
    }

    @Test("Layers in another order, or named twice, are the same setting")
    func sameSettings() throws {
        let entries = try Comparison.Entry.grid(
            of: "manifold-mixup", alphas: "1", layers: "10,00", against: "baseline", .init())
        #expect(
            entries.map(\.name) == ["baseline", "manifold-mixup-a1-l01", "manifold-mixup-a1-l0"])
        #expect(entries.map(\.overrides.mixupLayers) == [nil, [0, 1], [0]])
    }

    @Test("Options that no recipe takes, and words that are no grid, are named")
    func errors() {
        #expect(
            message { _ = try Comparison.Entry.recipes(["baseline"], .init(mixupAlpha: 1)) }?
                .contains("mixup alpha does nothing") == true)
        #expect(
            message { _ = try Comparison.Entry.recipes(["cutmix"], .init(mixupLayers: [1])) }?
                .contains("mixup layers does nothing") == true)
        #expect(
            message { _ = try Comparison.Entry.recipes(["magic"], .init()) }?
                .contains("no recipe \"magic\"") == true)
        for (recipe, alphas, layers, part) in [
            ("cutmix", "1", "0", "recipe is cutmix"),
            ("input-mixup", "1", "0", "manifold-mixup or s2m2-r"),
            ("manifold-mixup", "1,,2", "0", "mixup alpha is 1,,2"),
            ("manifold-mixup", "1", "0,a", "mixup layers is 0,a"),
            ("manifold-mixup", "1", "", "mixup layers is ;"),
        ] {
            let text = message {
                _ = try Comparison.Entry.grid(
                    of: recipe, alphas: alphas, layers: layers, against: "baseline", .init())
            }
            #expect(text?.contains(part) == true, "\(text ?? "no error")")
        }
    }
}

@Suite("What an evaluation is asked for in words")
struct EvaluationWordsTests {
    private var evaluate: Evaluate { Evaluate(.file(FeatureFiles(URL(filePath: "a.npz")))) }

    @Test("Words set what they name, and nothing else")
    func words() throws {
        var evaluate = evaluate
        try evaluate.choose(transforms: ["cl2n"], classifiers: ["knn", "pt-map"])
        try evaluate.plan.choose(shots: ["1", "2-5"])
        #expect(evaluate.plan.split == .novel && evaluate.transforms.map(\.name) == ["cl2n"])
        #expect(evaluate.classifiers.map(\.name) == ["knn", "pt-map"])
        #expect(evaluate.plan.shots == [1...1, 2...5])
        let network = try NetworkChoice(backbone: "resnet12-half", imageSize: 84)
        #expect(network.backbone == .resnet12(width: 0.5) && network.imageSize == 84)
        #expect(network.preprocessing == nil)
        var same = self.evaluate
        try same.choose(transforms: [], classifiers: [])
        try same.plan.choose(shots: [])
        #expect(same.plan.shots == [1...1] && same.transforms.map(\.name) == ["l2"])
        #expect(same.classifiers.map(\.name) == ["nearest-centroid", "logistic"])
    }

    @Test("Every classifier has one name, and its name chooses it")
    func classifiers() throws {
        let names = Evaluate.allClassifiers.map(\.name)
        #expect(Set(names).count == names.count && names.count == 18)
        for name in names {
            var evaluate = evaluate
            try evaluate.choose(transforms: [], classifiers: [name])
            #expect(evaluate.classifiers.map(\.name) == [name])
        }
    }

    @Test("A number of episodes, or a folder of them")
    func episodes() throws {
        var plan = EpisodePlan()
        try plan.choose(episodes: "25")
        #expect(plan.count == 25 && plan.list == nil)
        try plan.choose(episodes: "lists/5-way")
        #expect(plan.list?.lastPathComponent == "5-way")
    }

    @Test(
        "Wrong words are named with what they may be",
        arguments: [
            (["1-"], [String]()), (["x"], []), (["5-1"], []), ([], ["forest"]),
        ])
    func errors(shots: [String], classifiers: [String]) {
        let error = #expect(throws: UserError.self) {
            var evaluate = evaluate
            try evaluate.choose(transforms: [], classifiers: classifiers)
            try evaluate.plan.choose(shots: shots)
        }
        #expect(error?.kind == .usage)
        let word = shots.first ?? classifiers.first ?? ""
        #expect(error?.message.contains(word) == true)
    }
}
