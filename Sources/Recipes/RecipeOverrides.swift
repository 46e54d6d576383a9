import Files

/// What a person changes of a recipe; nil leaves the recipe's value.
public struct RecipeOverrides: Codable, Sendable, Equatable {
    /// The epochs of all phases together, shared out in the recipe's proportions.
    public var epochs: Int?
    /// Images per step.
    public var batchSize: Int?
    /// In how many shards a batch is computed.
    public var shards: Int?
    /// The side of the square input, in pixels.
    public var imageSize: Int?
    /// The update rule; another than the recipe's comes with its own usual settings.
    public var optimizer: OptimizerSettings.Kind?
    /// The learning rate before the schedule, in every phase.
    public var learningRate: Double?
    /// The weight decay, in every phase.
    public var weightDecay: Double?
    /// The form of the schedule, in every phase.
    public var schedule: Schedule.Kind?
    /// α of the mixing rate λ ~ Beta(α, α).
    public var mixupAlpha: Double?
    /// The layers that may be mixed at.
    public var mixupLayers: [Int]?
    /// The least part of a picture's area that a training crop covers.
    public var leastCrop: Double?
    /// By how much the colours of a training image vary.
    public var colorJitter: Double?
    /// The class head.
    public var head: Recipe.Head?
    /// The rate of dropout inside the blocks.
    public var dropout: Double?
    /// The rate of dropout of the features, below the heads.
    public var featureDropout: Double?
    /// The side of the square that cutout erases, as a share of the image's.
    public var cutout: Double?
    /// What a cosine head multiplies cosines by.
    public var headScale: Double?
    /// The head of the angles.
    public var rotationHead: Recipe.Head?
    /// How angles are learned beside a pass over the batch.
    public var rotationPass: Recipe.RotationPass?
    /// How many of the backbone's first stages stay as they are.
    public var frozenStages: Int?
    /// What the learning rate is multiplied by from each layer to the one below it.
    public var layerDecay: Double?
    /// The form in which recipes are compared: one phase, the same optimiser, schedule, head, batch
    /// and image size for all; for s2m2-r both losses from the start.
    public var onePhase: Bool

    /// Overrides; all values as the properties say.
    public init(
        epochs: Int? = nil, batchSize: Int? = nil, shards: Int? = nil, imageSize: Int? = nil,
        optimizer: OptimizerSettings.Kind? = nil, learningRate: Double? = nil,
        weightDecay: Double? = nil,
        schedule: Schedule.Kind? = nil, mixupAlpha: Double? = nil, mixupLayers: [Int]? = nil,
        leastCrop: Double? = nil, colorJitter: Double? = nil, head: Recipe.Head? = nil,
        dropout: Double? = nil, featureDropout: Double? = nil, cutout: Double? = nil,
        headScale: Double? = nil, rotationHead: Recipe.Head? = nil,
        rotationPass: Recipe.RotationPass? = nil, frozenStages: Int? = nil,
        layerDecay: Double? = nil, onePhase: Bool = false
    ) {
        self.epochs = epochs
        self.batchSize = batchSize
        self.shards = shards
        self.imageSize = imageSize
        self.optimizer = optimizer
        self.learningRate = learningRate
        self.weightDecay = weightDecay
        self.schedule = schedule
        self.mixupAlpha = mixupAlpha
        self.mixupLayers = mixupLayers
        self.leastCrop = leastCrop
        self.colorJitter = colorJitter
        self.head = head
        self.dropout = dropout
        self.featureDropout = featureDropout
        self.cutout = cutout
        self.headScale = headScale
        self.rotationHead = rotationHead
        self.rotationPass = rotationPass
        self.frozenStages = frozenStages
        self.layerDecay = layerDecay
        self.onePhase = onePhase
    }
}

