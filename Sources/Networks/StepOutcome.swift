/// What one training step, or many, came to.
public struct StepOutcome: Codable, Sendable, Equatable {
    /// How many of a number of guesses were right.
    public struct Hits: Codable, Sendable, Equatable {
        /// The right ones, weighted by λ where examples are mixed.
        public private(set) var count = 0.0
        /// All of them.
        public private(set) var total = 0

        /// `count` right ones of `total`.
        public init(_ count: Double = 0, of total: Int = 0) {
            self.count = count
            self.total = total
        }

        /// The share of right ones; nil where nothing was guessed.
        public var share: Double? { total > 0 ? count / Double(total) : nil }

        /// Those of both.
        public static func + (a: Hits, b: Hits) -> Hits {
            Hits(a.count + b.count, of: a.total + b.total)
        }
    }

    /// What the optimiser makes smaller, summed.
    public private(set) var loss = 0.0
    /// The unmixed classes' cross entropy, summed; nil where it is no part of its own.
    public private(set) var classLoss: Double?
    /// The angles' cross entropy, summed; nil where none are predicted.
    public private(set) var rotationLoss: Double?
    /// Right classes.
    public private(set) var classes = Hits()
    /// Right angles.
    public private(set) var rotations = Hits()

    /// An outcome; all values as the properties say.
    public init(
        loss: Double = 0, classLoss: Double? = nil, rotationLoss: Double? = nil,
        classes: Hits = Hits(), rotations: Hits = Hits()
    ) {
        self.loss = loss
        self.classLoss = classLoss
        self.rotationLoss = rotationLoss
        self.classes = classes
        self.rotations = rotations
    }

    /// What `count` shards of a step came to, whose outcomes were added: a step's losses are means.
    public func mean(over count: Int) -> StepOutcome {
        let share = 1 / Double(count)
        return StepOutcome(
            loss: loss * share, classLoss: classLoss.map { $0 * share },
            rotationLoss: rotationLoss.map { $0 * share }, classes: classes, rotations: rotations)
    }

    /// What both steps came to.
    public static func + (a: StepOutcome, b: StepOutcome) -> StepOutcome {
        func sum(_ a: Double?, _ b: Double?) -> Double? {
            a == nil && b == nil ? nil : (a ?? 0) + (b ?? 0)
        }
        return StepOutcome(
            loss: a.loss + b.loss, classLoss: sum(a.classLoss, b.classLoss),
            rotationLoss: sum(a.rotationLoss, b.rotationLoss), classes: a.classes + b.classes,
            rotations: a.rotations + b.rotations)
    }
}
