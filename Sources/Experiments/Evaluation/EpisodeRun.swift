import Episodes
import Files
import Foundation
import Randomness
import Records
import Reports
import Statistics

/// Runs an evaluation's methods over episodes and puts what they did into the record.
struct EpisodeRun {
    let plan: EpisodePlan
    let methods: ComparedMethods
    let titles: ClassTitles
    /// The same methods on the classes that temperatures are fitted on; nil where there are none.
    let temperatureMethods: ComparedMethods?
    /// All that answers depend on but a task, in one text.
    let work: String
    /// Where parts of the episodes are kept until they are put together.
    let parts: URL
    let setting: Setting

    /// Episodes that a temperature is fitted on, and those of each point of a curve.
    private static let temperatureEpisodes = 200
    private static let curveEpisodes = 1000

    /// Evaluates on the episodes of one task.
    ///
    /// - Returns: what each method did; nil where only a part of the episodes is counted here.
    func add(
        _ task: EpisodeTask, to record: inout EvaluationRecord
    ) throws -> [EpisodeResults]? {
        let bar = ProgressBar(
            "\(task.ways.words)-way \(task.shot.words)-shot", total: task.episodes, unit: "episodes"
        )
        let temperatures = try temperatures(task)
        let evaluation = try Evaluation(
            task.source, episodes: task.episodes, threads: setting.threads)
        let outcome = try outcome(
            of: evaluation, task, temperatures: temperatures?.map(\.value) ?? []
        ) { done, all in bar.update(done + task.episodes - all) }
        bar.finish()
        guard let (results, detectors) = outcome else { return nil }
        let open = try openResults(task)
        let first = record.results.count
        for (index, result) in results.enumerated() {
            if result.unconverged > 0 {
                setting.warn(
                    "\(result.classifier): \(result.unconverged) of \(task.episodes) fits stopped "
                        + "before their optimum.")
            }
            var summary = summary(result, index, task)
            summary.open = open.map { .init($0.results[index]) }
            summary.calibration = CalibrationResult(
                result, temperatures?[index],
                fittedOn: temperatureMethods.map { $0.split.rawValue })
            record.results.append(summary)
            record.tables.append(result.table(of: methods.table, titles, task))
        }
        if let best = record.best.last, best >= first {
            let index = best - first
            record.tables[best].seen = SeenEpisodes(
                results[index], of: task, by: methods.methods[index].classifier,
                on: methods.views[index / methods.views[0].classifiers.count], evaluation)
        }
        record.comparisons += PairedResult.all(of: results, open: open?.results, from: first)
        if task.openClasses > 0 { add(detectors, open?.detectors ?? [], task, to: &record) }
        return results
    }

    /// The methods against shot and against way, at fewer episodes.
    func curve() throws -> [EvaluationResult] {
        let counts = methods.table.counts
        let least = counts.min() ?? 0
        let first = plan.shots[0]
        func fits(_ way: Int, _ shot: Int) -> Bool {
            way <= counts.count
                && shot
                    + EpisodeSampler.mostQueries(
                        way: way, query: plan.query, queryImbalance: plan.queryImbalances[0])
                    <= least
        }
        let shots = [1, 2, 3, 5, 7, 10, 15, 20].filter { fits(plan.way, $0) }
        let ways = [2, 3, 5, 7, 10, 15, 20].filter { fits($0, first.upperBound) }
        let isOnBoth = first.count == 1 && shots.contains(first.lowerBound)
        let points =
            shots.map { (plan.way, $0...$0) }
            + ways.filter { $0 != plan.way || !isOnBoth }.map { ($0, first) }
        let episodes = min(plan.count, Self.curveEpisodes)
        let bar = ProgressBar("Curves", total: points.count * episodes, unit: "episodes")
        defer { bar.finish() }
        var curve: [EvaluationResult] = []
        for (place, (way, shot)) in points.enumerated() {
            let task = try EpisodeTask(
                of: methods.table, plan, way: way, shot: shot,
                queryImbalance: plan.queryImbalances[0], episodes: episodes, seed: setting.seed)
            let evaluation = try Evaluation(
                task.source, episodes: episodes, threads: setting.threads)
            let outcome = try outcome(of: evaluation, task) { done, _ in
                bar.update(place * episodes + done)
            }
            for (index, result) in (outcome?.results ?? []).enumerated() {
                curve.append(summary(result, index, task))
            }
        }
        return curve
    }