extension RecipeOverrides {
    /// The settings that a person may change in a recipe, beside epochs and those of phases.
    public static let settings: [RecipeSetting] = [
        RecipeSetting(
            "batch-size", \.batchSize, \.batchSize, .from(\.fewestImages, to: 65_536)),
        RecipeSetting("shards", \.shards, \.shards, .shards) {
            $0 == 1
                ? nil
                : .number(Double($0)) {
                    "A batch is computed in \($0) shards, each with its own batch statistics."
                }
        },
        RecipeSetting("image-size", \.imageSize, \.imageSize, .from({ _ in 16 }, to: 1024)),
        RecipeSetting("head", \.head, \.head, .anything),
        RecipeSetting("dropout", \.dropout, \.dropout, .rate),
        RecipeSetting(
            "mixup-alpha", \.mixupAlpha, \.mixupAlpha, .above0(to: 1000),
            need: .init(words: "mixes") { recipe, _ in recipe.mixes }),
        RecipeSetting(
            "mixup-layers", \.mixupLayers, \.mixupLayers,
            .values("one or more numbers from 0, the input, up, each once") {
                !$0.isEmpty && $0.allSatisfy { $0 >= 0 } && Set($0).count == $0.count
            },
            need: .init(words: "mixes hidden states of several layers") { recipe, _ in
                recipe.choosesMixupLayers
            }),
        RecipeSetting("cutout", \.cutout, \.cutout, .share) {
            .share($0) { "A square of \($0) of the side is erased in each training image." }
        },
        RecipeSetting("feature-dropout", \.featureDropout, \.featureDropout, .rate) {
            .share($0) { "\($0) of the features are dropped in training." }
        },
        RecipeSetting(
            "head-scale", \.headScale, \.headScale, .above0(to: 1000),
            need: .init(words: "has a cosine head") { _, changed in
                changed.head == .cosine || changed.rotates && changed.rotationHead == .cosine
            }
        ) { .number($0) { "The cosine head's scale is \($0)." } },
        RecipeSetting(
            "rotation-head", \.rotationHead, \.rotationHead, .anything,
            need: .init(words: "predicts rotations") { recipe, _ in recipe.rotates }
        ) { $0 == .cosine ? .words("Angles have a cosine head too.") : nil },
        RecipeSetting(
            "rotation-pass", \.rotationPass, \.rotationPass, .anything,
            need: .init(words: "learns angles beside a pass over the batch") { _, changed in
                changed.turnsBeside
            }
        ) { pass in
            switch pass {
            case .whole: .words("Angles are learned on whole batches, a quarter at each.")
            case .joint: .words("Each image is seen at one random angle, in one pass.")
            case .quarter: nil
            }
        },
        RecipeSetting("least-crop", \.leastCrop, \.leastCrop, .share) {
            .share($0) { "Training crops cover \($0) of a picture at least." }
        },
        RecipeSetting("color-jitter", \.colorJitter, \.colorJitter, .amount) {
            $0 == 0
                ? .words("Colours are left as they are in training.")
                : .share($0) { "Colours vary by \($0) in training." }
        },
        RecipeSetting("freeze", \.frozenStages, \.frozenStages, .from({ _ in 0 }, to: 64)) {
            $0 == 0
                ? nil
                : .number(Double($0)) { "Of the backbone's stages the first \($0) are frozen." }
        },
        RecipeSetting("layer-decay", \.layerDecay, \.layerDecay, .share) {
            .number($0) { "The rate is multiplied by \($0) from each layer to the one below it." }
        },
    ]

    /// Without what has no effect on a recipe, such as α on one that does not mix.
    public func meaningful(to recipe: Recipe) -> RecipeOverrides {
        Self.settings.reduce(into: self) { own, setting in
            if !setting.matters(to: recipe, own) { setting.drop(&own) }
        }
    }

    /// Does nothing where every setting that is changed has an effect on one of `recipes` at least.
    ///
    /// - Throws: `UserError` `.usage` naming a setting that has none.
    public func requireMeaning(to recipes: [Recipe]) throws {
        for setting in Self.settings
        where !recipes.contains(where: { setting.matters(to: $0, self) }) {
            throw UserError(
                setting: setting.name,
                "does nothing: "
                    + (recipes.count == 1
                        ? "\(recipes[0].name) is no recipe that " : "none of the recipes ")
                    + "\(setting.need!.words).")
        }
    }
}

extension RecipeSetting {
    /// Whether it is left as it is, or has an effect on `recipe` beside all else that is changed.
    fileprivate func matters(to recipe: Recipe, _ overrides: RecipeOverrides) -> Bool {
        guard isChosen(overrides), let need else { return true }
        return need.isMet(recipe, recipe.changed(by: overrides))
    }
}
