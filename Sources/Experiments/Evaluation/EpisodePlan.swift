import Datasets
import Episodes
import Files
import Foundation

/// What episodes are like.
public struct EpisodePlan: Sendable {
    /// Which classes they are of.
    public var split = Split.novel
    /// Classes per episode.
    public var way = 5
    /// Support images per class, one number or a range; an evaluation for each.
    public var shots = [1...1]
    /// Query images per class.
    public var query = 15
    /// The concentrations of imbalanced queries, nil for balanced ones; an evaluation for each.
    public var queryImbalances: [Double?] = [nil]
    /// Further classes of each episode with queries that belong to none of its own; 0 for closed
    /// episodes.
    public var openClasses = 0
    /// How many.
    public var count = 10_000
    /// A frozen list of episodes, in place of way, shot, query and number.
    public var list: URL?
    /// Whether way, shots and queries are drawn for each episode, as Meta-Dataset draws them, in place
    /// of those above.
    public var hasVariableTasks = false
    /// The published protocol that all this is; nil for none.
    public var published: PublishedProtocol?
    /// Whether accuracy is measured against shot and against way too.
    public var hasCurve = false

    /// 10,000 balanced 5-way 1-shot episodes of novel classes.
    public init() {}

    /// The most of anything: more would overflow a sum before it filled a disk.
    private static let most = 100_000_000

    /// Does nothing where the numbers are such that one can count with them.
    func requireCountable() throws {
        let largest = shots.map(\.upperBound).max() ?? 1
        for (name, number) in [
            ("episodes", count), ("way", way), ("shot", largest), ("query", query),
        ]
        where number > Self.most {
            throw UserError(setting: name, "is \(number); it must be at most \(Self.most).")
        }
    }

    /// Does nothing where all that is asked for goes together.
    ///
    /// - Throws: `UserError.usage` naming the setting that does not.
    func requireConsistent() throws {
        if hasCurve && list != nil {
            throw UserError(
                setting: "curve", "draws episodes of many kinds: leave it out with a list of them.")
        }
        if hasVariableTasks && hasCurve {
            throw UserError(
                setting: "curve",
                "draws episodes of its own ways and shots: leave out the protocol.")
        }
        if published != nil && list != nil {
            throw UserError(
                setting: "protocol", "draws its episodes: leave it out with a list of them.")
        }
        try requireCountable()
        guard openClasses >= 0 else {
            throw UserError(
                setting: "open-set", "is \(openClasses); it must be 0, for none, or more.")
        }
        if openClasses != 0 && list != nil {
            throw UserError(
                setting: "open-set",
                "draws queries of further classes: leave it out with a list of episodes.")
        }
    }

    /// Does nothing where the images suffice for the episodes.
    func requireEnough(_ images: LabeledImages) throws {
        if hasVariableTasks {
            _ = try VariableSampler(
                labels: images.files.map(\.label), classes: images.classes, seed: 0)
            return
        }
        guard way <= images.classes.count else {
            throw UserError(
                setting: "way",
                "is \(way), but usable images are there of only "
                    + counted(
                        images.classes.count, "\(split.rawValue) class",
                        "\(split.rawValue) classes") + ". Use a smaller way.")
        }
        guard openClasses >= 0, openClasses <= images.classes.count - way else {
            throw UserError(
                setting: "open-set",
                "is \(openClasses), but beside \(way) classes of an episode there are only "
                    + "\(images.classes.count - way) other \(split.rawValue) classes with usable "
                    + "images. Use a smaller way, or fewer.")
        }
        let shot = shots.map(\.upperBound).max() ?? 1
        try images.requireAtLeast(
            shot + query, for: "\(way)-way \(shot)-shot episodes with \(query) queries",
            isFixed: published != nil)
        for queryImbalance in queryImbalances where queryImbalance != nil {
            _ = try EpisodeSampler(
                labels: images.files.map(\.label), classes: images.classes, way: way,
                shot: shot...shot, query: query, queryImbalance: queryImbalance,
                openClasses: openClasses, seed: 0)
        }
    }
}

extension EpisodePlan {
    /// "5", or "1-5" for classes of unequal shots; each an evaluation. None leaves them as they are.
    ///
    /// - Throws: `UserError.usage` for another word.
    public mutating func choose(shots words: [String]) throws {
        guard !words.isEmpty else { return }
        let allowed = published == nil ? nil : shots
        shots = try words.unique.map { word in
            let numbers = word.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
                .map { Int($0) }
            guard let least = numbers[0], let most = numbers[numbers.count - 1], least <= most
            else {
                throw UserError(
                    setting: "shot", "is \(word); it must be a number, or a range as in 1-5.")
            }
            guard allowed?.contains(least...most) != false else {
                throw UserError(
                    setting: "shot",
                    "is \(word); the protocol has \(allowed!.map(\.words).joined(separator: ", "))."
                )
            }
            return least...most
        }
    }

    /// "none" for balanced queries, or a concentration; each an evaluation. None leaves them as they
    /// are.
    ///
    /// - Throws: `UserError.usage` for another word.
    public mutating func choose(queryImbalances words: [String]) throws {
        guard !words.isEmpty else { return }
        queryImbalances = try words.unique.map { word in
            guard word != "none" else { return nil }
            guard let number = Double(word) else {
                throw UserError(
                    setting: "query-imbalance",
                    "is \(word); it must be a positive number (2 is usual), or none for equally "
                        + "many queries of each class.")
            }
            return number
        }
    }

    /// A number of episodes, or the folder of a list of them.
    ///
    /// - Throws: `UserError.usage` for a number in another form, where no folder is called so.
    public mutating func choose(episodes word: String) throws {
        let folder = URL(fileURLWithPath: word)
        if let number = Int(word) {
            count = number
        } else if !folder.exists, !word.isEmpty, word.allSatisfy({ "0"..."9" ~= $0 }) {
            count = .max
        } else if !folder.exists, let meant = WholeNumber.meant(by: word) {
            throw UserError(
                setting: "episodes",
                "is \(word); it must be a whole number, written \(meant), or the folder of a list.")
        } else {
            list = folder
        }
    }
}
