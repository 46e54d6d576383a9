import Foundation

/// How many queries and labelled images the classes of an episode have, as Meta-Dataset composes it
/// (Triantafillou et al. 2020, arXiv 1903.03096, "Episode sampling"; google-research/meta-dataset
/// `meta_dataset/data/sampling.py`, `learn/gin/setups/data_config.gin`).
///
/// Of classes with nᶜ images each,
///
///     q  = min(10, minᶜ ⌊nᶜ / 2⌋)                                 queries of each class,
///     s  = min(500, Σᶜ ⌊β · min(100, nᶜ − q) + 1⌋)                labelled images in all,
///     kᶜ = min(⌊Rᶜ · (s − way)⌋ + 1, nᶜ − q)                      of them of class c,
///
/// with β uniform in [0, 1) and Rᶜ in proportion to nᶜ · exp αᶜ, αᶜ uniform from ln ½ to ln 2: large
/// classes have more labelled images than small ones, but not strictly. 100 bounds what a class adds
/// to the size of the support, not its own part of it.
public struct EpisodeComposition: Sendable, Equatable {
    /// Queries of each class.
    public let query: Int
    /// Labelled images of each class, at least one; no more than 500 in all.
    public let shots: [Int]

    /// The most queries of a class.
    public static let queryLimit = 10
    /// The most labelled images of an episode, and what one class adds at most to their number.
    static let (supportLimit, contributionLimit) = (500, 100)
    /// The most that a class's weight is multiplied or divided by: αᶜ goes from −ln of it to ln of it.
    public static let weightRange = 2.0

    /// The composition of an episode.
    /// - Parameters:
    ///   - images: how many images each of its classes has, at least two; (way), at most 500.
    ///   - size: β, in [0, 1).
    ///   - logWeights: αᶜ, (way).
    public init(images: [Int], size: Double, logWeights: [Double]) {
        precondition(images.count == logWeights.count && images.count <= Self.supportLimit)
        precondition(images.allSatisfy { $0 >= 2 }, "a class needs a labelled image and a query")
        let query = min(Self.queryLimit, images.map { $0 / 2 }.min() ?? 0)
        let left = images.map { $0 - query }
        let wanted = left.reduce(0) {
            $0 + Int(size * Double(min(Self.contributionLimit, $1))) + 1
        }
        let spread = Double(min(Self.supportLimit, wanted) - images.count)
        let weights = zip(images, logWeights).map { Double($0) * exp($1) }
        let total = weights.reduce(0, +)
        self.query = query
        shots = zip(weights, left).map { min(Int($0 / total * spread) + 1, $1) }
    }
}
