import Files
import Foundation
import Recipes
import Records
import Reports

/// `fewshot pretrain` by a recipe in stages: run folders `stage-1`, `stage-2` and so on inside the
/// last stage's own, which is like any other's.
public struct StagedPretrain {
    /// Data, output, backbone and whatever else all stages have in common.
    public var pretrain: Pretrain
    /// The stages.
    public let recipe: StagedRecipe

    /// A training; all values as the properties say.
    public init(_ pretrain: Pretrain, by recipe: StagedRecipe) {
        self.pretrain = pretrain
        self.recipe = recipe
    }

    /// The names of recipes in stages, for help.
    public static var choices: String { StagedRecipe.all.map(\.name).joined(separator: ", ") }

    /// The recipe in stages of this name; nil where there is none.
    public static func recipe(named name: String) -> StagedRecipe? {
        StagedRecipe.all.first { $0.name == name }
    }

    /// Trains all stages to the end, or until asked to stop; what is trained already is gone on
    /// from.
    ///
    /// - Returns: the record of the last run that was begun; its `ended` is nil where it was
    ///   interrupted.
    /// - Throws: `UserError` for whatever a person can mend.
    public func run(_ setting: Setting, until interruption: Interruption) throws -> RunRecord {
        let settings = recipe.stages.indices.map {
            recipe.overrides(of: $0, from: pretrain.overrides)
        }
        // A wrong option is said before anything is trained, and so is a folder in use.
        let recipes = try zip(recipe.stages, settings).map { stage, overrides in
            try stage.recipe.overridden(by: overrides)
        }
        _ = try RunFolder(pretrain.output, resuming: pretrain.resume)
        let images = try PretrainingImages(
            pretrain.data, dividedBy: pretrain.classSplit, setting)
        var record: RunRecord?
        for (index, stage) in recipe.stages.enumerated() {
            let isLast = index == recipe.stages.count - 1
            var own = pretrain
            own.recipe = stage.recipe
            own.calibrates = isLast
            own.epochsBehind = StagedRecipe.epochs(behind: index, of: recipes)
            own.overrides = settings[index]
            own.output =
                isLast
                ? pretrain.output : pretrain.output.appending(path: "stage-\(index + 1)")
            own.start =
                record.map { _ in
                    RunFolder.last(in: pretrain.output.appending(path: "stage-\(index)"))
                } ?? pretrain.start
            setting.say(
                "Stage \(index + 1) of \(recipe.stages.count): \(stage.recipe.name), "
                    + "\(recipes[index].imageSize) pixels, "
                    + "\(Format.count(recipes[index].epochs, "epoch")).")
            record = try own.run(setting, until: interruption, on: images)
            if record!.ended == nil { return record! }
        }
        return record!
    }
}