    /// What all episodes of a task came to, whoever counted them; nil where only a part of them is
    /// counted here.
    private func outcome(
        of evaluation: Evaluation, _ task: EpisodeTask, temperatures: [Double] = [],
        progress: @escaping @Sendable (Int, Int) -> Void
    ) throws -> (results: [EpisodeResults], detectors: [DetectorResults])? {
        let key =
            "\(work)\n\(type(of: task.source)) \(task.ways) \(task.shot) \(task.query) \(task.queryImbalance ?? 0) "
            + "\(task.openClasses) \(task.episodes) \(temperatures)\n"
            + methods.methods.map { "\($0.classifier.name) \($0.transform.name)" }
            .joined(separator: "\n")
        return try setting.sharing.outcomes(of: key, in: parts) { part in
            try evaluation.counts(
                where: part.has, on: methods.views, temperatures: temperatures, progress: progress)
        }.map { try evaluation.results(ofParts: $0, on: methods.views) }
    }

    /// The temperature of each method, from episodes of their own; nil where there are no classes
    /// to fit them on, or too few.
    private func temperatures(_ task: EpisodeTask) throws -> [Temperature]? {
        guard let other = temperatureMethods, task.hasOneWay else { return nil }
        var seeds = Generator(seed: setting.seed).stream("temperature")
        guard
            let own = try? task.alike(
                in: other.table, count: Self.temperatureEpisodes, seed: seeds.next())
        else { return nil }
        return try Evaluation(own, episodes: Self.temperatureEpisodes, threads: setting.threads)
            .temperatures(on: other.views, way: task.way)
    }

    /// What each method and each detector did over episodes that share no image; nil where there are
    /// not two.
    private func openResults(
        _ task: EpisodeTask
    ) throws -> (results: [EpisodeResults], detectors: [DetectorResults])? {
        guard task.isBalanced,
            let sampler = try? OpenSampler(
                methods.table, way: task.way, shot: task.shot.lowerBound, query: task.query,
                openClasses: task.openClasses, seed: setting.seed),
            sampler.episodes.count >= 2
        else { return nil }
        // Adapting takes as long in each of them.
        let count = sampler.episodes.count
        let episodes = methods.adapts ? min(count, task.episodes) : count
        return try Evaluation(sampler, episodes: episodes, threads: setting.threads).runOpenSet(
            on: methods.views)
    }

    private func summary(
        _ result: EpisodeResults, _ index: Int, _ task: EpisodeTask
    ) -> EvaluationResult {
        let method = methods.methods[index]
        let isOnlyModel = Set(methods.methods.map(\.model.name)).count == 1
        var summary = EvaluationResult(
            way: task.way, shot: task.shot.upperBound, query: task.query,
            episodes: result.accuracies.count, model: isOnlyModel ? nil : method.model.name,
            classifier: result.classifier, transform: method.transform.name,
            transductive: method.isTransductive,
            usesQueryCounts: method.classifier.usesQueryCounts, split: methods.split.rawValue,
            accuracy: result.mean, ci95: result.ci95, seconds: result.seconds)
        if !task.hasOneWay { summary.leastWay = task.ways.lowerBound }
        if task.shot.count > 1 { summary.leastShot = task.shot.lowerBound }
        summary.queryImbalance = task.queryImbalance
        if task.hasUnequalQueries { summary.unequalQueries = true }
        if task.openClasses > 0 { summary.openClasses = task.openClasses }
        return summary
    }
}

extension ClosedRange<Int> {
    /// "5", or "1–5".
    var words: String { count == 1 ? "\(lowerBound)" : "\(lowerBound)–\(upperBound)" }
}
