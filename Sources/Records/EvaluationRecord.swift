/// What `fewshot eval` found and what repeats it: the content of `results.json`.
public struct EvaluationRecord: Codable, Sendable, Equatable {
    /// One entry for each shot, classifier and transform, in the order asked for.
    public var results: [EvaluationResult]
    /// Everything needed to repeat the evaluation.
    public var run: EvaluationRun
    /// The distributions behind `results`, entry by entry; empty where none were kept.
    public var tables: [EvaluationTable]

    /// A record of `results` and `run`; `tables` is empty or has one entry for each result.
    public init(results: [EvaluationResult], run: EvaluationRun, tables: [EvaluationTable] = []) {
        self.results = results
        self.run = run
        self.tables = tables
    }
}

/// The accuracy of one classifier over many episodes.
public struct EvaluationResult: Codable, Sendable, Equatable {
    /// Classes in an episode, labelled and asked images of each.
    public var way, shot, query: Int
    /// How many episodes were averaged.
    public var episodes: Int
    /// The names of the classifier and the feature transform, as on the command line.
    public var classifier, transform: String
    /// The split that the classes are from: base, val or novel.
    public var split: String
    /// The mean accuracy over episodes, a fraction.
    public var accuracy: Double
    /// The half width of the 95 % interval over episodes, a fraction: 1.96 · s / √episodes. It is
    /// "closed": episodes re-use images. Nil where one episode leaves no interval.
    public var ci95: Double?
    /// How long the episodes took, in seconds, features not counted.
    public var seconds: Double

    /// A result; all values as the properties say.
    public init(
        way: Int, shot: Int, query: Int, episodes: Int, classifier: String, transform: String,
        split: String, accuracy: Double, ci95: Double?, seconds: Double
    ) {
        self.way = way
        self.shot = shot
        self.query = query
        self.episodes = episodes
        self.classifier = classifier
        self.transform = transform
        self.split = split
        self.accuracy = accuracy
        self.ci95 = ci95
        self.seconds = seconds
    }
}

/// Where the mean of a result comes from.
public struct EvaluationTable: Codable, Sendable, Equatable {
    /// The number of episodes in which k of the way × query queries were answered rightly, for
    /// k = 0 … way × query.
    public var episodesByCorrect: [Int]
    /// The classes of the split, in the order of their names.
    public var classes: [ClassResult]
    /// How often queries of class i were answered with class j: classes × classes; empty where
    /// not counted.
    public var confusion: [[Int]]

    /// A table; all values as the properties say.
    public init(episodesByCorrect: [Int], classes: [ClassResult], confusion: [[Int]]) {
        self.episodesByCorrect = episodesByCorrect
        self.classes = classes
        self.confusion = confusion
    }
}

/// How one class fared.
public struct ClassResult: Codable, Sendable, Equatable {
    /// Its name: that of its folder.
    public var name: String
    /// What people call it, where the folder's name is a code.
    public var title: String?
    /// How many images it has.
    public var images: Int
    /// The share of its queries that were answered rightly, a fraction; nil where no episode had it.
    public var accuracy: Double?
    /// The half width of the 95 % interval of `accuracy` over episodes; nil where unknown.
    public var ci95: Double?

    /// A class; all values as the properties say.
    public init(
        name: String, title: String? = nil, images: Int, accuracy: Double?, ci95: Double? = nil
    ) {
        self.name = name
        self.title = title
        self.images = images
        self.accuracy = accuracy
        self.ci95 = ci95
    }
}
