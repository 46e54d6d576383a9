/// How well one detector told queries that belong to none of an episode's classes from the others.
public struct DetectorResult: Codable, Sendable, Equatable {
    /// A mean over episodes, a fraction.
    public struct Measure: Codable, Sendable, Equatable {
        /// The same over episodes that share no image, by Student's t.
        public struct Open: Codable, Sendable, Equatable {
            /// The mean, a fraction.
            public var mean: Double
            /// Half the width of its 95 % interval; nil where episodes are too few for
            /// one.
            public var ci95: Double?
            /// How many episodes it is the mean of.
            public var episodes: Int

            /// A mean; all values as the properties say.
            public init(mean: Double, ci95: Double?, episodes: Int) {
                self.mean = mean
                self.ci95 = ci95
                self.episodes = episodes
            }
        }

        /// The mean, and half the width of its 95 % interval over episodes (closed).
        public var mean, ci95: Double
        /// For other images of these classes; nil where these do not suffice.
        public var open: Open?

        /// A measure; all values as the properties say.
        public init(mean: Double, ci95: Double, open: Open?) {
            self.mean = mean
            self.ci95 = ci95
            self.open = open
        }
    }

    /// What a threshold of the detector's own put aside, in all episodes together.
    public struct PutAside: Codable, Sendable, Equatable {
        /// The share of the classes' images that may be put aside.
        public var level: Double
        /// The shares that were: of the queries of none of the classes, and of the others.
        public var outsiders, others: Double
        /// Whether the network's own tasks were asked, or the examples alone.
        public var isLearnt: Bool

        /// What was put aside; all values as the properties say.
        public init(level: Double, outsiders: Double, others: Double, isLearnt: Bool) {
            self.level = level
            self.outsiders = outsiders
            self.others = others
            self.isLearnt = isLearnt
        }
    }

    /// Classes in an episode, the most labelled images and the mean of queries of each.
    public var way, shot: Int
    /// Where classes have unequal shots, the least.
    public var leastShot: Int?
    /// Queries of each class, the further ones too.
    public var query: Int
    /// The concentration of imbalanced queries; nil for balanced.
    public var queryImbalance: Double?
    /// Further classes of each episode.
    public var openClasses: Int
    /// How many episodes were averaged.
    public var episodes: Int
    /// The name of the model, where there are several.
    public var model: String?
    /// The names of the transform and the detector.
    public var transform, detector: String
    /// The classifier that it asks; nil where it goes by features.
    public var classifier: String?
    /// Whether queries were answered together.
    public var transductive: Bool
    /// The areas under both curves, and the precision at a recall of 90 %, of finding outsiders.
    public var auroc, aupr, precisionAt90: Measure
    /// What its own threshold does; nil where it has none.
    public var putAside: PutAside?

    /// A result; all values as the properties say.
    public init(
        way: Int, shot: Int, leastShot: Int? = nil, query: Int, queryImbalance: Double? = nil,
        openClasses: Int, episodes: Int, model: String? = nil, transform: String,
        detector: String, classifier: String?, transductive: Bool, auroc: Measure, aupr: Measure,
        precisionAt90: Measure, putAside: PutAside? = nil
    ) {
        self.way = way
        self.shot = shot
        self.leastShot = leastShot
        self.query = query
        self.queryImbalance = queryImbalance
        self.openClasses = openClasses
        self.episodes = episodes
        self.model = model
        self.transform = transform
        self.detector = detector
        self.classifier = classifier
        self.transductive = transductive
        self.auroc = auroc
        self.aupr = aupr
        self.precisionAt90 = precisionAt90
        self.putAside = putAside
    }
}
