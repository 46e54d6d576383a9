import Randomness

/// Where an evaluation's episodes come from: drawn at random, drawn without re-use, or read from a
/// list.
public protocol EpisodeSource: Sendable {
    /// The images that episodes consist of: how many, and of how many classes.
    var imageCount: Int { get }
    var classCount: Int { get }
    /// How many episodes there are; nil where they never end.
    var count: Int? { get }
    /// The episode at `index`, whatever was asked for before.
    func episode(_ index: Int) -> Episode
    /// What the classifiers of the episode at `index` draw from, apart from what drew the episode.
    func generator(forFit index: Int) -> Generator
}

extension EpisodeSampler: EpisodeSource {
    /// Nil: any index has an episode.
    public var count: Int? { nil }
}

extension OpenSampler: EpisodeSource {
    /// How many episodes share no image.
    public var count: Int? { episodes.count }

    /// The episode at `index`.
    public func episode(_ index: Int) -> Episode { episodes[index] }
}

/// Episodes that are known one by one.
public struct ListedEpisodes: EpisodeSource {
    /// How many images there are.
    public let imageCount: Int
    /// How many classes they are of.
    public let classCount: Int
    private let episodes: [Episode]
    private let generator: Generator

    /// The source of these episodes over images of these numbers.
    public init(episodes: [Episode], imageCount: Int, classCount: Int, seed: UInt64) {
        self.episodes = episodes
        self.imageCount = imageCount
        self.classCount = classCount
        generator = Generator(seed: seed)
    }

    /// How many episodes it has.
    public var count: Int? { episodes.count }

    /// The episode at `index`.
    public func episode(_ index: Int) -> Episode { episodes[index] }

    /// The same as of an `EpisodeSampler` of that seed, so that a frozen list of its episodes gives
    /// its results.
    public func generator(forFit index: Int) -> Generator { generator.stream("fit", index) }
}

/// One few-shot task: some classes, a few labelled images of each, and others to be recognised.
public struct Episode: Sendable, Equatable {
    /// The classes drawn, as indices of the table's classes, in the order drawn: (way).
    public let classes: [Int]
    /// The labelled images of each class, as indices of the table's images: (way × shot).
    public let support: [[Int]]
    /// The images to be recognised: (way × query).
    public let query: [[Int]]
    /// Images of other classes, which are asked about too and belong to none of these; empty but in
    /// open-set episodes.
    public let outsiders: [Int]

    /// An episode of these images.
    public init(classes: [Int], support: [[Int]], query: [[Int]], outsiders: [Int] = []) {
        self.outsiders = outsiders
        self.classes = classes
        self.support = support
        self.query = query
    }
}
