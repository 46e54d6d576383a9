/// How a backbone is pretrained: every setting of a paper's training as one value.
public struct Recipe: Codable, Sendable, Equatable {
    /// What scores the classes during training; features are taken below it.
    public enum Head: String, Codable, Sendable, CaseIterable {
        /// A linear layer with bias.
        case linear
        /// Scaled cosine similarity with learnable norms per class, no bias (S2M2's `distLinear`).
        case cosine
    }

    /// How angles are learned beside a pass over the batch.
    public enum RotationPass: String, Codable, Sendable, CaseIterable {
        /// A random quarter of the batch at all four angles, in a pass of its own (S2M2).
        case quarter
        /// All of the batch, each quarter of it at one angle, in a pass of its own: as dear, on four
        /// times as many images (EASY, Bendou et al. 2022, ybendou/easy `main.py`).
        case whole
        /// Each image at one random angle in the only pass: class and angle have half of the loss
        /// each, both mixed where the pass mixes. Half as dear.
        case joint
    }

    /// The name, as `--recipe` takes it.
    public var name: String
    /// The paper, and the file of its code that the settings were read from.
    public var source: String
    /// What is trained, one phase after the other, each from the weights of the one before.
    public var phases: [Phase]
    /// Images per step.
    public var batchSize: Int
    /// In how many equal shards a batch is computed, one after the other or by several processes;
    /// nil for one.
    ///
    /// A shard is a small batch of its own: it has its own batch statistics ("ghost batches", Hoffer
    /// et al. 2017, arXiv 1705.08741), its own λ, layer and partners, and its own quarter to turn.
    /// The update is by the gradient of the mean over shards, and running statistics are the mean of
    /// the shards'. So the weights do not depend on who computes which shard.
    public var shards: Int?
    /// The side of the square input, in pixels.
    public var imageSize: Int
    /// The class head.
    public var head: Head
    /// The rate of dropout inside the blocks of a backbone that has any (WRN-28-10).
    public var dropout: Double
    /// α of the share λ ~ Beta(α, α) of an example in a mixed one; unused by objectives without
    /// mixing.
    public var mixupAlpha: Double
    /// The layers that may be mixed at, 0 being the input; nil for all that the backbone allows.
    public var mixupLayers: [Int]?
    /// The least part of a picture's area that a training crop covers; nil for torchvision's 0.08,
    /// which all recipes here use.
    public var leastCrop: Double?
    /// By how much brightness, contrast and saturation of a training image vary, each by a factor in
    /// 1 ± this; nil for 0.4, as S2M2 has it.
    public var colorJitter: Double?
    /// The rate of dropout of the features, below the heads, on any backbone; nil for none.
    public var featureDropout: Double?
    /// The side of the square that cutout erases in each training image, as a share of the
    /// image's; nil for none.
    public var cutout: Double?
    /// What a cosine head multiplies cosines by; nil for S2M2's 2, or 10 above 200 classes.
    public var headScale: Double?
    /// The head of the angles; nil for S2M2's linear one.
    public var rotationHead: Head?
    /// How angles are learned; nil for a quarter at four angles, as S2M2 has it.
    public var rotationPass: RotationPass?
    /// How many of the backbone's first stages stay as they are; nil for none.
    public var frozenStages: Int?
    /// What the learning rate is multiplied by from each layer to the one below it; nil for 1.
    public var layerDecay: Double?

    /// A recipe; all values as the properties say.
    public init(
        name: String, source: String, phases: [Phase], batchSize: Int, imageSize: Int, head: Head,
        dropout: Double = 0, mixupAlpha: Double = 2, mixupLayers: [Int]? = nil,
        leastCrop: Double? = nil, colorJitter: Double? = nil, featureDropout: Double? = nil,
        cutout: Double? = nil, headScale: Double? = nil, rotationHead: Head? = nil,
        rotationPass: RotationPass? = nil,
        frozenStages: Int? = nil, layerDecay: Double? = nil
    ) {
        self.name = name
        self.source = source
        self.phases = phases
        self.batchSize = batchSize
        self.imageSize = imageSize
        self.head = head
        self.dropout = dropout
        self.mixupAlpha = mixupAlpha
        self.mixupLayers = mixupLayers
        self.leastCrop = leastCrop
        self.colorJitter = colorJitter
        self.featureDropout = featureDropout
        self.cutout = cutout
        self.headScale = headScale
        self.rotationHead = rotationHead
        self.rotationPass = rotationPass
        self.frozenStages = frozenStages
        self.layerDecay = layerDecay
    }

    /// The epochs of all phases.
    public var epochs: Int {
        phases.reduce(0) { sum, phase in
            let (more, overflows) = sum.addingReportingOverflow(phase.epochs)
            return overflows ? .max : more
        }
    }

