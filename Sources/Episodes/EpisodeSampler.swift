import Features
import Files
import Randomness

/// Draws episodes at random: `way` classes without repeats, then `shot + query` images of each
/// without repeats.
///
/// Any episode can be asked for by its index, so that they can be computed in any order and on any
/// thread; equal seeds over equally sorted images give equal episodes on every machine.
public struct EpisodeSampler: Sendable {
    /// Classes per episode.
    public let way: Int
    /// Labelled images per class: one number, or a range from which each class of each episode
    /// draws its own.
    public let shot: ClosedRange<Int>
    /// Images to be recognised per class; in the mean where they are imbalanced.
    public let query: Int
    /// The concentration of the Dirichlet distribution from which an episode's shares of the
    /// `way · query` queries are drawn (Veilleux et al. 2021, arXiv 2204.11181, use 2); nil for
    /// equally many of each class.
    public let queryImbalance: Double?
    /// Further classes of which each episode has `query` images that belong to none of its own
    /// (Boudiaf et al. 2022, arXiv 2206.09236, take 5 beside 5); 0 for closed episodes.
    public let openClasses: Int
    /// The images of each class, in the order of the table.
    private let images: [[Int]]
    private let generator: Generator

    /// A sampler over images with these labels.
    /// - Parameters:
    ///   - labels: the class of each image, an index into `classes`.
    ///   - classes: the names of the classes.
    ///   - shot: one number or a range, as of the property.
    ///   - queryImbalance: nil, or positive.
    ///   - openClasses: as the property.
    /// - Throws: `UserError.usage` where way, shot or query is too small or way with the open classes
    ///   is larger than the number of classes; `.badData` where a class has fewer than shot + query
    ///   images, or too few for imbalanced queries to be what they are called.
    public init(
        labels: [Int], classes: [String], way: Int, shot: ClosedRange<Int>, query: Int,
        queryImbalance: Double? = nil, openClasses: Int = 0, seed: UInt64
    ) throws {
        guard way >= 2 else {
            throw UserError(.usage, "An episode needs at least 2 classes: way \(way) is too small.")
        }
        guard shot.lowerBound >= 1 && query >= 1 else {
            throw UserError(
                .usage,
                "An episode needs at least 1 support and 1 query image per class: shot "
                    + "\(shot.lowerBound) with query \(query) is too small.")
        }
        if let queryImbalance {
            guard queryImbalance > 0 && queryImbalance.isFinite else {
                throw UserError(
                    .usage,
                    "The query imbalance is \(queryImbalance); it must be a positive number (2 "
                        + "is usual, large numbers are nearly balanced).")
            }
        }
        guard way <= classes.count else {
            throw UserError(
                .usage,
                "Episodes of way \(way) need \(way) classes, but there are only "
                    + "\(classes.count). Use a smaller way.")
        }
        guard openClasses >= 0, openClasses <= classes.count - way else {
            throw UserError(
                .usage,
                "Beside \(way) classes of an episode there are \(classes.count - way) others, of "
                    + "which \(openClasses) cannot be drawn. Use a smaller way, or fewer.")
        }
        var images = [[Int]](repeating: [], count: classes.count)
        for (image, label) in labels.enumerated() {
            guard classes.indices.contains(label) else {
                throw UserError(
                    .badData,
                    "Image \(image) has label \(label) of \(counted(classes.count, "class", "classes"))."
                )
            }
            images[label].append(image)
        }
        let (need, overflow) = shot.upperBound.addingReportingOverflow(query)
        for (name, members) in zip(classes, images) where overflow || members.count < need {
            throw UserError(
                .badData,
                "The class \(name) has \(counted(members.count, "image")), but shot "
                    + "\(shot.upperBound) with query "
                    + "\(query) needs \(overflow ? "more" : "\(need)"). Use fewer, or add images "
                    + "to the class.")
        }
        if let queryImbalance {
            try Self.require(
                images.map { $0.count - shot.upperBound }, of: classes, way: way, query: query,
                queryImbalance: queryImbalance)
        }
        self.way = way
        self.shot = shot
        self.query = query
        self.queryImbalance = queryImbalance
        self.openClasses = openClasses
        self.images = images
        generator = Generator(seed: seed)
    }

    /// A sampler over the images of a table with one shot for all classes; throws as the other
    /// initialiser does.
    public init(_ table: FeatureTable, way: Int, shot: Int, query: Int, seed: UInt64) throws {
        try self.init(
            labels: table.labels, classes: table.classes, way: way, shot: shot...shot,
            query: query, seed: seed)
    }

    /// How many classes it draws from.
    public var classCount: Int { images.count }

    /// How many images it draws from.
    public var imageCount: Int { images.reduce(0) { $0 + $1.count } }

    /// What the classifiers of the episode at `index` draw from, apart from what drew the episode.
    public func generator(forFit index: Int) -> Generator { generator.stream("fit", index) }

    /// The episode at `index`, whatever was drawn before.
    public func episode(_ index: Int) -> Episode {
        var generator = generator.stream("episode", index)
        let classes = generator.choose(way, from: images.count)
        let shots = classes.map { _ in
            shot.lowerBound + (shot.count > 1 ? generator.integer(below: shot.count) : 0)
        }
        let counts = queryCounts(classes, shots, using: &generator)
        var support: [[Int]] = []
        var queries: [[Int]] = []
        support.reserveCapacity(way)
        queries.reserveCapacity(way)
        for (k, label) in classes.enumerated() {
            let members = generator.choose(shots[k] + counts[k], from: images[label].count)
            support.append(members[..<shots[k]].map { images[label][$0] })
            queries.append(members[shots[k]...].map { images[label][$0] })
        }
        return Episode(
            classes: classes, support: support, query: queries,
            outsiders: outsiders(index, beside: classes))
    }

    /// Drawn apart from the rest, so that an open-set episode is the closed one of its index and
    /// more.
    private func outsiders(_ index: Int, beside classes: [Int]) -> [Int] {
        guard openClasses > 0 else { return [] }
        var generator = generator.stream("outsiders", index)
        let others = images.indices.filter { !classes.contains($0) }
        return generator.choose(openClasses, from: others.count).flatMap { place in
            let own = images[others[place]]
            return generator.choose(query, from: own.count).map { own[$0] }
        }
    }

    /// How many queries each class of an episode has. Imbalanced shares are rounded down, and what
    /// is left goes one by one to the largest remainders; a class that has fewer images, which
    /// `require` makes a rarity, gives what it has, and the others take the rest.
    private func queryCounts(
        _ classes: [Int], _ shots: [Int], using generator: inout Generator
    ) -> [Int] {
        guard let queryImbalance else { return [Int](repeating: query, count: way) }
        var weights = classes.map { _ in generator.gamma(shape: queryImbalance) }
        // Gamma variates of a tiny shape can all underflow: the limit is one class that has all.
        if weights.allSatisfy({ $0 == 0 }) { weights[generator.integer(below: way)] = 1 }
        let total = weights.reduce(0, +)
        let exact = weights.map { $0 / total * Double(way * query) }
        let room = zip(classes, shots).map { images[$0].count - $1 }
        var counts = zip(exact, room).map { min(Int($0), $1) }
        while counts.reduce(0, +) < way * query {
            let open = counts.indices.filter { counts[$0] < room[$0] }
            guard
                let next = open.max(by: {
                    exact[$0] - Double(counts[$0]) < exact[$1] - Double(counts[$1])
                })
            else { break }
            counts[next] += 1
        }
        return counts
    }
}
