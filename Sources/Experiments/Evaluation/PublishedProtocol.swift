import Episodes
import Features
import Files

/// Protocols that others published, by name: what `EpisodePlan.follow` sets.
public enum PublishedProtocol: String, CaseIterable, Sendable {
    /// Episodes of any way and shot (Triantafillou et al. 2020, arXiv 1903.03096): `VariableSampler`,
    /// 600 of each data set.
    case metaDataset = "meta-dataset"
    /// Cross-domain tasks (Guo et al. 2020, arXiv 1912.07200; IBM/cdfsl-benchmark `README.md`,
    /// `finetune.py`): 5 classes, 5, 20 and 50 labelled images of each, 15 queries, 600 episodes.
    case bscdFSL = "bscd-fsl"

    /// The names to choose from, for help.
    public static var choices: String { allCases.map(\.rawValue).joined(separator: " or ") }

    /// Both papers' number of episodes.
    static let episodes = 600
}

extension EpisodePlan {
    /// Takes a published protocol's settings.
    ///
    /// - Parameters:
    ///   - name: the protocol's, or nil for none.
    ///   - given: the names of settings of episodes that a person set, which are the protocol's then.
    /// - Throws: `UserError.usage` for another name, or where such a setting was given.
    public mutating func follow(protocol name: String?, given: [String]) throws {
        guard let name else { return }
        guard let chosen = PublishedProtocol(rawValue: name) else {
            throw UserError(
                setting: "protocol", "is \(name); it must be \(PublishedProtocol.choices).")
        }
        guard given.isEmpty else {
            throw UserError(
                .usage,
                "The protocol \(name) says how its episodes are drawn: leave out what else says it.",
                remedies: given)
        }
        published = chosen
        count = PublishedProtocol.episodes
        switch chosen {
        case .metaDataset: hasVariableTasks = true
        case .bscdFSL: (way, query, shots) = (5, 15, [5...5, 20...20, 50...50])
        }
    }
}

extension Setting {
    /// Says which classes are too small for as many queries as Meta-Dataset's episodes have.
    func warn(smallClassesOf table: FeatureTable) {
        let enough = 2 * EpisodeComposition.queryLimit
        let small = zip(table.classes, table.counts).filter { $1 < enough }.map(\.0)
        guard !small.isEmpty else { return }
        warn(
            "\(counted(small.count, "class has", "classes have")) fewer than \(enough) images "
                + "(\(small.fewNames)): an episode with one of them has queries of each class as many "
                + "as half its images, not \(EpisodeComposition.queryLimit).")
    }
}