    /// The numbers of shards into which its batches can be cut: powers of two, whose sums over any
    /// half, quarter or eighth of the shards are a branch of one and the same tree, and no smaller
    /// shards than of the fewest images that can be computed.
    public var possibleShards: [Int] {
        (0...8).map { 1 << $0 }.filter {
            batchSize % $0 == 0 && ($0 == 1 || batchSize / $0 >= fewestImages)
        }
    }
    /// The fewest images of a step: a quarter of them may be turned, and batch statistics want two.
    var fewestImages: Int { turnsBeside ? 4 : 2 }

    /// Whether it is Manifold Mixup: hidden states are mixed, and not the input alone.
    public var mixesHiddenStates: Bool {
        mixesAtLayers && (mixupLayers ?? [1]).contains { $0 > 0 }
    }
    /// Whether some phase mixes at layers, the input being one of them.
    public var mixesAtLayers: Bool { phases.contains(where: \.objective.mixesAtLayers) }
    /// Whether some phase mixes examples in any way.
    public var mixes: Bool { phases.contains(where: \.objective.mixes) }
    /// Whether some phase predicts angles.
    public var rotates: Bool { phases.contains(where: \.objective.rotates) }
    /// Whether some phase learns angles beside a pass over the batch.
    public var turnsBeside: Bool { phases.contains(where: \.objective.turnsQuarter) }

    /// How often an epoch of a phase passes over the images.
    public func passes(inPhase index: Int) -> Int {
        phases[index].objective.passes(with: rotationPass)
    }
}

/// A stretch of training with one objective, one optimiser and one schedule from start to end.
public struct Phase: Codable, Sendable, Equatable {
    /// What a step makes smaller.
    public enum Objective: String, Codable, Sendable, CaseIterable {
        /// Cross entropy of the classes.
        case classification
        /// Cross entropy of the classes, hidden states and losses mixed.
        case manifoldMixup = "manifold-mixup"
        /// Every image at four angles: half the loss of its class, half that of its angle.
        case rotation
        /// A mixed batch, then a quarter of it at four angles, in one step.
        case s2m2r = "s2m2-r"
        /// Cross entropy of the classes, a box of each image from another, losses mixed by area.
        case cutmix
        /// A plain batch, then a quarter of it at four angles, in one step.
        case classificationAndRotation = "classification+rotation"
        /// A batch with pasted boxes, then a quarter of it at four angles, in one step.
        case cutmixAndRotation = "cutmix+rotation"

        /// Whether examples are mixed at a layer that is drawn for each batch, 0 being the input.
        public var mixesAtLayers: Bool { self == .manifoldMixup || self == .s2m2r }
        /// Whether examples are mixed in any way, and their losses with them.
        public var mixes: Bool {
            mixesAtLayers || self == .cutmix || self == .cutmixAndRotation
        }
        /// Whether angles are predicted.
        public var rotates: Bool {
            switch self {
            case .classification, .manifoldMixup, .cutmix: false
            case .rotation, .s2m2r, .classificationAndRotation, .cutmixAndRotation: true
            }
        }
        /// Whether a quarter of each batch is turned, beside a pass over all of it.
        public var turnsQuarter: Bool { rotates && self != .rotation }

        /// How often an epoch passes over the images where those that are turned go `rotationPass`'s
        /// way: what is turned beside a batch counts as another, every image at four angles as four.
        func passes(with rotationPass: Recipe.RotationPass?) -> Int {
            if self == .rotation { return 4 }
            return turnsQuarter && rotationPass != .joint ? 2 : 1
        }
    }

    /// How often all base images are seen.
    public var epochs: Int
    /// What a step makes smaller.
    public var objective: Objective
    /// The optimiser; its state starts anew with the phase.
    public var optimizer: OptimizerSettings
    /// The course of the learning rate from the phase's first to its last step.
    public var schedule: Schedule

    /// A phase; all values as the properties say.
    public init(epochs: Int, objective: Objective, optimizer: OptimizerSettings, schedule: Schedule)
    {
        self.epochs = epochs
        self.objective = objective
        self.optimizer = optimizer
        self.schedule = schedule
    }
}

/// The settings of an optimiser. Adam's decay rates are 0.9 and 0.999, its ε 1e-8, everywhere.
public struct OptimizerSettings: Codable, Sendable, Equatable {
    /// The update rule.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// Stochastic gradient descent with momentum; weight decay is part of the gradient.
        case sgd
        /// Adam (Kingma & Ba 2015); weight decay is part of the gradient.
        case adam
        /// Adam with weight decay apart from the gradient (Loshchilov & Hutter 2019).
        case adamw
    }

    /// The update rule.
    public var kind: Kind
    /// The learning rate before the schedule.
    public var learningRate: Double
    /// SGD's momentum; unused by the others.
    public var momentum: Double
    /// Whether SGD's momentum looks ahead (Nesterov).
    public var nesterov: Bool
    /// The weight decay.
    public var weightDecay: Double

    /// Settings; all values as the properties say.
    public init(
        _ kind: Kind, learningRate: Double, momentum: Double = 0, nesterov: Bool = false,
        weightDecay: Double = 0
    ) {
        self.kind = kind
        self.learningRate = learningRate
        self.momentum = momentum
        self.nesterov = nesterov
        self.weightDecay = weightDecay
    }
}
