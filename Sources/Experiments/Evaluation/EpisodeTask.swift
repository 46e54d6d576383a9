import Episodes
import Features
import Files
import Foundation

/// The episodes of one row of columns: drawn at one shot, or read from a list.
struct EpisodeTask {
    /// Classes of an episode; where episodes differ in them, from the fewest to the most.
    let ways: ClosedRange<Int>
    let shot: ClosedRange<Int>
    /// Queries of each class, in the mean; the most where each episode has its own number.
    let query: Int
    let queryImbalance: Double?
    /// Whether some episode has unequally many queries of its classes.
    let hasUnequalQueries: Bool
    /// Whether all episodes have equally many classes, images and queries, as open intervals need.
    let isBalanced: Bool
    /// Further classes with queries that belong to none.
    let openClasses: Int
    let source: any EpisodeSource
    let episodes: Int
    /// The most classes of an episode.
    var way: Int { ways.upperBound }
    /// Whether all episodes have as many classes, as temperatures need it.
    var hasOneWay: Bool { ways.count == 1 }

    /// Episodes drawn from a table.
    /// - Parameters:
    ///   - queryImbalance: the concentration of imbalanced queries; nil for balanced ones.
    ///   - openClasses: further classes with queries that belong to none.
    init(
        of table: FeatureTable, _ plan: EpisodePlan, way: Int, shot: ClosedRange<Int>,
        queryImbalance: Double?, openClasses: Int = 0, episodes: Int, seed: UInt64
    ) throws {
        ways = way...way
        self.shot = shot
        self.episodes = episodes
        query = plan.query
        self.queryImbalance = queryImbalance
        hasUnequalQueries = queryImbalance != nil
        isBalanced = shot.count == 1 && queryImbalance == nil
        self.openClasses = openClasses
        source = try EpisodeSampler(
            labels: table.labels, classes: table.classes, way: way, shot: shot, query: query,
            queryImbalance: queryImbalance, openClasses: openClasses, seed: seed)
    }

    /// Episodes of any way and shot, drawn from a table.
    init(variableOf table: FeatureTable, episodes: Int, seed: UInt64) throws {
        let sampler = try VariableSampler(table, seed: seed)
        ways = sampler.ways
        // One of each class there is always; the most there are shows when they have been drawn.
        let drawn = (0..<episodes).lazy.map { sampler.episode($0).support.map(\.count).max()! }
        shot = 1...max(1, drawn.max() ?? 1)
        query = EpisodeComposition.queryLimit
        queryImbalance = nil
        (hasUnequalQueries, isBalanced) = (false, false)
        openClasses = 0
        source = sampler
        self.episodes = episodes
    }

    /// The episodes of a list.
    init(_ list: EpisodeList, over table: FeatureTable, hashes: [String]?, seed: UInt64) throws {
        let episodes = try list.episodes(over: table, hashes: hashes)
        let shots = episodes.flatMap { $0.support.map(\.count) }
        let counts = episodes.map(\.classes.count)
        ways = counts.min()!...counts.max()!
        self.episodes = episodes.count
        shot = shots.min()!...shots.max()!
        let queries = episodes.map { $0.query.map(\.count) }
        let mean = Double(queries.joined().reduce(0, +)) / Double(counts.reduce(0, +))
        query = max(1, Int(mean.rounded()))
        queryImbalance = nil
        hasUnequalQueries = queries.contains { Set($0).count > 1 }
        isBalanced = [counts, shots, Array(queries.joined())].allSatisfy { Set($0).count == 1 }
        openClasses = 0
        source = ListedEpisodes(
            episodes: episodes, imageCount: table.count, classCount: table.classes.count,
            seed: seed)
    }

    /// As many images and queries of other classes, episode by episode where they are a list's.
    ///
    /// - Throws: `UserError` where classes are too few, or have too few images.
    func alike(in table: FeatureTable, count: Int, seed: UInt64) throws -> any EpisodeSource {
        func sampler(shot: ClosedRange<Int>, query: Int) throws -> EpisodeSampler {
            try EpisodeSampler(
                labels: table.labels, classes: table.classes, way: way, shot: shot, query: query,
                queryImbalance: queryImbalance, seed: seed)
        }
        guard source is ListedEpisodes else { return try sampler(shot: shot, query: query) }
        let listed = (0..<count).map { source.episode($0 % episodes) }
        let most = listed.flatMap { $0.query.map(\.count) }.max() ?? query
        let drawn = try sampler(shot: shot.upperBound...shot.upperBound, query: most)
        func first(_ images: [[Int]], like own: [[Int]]) -> [[Int]] {
            zip(images, own).map { Array($0.prefix($1.count)) }
        }
        return ListedEpisodes(
            episodes: zip(0..., listed).map { index, own in
                let episode = drawn.episode(index)
                return Episode(
                    classes: episode.classes, support: first(episode.support, like: own.support),
                    query: first(episode.query, like: own.query))
            }, imageCount: table.count, classCount: table.classes.count, seed: seed)
    }
}
