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
    /// The episodes with the fewest right answers, worst first.
    public var hardest: [HardEpisode]
    /// Some episodes photo by photo; nil where they were not looked at.
    public var seen: SeenEpisodes?

    /// A table; all values as the properties say.
    public init(
        episodesByCorrect: [Int], classes: [ClassResult], confusion: [[Int]],
        hardest: [HardEpisode] = []
    ) {
        self.episodesByCorrect = episodesByCorrect
        self.classes = classes
        self.confusion = confusion
        self.hardest = hardest
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

/// An episode that went badly.
public struct HardEpisode: Codable, Sendable, Equatable {
    /// Its number, counted from 0.
    public var index: Int
    /// The share of its queries answered rightly.
    public var accuracy: Double
    /// Its classes.
    public var classes: [String]
    /// The paths of each one's support images.
    public var support: [[String]]

    /// An episode; all values as the properties say.
    public init(index: Int, accuracy: Double, classes: [String], support: [[String]]) {
        self.index = index
        self.accuracy = accuracy
        self.classes = classes
        self.support = support
    }
}
