/// What a person changes of a recipe; nil leaves the recipe's value.
public struct RecipeOverrides: Codable, Sendable, Equatable {
    /// The epochs of all phases together, shared out in the recipe's proportions.
    public var epochs: Int?
    /// Images per step.
    public var batchSize: Int?
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
    /// How many of the backbone's first stages stay as they are.
    public var frozenStages: Int?
    /// What the learning rate is multiplied by from each layer to the one below it.
    public var layerDecay: Double?
    /// The form in which recipes are compared: one phase, the same optimiser, schedule, head, batch
    /// and image size for all; for s2m2-r both losses from the start.
    public var onePhase: Bool

    /// Overrides; all values as the properties say.
    public init(
        epochs: Int? = nil, batchSize: Int? = nil, imageSize: Int? = nil,
        optimizer: OptimizerSettings.Kind? = nil, learningRate: Double? = nil,
        weightDecay: Double? = nil,
        schedule: Schedule.Kind? = nil, mixupAlpha: Double? = nil, mixupLayers: [Int]? = nil,
        leastCrop: Double? = nil, colorJitter: Double? = nil, head: Recipe.Head? = nil,
        dropout: Double? = nil, featureDropout: Double? = nil, cutout: Double? = nil,
        headScale: Double? = nil, rotationHead: Recipe.Head? = nil, frozenStages: Int? = nil,
        layerDecay: Double? = nil, onePhase: Bool = false
    ) {
        self.epochs = epochs
        self.batchSize = batchSize
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
        self.frozenStages = frozenStages
        self.layerDecay = layerDecay
        self.onePhase = onePhase
    }
}
