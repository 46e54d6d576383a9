import Classifiers
import Episodes
import Features
import Records

/// What accuracy is to be expected of tasks drawn from a folder, as it is.
enum Prospects {
    private static let (way, shots, episodes) = (5, [1, 5], 2000)
    /// Queries of each class, the usual number first; fewer where classes are too small for it.
    private static let queries = [15, 10, 5, 3, 1]

    /// The usual tasks of a split's features, as far as its classes suffice for them.
    static func of(
        _ table: FeatureTable, split: String, _ setting: Setting
    ) throws -> [ExaminationRecord.Prospect] {
        try shots.compactMap { shot in
            let wanted = min(way, table.classes.count)
            guard
                let query = queries.first(where: { query in
                    table.counts.count { $0 >= shot + query } >= max(2, wanted)
                })
            else { return nil }
            let table = try table.rows(
                Array(table.labels.indices),
                ofClasses: table.classes.indices.filter { table.counts[$0] >= shot + query })
            let views = [FeatureView(table, classifiers: [.inductive(NearestCentroid())])]
            let way = min(way, table.classes.count)
            let closed = try Evaluation(
                EpisodeSampler(table, way: way, shot: shot, query: query, seed: setting.seed),
                episodes: episodes, threads: setting.threads
            ).run(on: views)[0]
            let sampler = try OpenSampler(
                table, way: way, shot: shot, query: query, seed: setting.seed)
            var prospect = ExaminationRecord.Prospect(
                split: split, classes: table.classes.count, way: way, shot: shot, query: query,
                accuracy: closed.mean,
                ci95: closed.ci95)
            if sampler.episodes.count > 1 {
                let open = try Evaluation(
                    sampler, episodes: sampler.episodes.count, threads: setting.threads
                ).run(on: views)[0]
                prospect.open = .init(open)
            }
            return prospect
        }
    }
}
