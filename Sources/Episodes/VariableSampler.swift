import Features
import Files
import Foundation
import Randomness

/// Draws episodes as Meta-Dataset does (`EpisodeComposition`): each of 5 to 50 classes, as many as
/// there are at most, drawn without repeats and all alike, with its own numbers of labelled images and
/// of queries.
///
/// Meta-Dataset draws the classes of ImageNet and of Omniglot along their hierarchies, which folders
/// do not tell; those of its other eight data sets like these.
public struct VariableSampler: EpisodeSource {
    /// Classes per episode, at least and at most.
    public let ways: ClosedRange<Int>
    /// The images of each class, in the order of the table.
    private let images: [[Int]]
    private let generator: Generator

    /// Meta-Dataset's least and greatest way.
    public static let wayLimits = 5...50

    /// A sampler over images with these labels.
    /// - Parameters:
    ///   - labels: the class of each image, an index into `classes`.
    ///   - classes: the names of the classes.
    /// - Throws: `UserError.badData` for fewer than five classes, or where one has a single image.
    public init(labels: [Int], classes: [String], seed: UInt64) throws {
        guard classes.count >= Self.wayLimits.lowerBound else {
            throw UserError(
                .badData,
                "Episodes as Meta-Dataset draws them have \(Self.wayLimits.lowerBound) classes or "
                    + "more, but there are only \(counted(classes.count, "class", "classes")).")
        }
        var images = [[Int]](repeating: [], count: classes.count)
        for (image, label) in labels.enumerated() { images[label].append(image) }
        let small = zip(classes, images).filter { $1.count < 2 }.map(\.0)
        guard small.isEmpty else {
            throw UserError(
                .badData,
                "Episodes as Meta-Dataset draws them need a labelled image and a query of each class, "
                    + "but there are fewer than 2 images of \(small.fewNames). Add images, or take "
                    + "\(small.count == 1 ? "the class" : "the classes") away.")
        }
        ways = Self.wayLimits.lowerBound...min(Self.wayLimits.upperBound, classes.count)
        self.images = images
        generator = Generator(seed: seed)
    }

    /// A sampler over the images of a table; throws as the other initialiser does.
    public init(_ table: FeatureTable, seed: UInt64) throws {
        try self.init(labels: table.labels, classes: table.classes, seed: seed)
    }

    /// How many classes it draws from.
    public var classCount: Int { images.count }

    /// How many images it draws from.
    public var imageCount: Int { images.reduce(0) { $0 + $1.count } }

    /// Nil: any index has an episode.
    public var count: Int? { nil }

    /// What the classifiers of the episode at `index` draw from, apart from what drew the episode.
    public func generator(forFit index: Int) -> Generator { generator.stream("fit", index) }

    /// The episode at `index`, whatever was drawn before.
    public func episode(_ index: Int) -> Episode {
        var generator = generator.stream("variable episode", index)
        let way = ways.lowerBound + generator.integer(below: ways.count)
        let classes = generator.choose(way, from: images.count)
        let size = generator.uniform()
        let reach = log(EpisodeComposition.weightRange)
        let composition = EpisodeComposition(
            images: classes.map { images[$0].count }, size: size,
            logWeights: classes.map { _ in generator.uniform(in: -reach...reach) })
        var support: [[Int]] = []
        var query: [[Int]] = []
        for (label, shot) in zip(classes, composition.shots) {
            let members = generator.choose(
                shot + composition.query, from: images[label].count)
            support.append(members[..<shot].map { images[label][$0] })
            query.append(members[shot...].map { images[label][$0] })
        }
        return Episode(classes: classes, support: support, query: query)
    }
}
