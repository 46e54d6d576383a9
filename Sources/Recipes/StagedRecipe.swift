import Files

/// A recipe for short budgets, in stages: each is a training of its own in one phase, from the
/// weights of the one before, at an image size and with a share of the passes of its own.
public struct StagedRecipe: Sendable {
    /// One training of it.
    public struct Stage: Sendable {
        /// What it trains by.
        public let recipe: Recipe
        /// Its share of all passes over the images.
        public let share: Double
        /// Its image size over that of the last stage.
        public let scale: Double
        /// The course of its learning rate.
        public let schedule: Schedule.Kind
    }

    /// The name, as `--recipe` takes it.
    public let name: String
    /// Where it is from.
    public let source: String
    /// What is trained, one after the other.
    public let stages: [Stage]

    /// S2M2_R for short budgets: plain and small, plain and large, then mixed with rotations.
    ///
    /// S2M2's authors mix last too (400 epochs, then 100), and so can EASY. An update of s2m2-r has
    /// two passes, so an epoch of it counts as two. On 60 images of each of miniImageNet's 64 base
    /// classes at 16 pixels (Conv-4, one seed, 50 passes, val classes, 10,000 episodes) `baseline` for
    /// 30 epochs at a constant rate and then `s2m2-r` for 10 at a falling one came to 36.30 and
    /// 49.02 % at one and five shots, `baseline` to the end to 35.25 and 47.58 %. With 600 images of each
    /// at 84 pixels it did not pay: 68 passes, the last 48 mixed, came to 51.09 and 68.71 %, plain
    /// training to the end to 52.60 and 70.18 % (30 crops; Reports/mini-imagenet-passes).
    public static let s2m2r = StagedRecipe(
        name: "s2m2-r-staged",
        source: "Ours: Mangla et al. 2020, S2M2 (arXiv 1907.12087), whose mixing comes last, with "
            + "SGD, a one-phase form of each stage, and small images first",
        stages: [
            Stage(recipe: .baseline, share: 0.4, scale: 0.5, schedule: .constant),
            Stage(recipe: .baseline, share: 0.2, scale: 1, schedule: .constant),
            Stage(recipe: .s2m2r, share: 0.4, scale: 1, schedule: .cosine),
        ])

    /// All of them, in the order that help shows.
    public static let all = [s2m2r]

    /// The recipes of all stages.
    ///
    /// - Parameter overrides: as `overrides(of:from:)` takes them.
    /// - Throws: `UserError` `.usage` for a value that cannot be, as a person gave it, a setting
    ///   that no stage has a use for, or fewer passes than one epoch of each stage has.
    public func recipes(by overrides: RecipeOverrides) throws -> [Recipe] {
        var asked = overrides
        asked.onePhase = true
        try asked.requireMeaning(to: stages.map(\.recipe))
        for stage in stages {
            _ = try stage.recipe.overridden(by: asked.meaningful(to: stage.recipe))
        }
        let least = passesPerEpoch(overrides).reduce(0, +)
        guard overrides.epochs ?? least >= least else {
            throw UserError(
                setting: "epochs",
                "is \(overrides.epochs!); \(name) has \(stages.count) stages, which pass over the "
                    + "images \(least) times with one epoch each. Give \(least) or more.")
        }
        return try stages.indices.map {
            try stages[$0].recipe.overridden(by: self.overrides(of: $0, from: overrides))
        }
    }

    /// How often an epoch of each stage passes over the images.
    private func passesPerEpoch(_ overrides: RecipeOverrides) -> [Int] {
        stages.map {
            $0.recipe.onePhase.phases[0].objective.passes(with: overrides.rotationPass)
        }
    }

    /// The epochs of each stage, which together pass over the images as often as asked. The last ones
    /// have their shares first: the first stage, of one pass an epoch, makes up for what is rounded.
    private func epochs(by overrides: RecipeOverrides) -> [Int] {
        let parts = zip(stages, passesPerEpoch(overrides)).map { (share: $0.share, unit: $1) }
        return (overrides.epochs ?? 100).sharedOut(parts.reversed()).reversed()
    }

    /// What a stage changes of its recipe: its schedule, and SGD at 0.05 with a weight decay of 5e-4,
    /// where nothing else is said (another optimiser comes with its own usual settings), and only
    /// what means something to it.
    ///
    /// - Parameters:
    ///   - overrides: of a person; its epochs are passes over the images, of all stages together,
    ///     100 unless given, its image size that of the last stage, 84 unless given.
    public func overrides(of stage: Int, from overrides: RecipeOverrides) -> RecipeOverrides {
        let own = stages[stage]
        var changed = overrides
        changed.onePhase = true
        changed.schedule = overrides.schedule ?? own.schedule
        changed.optimizer = overrides.optimizer ?? .sgd
        if changed.optimizer == .sgd {
            changed.learningRate = overrides.learningRate ?? 0.05
            changed.weightDecay = overrides.weightDecay ?? 5e-4
        }
        changed.imageSize = max(16, Int((own.scale * Double(overrides.imageSize ?? 84)).rounded()))
        changed.epochs = epochs(by: overrides)[stage]
        return changed.meaningful(to: own.recipe)
    }

    /// What is left to do behind a stage, in epochs of it: an epoch costs what its images have pixels,
    /// as often as a step passes over them.
    ///
    /// - Parameter recipes: those of all stages, as they are trained.
    public static func epochs(behind stage: Int, of recipes: [Recipe]) -> Double {
        func cost(_ recipe: Recipe) -> Double {
            Double(recipe.imageSize * recipe.imageSize * recipe.passes(inPhase: 0))
        }
        return recipes[(stage + 1)...].reduce(0) {
            $0 + Double($1.epochs) * cost($1) / cost(recipes[stage])
        }
    }
}
