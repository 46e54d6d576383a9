import Features
import Files
import Randomness
import Statistics

/// Draws episodes that share no image, for the "open" interval of "Oops, I Sampled it Again" (arXiv
/// 2409.02850): an interval that counts the images as drawn at random too, not only the episodes.
///
/// Each episode takes `way` classes, uniformly among those that still have shot + query unused
/// images, and uses up that many of each; the sampler ends when fewer than `way` such classes are
/// left. So does the paper's own code (github.com/RafLaf/FSL-benchmark-again `data/sampling.py`).
/// How many episodes there are falls out: about 145 for 5-way 1-shot with 15 queries on 20 classes of
/// 600 images, where 148 is the most that could be.
///
/// The bias of that choice: as long as every class suffices (`unrestricted` episodes), episodes
/// have the law of `EpisodeSampler`. After that they come from the classes with the most images, so
/// that over classes of unequal sizes the mean leans towards the large ones. Drawing classes in
/// proportion to what they have left would give one or two per cent more episodes, but would
/// lean from the first episode on. With classes of equal size each is used about equally often by
/// the end, whichever way; the interval is then a little too wide rather than too narrow. It speaks
/// of new images of *these* classes: of new classes, nothing that draws from few classes can.
public struct OpenSampler: Sendable {
    /// How many images and classes it draws from.
    public let imageCount, classCount: Int
    /// Classes per episode.
    public let way: Int
    /// Labelled images per class.
    public let shot: Int
    /// Images to be recognised per class.
    public let query: Int
    /// Further classes of each episode, with images that belong to none of its own; they use up `query`
    /// images each.
    public let openClasses: Int
    /// The episodes, no two of which share an image. There may be few or none: then there is no
    /// interval.
    public let episodes: [Episode]
    /// How many of the first episodes were drawn while every class still sufficed.
    public let unrestricted: Int
    private let generator: Generator

    /// The episodes over images with these labels; equal seeds over equally sorted images give equal
    /// episodes on every machine.
    /// - Parameters:
    ///   - labels: the class of each image, an index into `classes`.
    ///   - classes: the names of the classes.
    /// - Throws: `UserError` as `EpisodeSampler` does; a class too small for one episode is refused
    ///   rather than left out, since that would answer another question.
    public init(
        labels: [Int], classes: [String], way: Int, shot: Int, query: Int, openClasses: Int = 0,
        seed: UInt64
    ) throws {
        _ = try EpisodeSampler(
            labels: labels, classes: classes, way: way, shot: shot...shot, query: query,
            openClasses: openClasses, seed: seed)
        imageCount = labels.count
        classCount = classes.count
        self.way = way
        self.shot = shot
        self.query = query
        self.openClasses = openClasses
        generator = Generator(seed: seed)
        var images = [[Int]](repeating: [], count: classes.count)
        for (image, label) in labels.enumerated() { images[label].append(image) }
        for label in images.indices {
            var generator = generator.stream("open images", label)
            generator.shuffle(&images[label])
        }

        var draw = generator.stream("open classes")
        var used = [Int](repeating: 0, count: classes.count)
        var episodes: [Episode] = []
        var unrestricted = 0
        while true {
            let left = images.indices.filter { images[$0].count - used[$0] >= shot + query }
            guard left.count >= way + openClasses else { break }
            if left.count == classes.count { unrestricted += 1 }
            let all = draw.choose(way + openClasses, from: left.count).map { left[$0] }
            let (drawn, others) = (all[..<way].map { $0 }, all[way...])
            episodes.append(
                Episode(
                    classes: drawn,
                    support: drawn.map { Array(images[$0][used[$0]..<(used[$0] + shot)]) },
                    query: drawn.map {
                        Array(images[$0][(used[$0] + shot)..<(used[$0] + shot + query)])
                    },
                    outsiders: others.flatMap { images[$0][used[$0]..<(used[$0] + query)] }))
            for label in drawn { used[label] += shot + query }
            for label in others { used[label] += query }
        }
        self.episodes = episodes
        self.unrestricted = unrestricted
    }

    /// The episodes over the images of a table; throws as the other initialiser does.
    public init(
        _ table: FeatureTable, way: Int, shot: Int, query: Int, openClasses: Int = 0, seed: UInt64
    ) throws {
        try self.init(
            labels: table.labels, classes: table.classes, way: way, shot: shot, query: query,
            openClasses: openClasses, seed: seed)
    }

    /// What the classifiers of the episode at `index` draw from, apart from what drew the episode.
    public func generator(forFit index: Int) -> Generator { generator.stream("open fit", index) }
}

extension StudentEstimate {
    /// Fewer episodes that share no image have no interval. Of two with 75 queries, drawn with a spread
    /// of 9 points, Student's t held the true mean 91 to 95 times of a hundred, but left out no accuracy
    /// that there is in up to 56 and was empty in 4 to 7, where both were equal; with 10 queries it
    /// held it 70 to 86 times. Of five it held it 94 or 95 times with 75 queries, 87 to 95 with 10.
    private static let fewestEpisodes = 5

    /// Half the width of the interval of the mean over episodes that share no image; nil where they
    /// are too few to have one.
    public var openInterval: Double? { count < Self.fewestEpisodes ? nil : ci95 }
}
