import Files
import Foundation
import Ranks
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
        // A wrong option is said before anything is trained, and so is a folder in use.
        let recipes = try recipe.recipes(by: pretrain.overrides)
        try pretrain.overrides.requireMeaning(to: pretrain.backbone)
        for recipe in recipes { try recipe.requireLayers(of: pretrain.backbone) }
        let folder = try RunFolder(pretrain.output, resuming: pretrain.resume)
        defer { folder.release() }
        if pretrain.resume { try requireSame(recipes) }
        let images = try PretrainingImages(
            pretrain.data, dividedBy: pretrain.classSplit, setting)
        var record: RunRecord?
        for (index, recipe) in recipes.enumerated() {
            var own = stage(index)
            own.epochsBehind = StagedRecipe.epochs(behind: index, of: recipes)
            setting.say(
                "Stage \(index + 1) of \(recipes.count): \(own.recipe.name), "
                    + "\(recipe.imageSize) pixels, "
                    + "\(Format.count(recipe.epochs, "epoch")).")
            record = try own.run(
                setting, until: interruption, on: images,
                in: index == recipes.count - 1 ? folder : nil)
            let goesOn = record!.ended != nil
            guard try pretrain.ranks?.agree(goesOn: goesOn) ?? goesOn else { break }
        }
        return record!
    }

    /// The part of every rank but the first, as `Pretrain.help`, stage by stage.
    ///
    /// - Throws: `UserError` as `Pretrain.help`.
    public func help(
        _ ranks: Communicator, _ setting: Setting, until interruption: Interruption
    ) throws {
        for index in recipe.stages.indices {
            try stage(index).help(ranks, setting, until: interruption)
            guard try ranks.agree(goesOn: true) else { return }
        }
    }

    /// Refuses to go on with what other recipes trained, before anything is: none can be lengthened,
    /// for the one behind it starts from its weights.
    private func requireSame(_ recipes: [Recipe]) throws {
        for (index, recipe) in recipes.enumerated() {
            let folder = stage(index).output
            guard let saved = RunFolder.header(ofRunIn: folder)?.recipe, saved != recipe else {
                continue
            }
            let changes = recipe.changes(since: saved)
            throw UserError(
                cannotResume: folder, changes,
                else: changes.isEmpty ? [recipe.ofAnotherVersion] : [])
        }
    }

    /// The training of one stage, each but the first from the weights of the one before.
    private func stage(_ index: Int) -> Pretrain {
        func folder(_ index: Int) -> URL {
            index == recipe.stages.count - 1
                ? pretrain.output : pretrain.output.appending(path: "stage-\(index + 1)")
        }
        var own = pretrain
        own.recipe = recipe.stages[index].recipe
        own.overrides = recipe.overrides(of: index, from: pretrain.overrides)
        own.output = folder(index)
        own.start = index == 0 ? pretrain.start : RunFolder.last(in: folder(index - 1))
        own.calibrates = index == recipe.stages.count - 1
        return own
    }
}
