/// What `fewshot eval` found and what repeats it: the content of `results.json`.
public struct EvaluationRecord: Codable, Sendable, Equatable {
    /// One entry for each shot, model, transform and classifier, in the order asked for.
    public var results: [EvaluationResult]
    /// Everything needed to repeat the evaluation.
    public var run: EvaluationRun
    /// The distributions behind `results`, entry by entry; empty where none were kept.
    public var tables: [EvaluationTable]
    /// Every two results of a shot, compared on the same episodes.
    public var comparisons: [PairedResult]
    /// Where trainings of several models differ in their seed alone: how these spread.
    public var seeds: [SeedResult]
    /// Results at other shots and ways, for the curves; empty where none were asked for.
    public var curve: [EvaluationResult]
    /// Of open-set episodes, how well each detector told queries that belong to none of the classes;
    /// nil for closed ones.
    public var detectors: [DetectorResult]?
    /// Every two of `detectors` of a task, by their areas under the ROC curve on the same episodes.
    public var detectorComparisons: [PairedResult]?

    /// A record; `tables` is empty or has one entry for each result.
    public init(
        results: [EvaluationResult], run: EvaluationRun, tables: [EvaluationTable] = [],
        comparisons: [PairedResult] = [], seeds: [SeedResult] = [], curve: [EvaluationResult] = []
    ) {
        self.results = results
        self.run = run
        self.tables = tables
        self.comparisons = comparisons
        self.seeds = seeds
        self.curve = curve
    }
}

/// The accuracy of one classifier over many episodes.
public struct EvaluationResult: Codable, Sendable, Equatable {
    /// A mean with half the width of its 95 % interval, fractions both.
    public struct Estimate: Codable, Sendable, Equatable {
        /// The mean.
        public var accuracy: Double
        /// Half the interval's width; nil where episodes are too few for one.
        public var ci95: Double?
        /// How many episodes it is the mean of.
        public var episodes: Int

        /// An estimate.
        public init(accuracy: Double, ci95: Double?, episodes: Int) {
            self.accuracy = accuracy
            self.ci95 = ci95
            self.episodes = episodes
        }
    }

    /// Classes in an episode, labelled and asked images of each.
    public var way, shot, query: Int
    /// Where episodes have unequal numbers of classes, the fewest; `way` is the most then, and `query`
    /// the most queries of a class, where episodes are drawn so.
    public var leastWay: Int?
    /// Where classes have unequal shots, the least; `shot` is the greatest then.
    public var leastShot: Int?
    /// The concentration of the Dirichlet distribution of imbalanced queries; nil for balanced.
    public var queryImbalance: Double?
    /// True where episodes have unequally many queries of their classes: `query` is the mean then.
    /// Nil where they have equally many, and in older records.
    public var unequalQueries: Bool?
    /// Further classes with queries that belong to none, which the accuracy does not count; nil for
    /// none.
    public var openClasses: Int?
    /// How many episodes were averaged.
    public var episodes: Int
    /// The name of the model, where there are several.
    public var model: String?
    /// The names of the classifier and the feature transform, as on the command line.
    public var classifier, transform: String
    /// Whether queries were answered together, and whether it was used that there are equally many
    /// of each class: such results are not comparable with others.
    public var transductive, usesQueryCounts: Bool
    /// The split that the classes are from: base, val or novel.
    public var split: String
    /// The mean accuracy over episodes, a fraction.
    public var accuracy: Double
    /// The half width of the 95 % interval over episodes, a fraction: 1.96 · s / √episodes, below
    /// 100 episodes with Student's t in place of 1.96. It is "closed": episodes re-use images. Nil
    /// where one episode leaves no interval.
    public var ci95: Double?
    /// The same over episodes that share no image: "open", for other images of these classes. Nil
    /// where the images do not suffice for two such episodes.
    public var open: Estimate?
    /// How far its probabilities can be trusted; nil where it has none.
    public var calibration: CalibrationResult?
    /// How long the episodes took, in seconds, features not counted. What several results share
    /// (drawing, transforming) is divided among them, so that all results' seconds add up.
    public var seconds: Double

    /// A result; all values as the properties say.
    public init(
        way: Int, shot: Int, query: Int, episodes: Int, model: String? = nil, classifier: String,
        transform: String, transductive: Bool = false, usesQueryCounts: Bool = false,
        split: String, accuracy: Double, ci95: Double?, open: Estimate? = nil,
        calibration: CalibrationResult? = nil, seconds: Double
    ) {
        self.way = way
        self.shot = shot
        self.query = query
        (leastWay, leastShot) = (nil, nil)
        (queryImbalance, unequalQueries) = (nil, nil)
        self.episodes = episodes
        self.model = model
        self.classifier = classifier
        self.transform = transform
        self.transductive = transductive
        self.usesQueryCounts = usesQueryCounts
        self.split = split
        self.accuracy = accuracy
        self.ci95 = ci95
        self.open = open
        self.calibration = calibration
        self.seconds = seconds
    }
}
