import Episodes
import Features
import Files
import Foundation

/// The episodes of one row of columns: drawn at one shot, or read from a list.
struct EpisodeTask {
    let way: Int
    let shot: ClosedRange<Int>
    let query: Int
    let queryImbalance: Double?
    /// Further classes with queries that belong to none.
    let openClasses: Int
    let source: any EpisodeSource
    let episodes: Int
    /// Whether classes have equally many images each, as open intervals need it.
    var isBalanced: Bool { shot.count == 1 && queryImbalance == nil }

    /// Episodes drawn from a table.
    /// - Parameters:
    ///   - queryImbalance: the concentration of imbalanced queries; nil for balanced ones.
    ///   - openClasses: further classes with queries that belong to none.
    init(
        of table: FeatureTable, _ plan: EpisodePlan, way: Int, shot: ClosedRange<Int>,
        queryImbalance: Double?, openClasses: Int = 0, episodes: Int, seed: UInt64
    ) throws {
        self.way = way
        self.shot = shot
        self.episodes = episodes
        query = plan.query
        self.queryImbalance = queryImbalance
        self.openClasses = openClasses
        source = try EpisodeSampler(
            labels: table.labels, classes: table.classes, way: way, shot: shot, query: query,
            queryImbalance: queryImbalance, openClasses: openClasses, seed: seed)
    }

    /// The episodes of a list; all are of one way.
    init(_ list: EpisodeList, over table: FeatureTable, hashes: [String]?, seed: UInt64) throws {
        let episodes = try list.episodes(over: table, hashes: hashes)
        let shots = episodes.flatMap { $0.support.map(\.count) }
        let ways = Set(episodes.map(\.classes.count))
        guard ways.count == 1, let way = ways.first else {
            throw UserError(
                .badData,
                "The list of episodes has episodes of \(ways.sorted().map(String.init).joined(separator: " and ")) "
                    + "classes. One evaluation has one way: split the list.")
        }
        self.way = way
        self.episodes = episodes.count
        shot = shots.min()!...shots.max()!
        let queries = episodes.reduce(0) { $0 + $1.query.joined().count }
        query = max(1, Int((Double(queries) / Double(way * episodes.count)).rounded()))
        queryImbalance = nil
        openClasses = 0
        source = ListedEpisodes(
            episodes: episodes, imageCount: table.count, classCount: table.classes.count,
            seed: seed)
    }
}
