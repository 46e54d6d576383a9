import Episodes
import Features
import Files
import Foundation
import Records
import Statistics

extension EpisodeResults {
    /// What a report shows of the result beside its mean.
    func table(
        of table: FeatureTable, _ titles: ClassTitles, _ task: EpisodeTask
    ) -> EvaluationTable {
        // A bin for each number of right answers; where episodes differ in size, the nearest.
        let queries = task.way * task.query
        var byCorrect = [Int](repeating: 0, count: queries + 1)
        for accuracy in accuracies {
            byCorrect[Int((Double(accuracy) * Double(queries)).rounded())] += 1
        }
        let counts = table.counts
        return EvaluationTable(
            episodesByCorrect: byCorrect,
            classes: table.classes.indices.map { label in
                ClassResult(
                    name: table.classes[label], title: titles[table.classes[label]],
                    images: counts[label], accuracy: classEstimates[label]?.mean,
                    ci95: classEstimates[label]?.ci95)
            },
            confusion: confusion,
            hardest: hardest(5).map { entry in
                let episode = task.source.episode(entry.episode)
                return HardEpisode(
                    index: entry.episode, accuracy: entry.accuracy,
                    classes: episode.classes.map { table.classes[$0] },
                    support: episode.support.map { $0.map { table.paths[$0] } })
            })
    }
}

extension CalibrationResult {
    /// The calibration of a result, and that after its temperature.
    init(_ result: EpisodeResults, _ temperature: Temperature?, fittedOn split: String?) {
        self.init(
            queries: result.calibration.queries,
            episodes: result.accuracies.count > EpisodeResults.calibrated
                ? EpisodeResults.calibrated : nil,
            plain: Measures(result.calibration),
            // An infinite temperature is no number for a file; its measures still say it.
            temperature: temperature.flatMap { $0.value.isFinite ? $0.value : nil },
            scaled: result.scaled.map { Measures($0) },
            fittedOn: temperature == nil ? nil : split)
    }
}

extension CalibrationResult.Measures {
    init(_ calibration: Calibration) {
        self.init(
            negativeLogLikelihood: calibration.negativeLogLikelihood.isFinite
                ? calibration.negativeLogLikelihood : nil,
            brier: calibration.brier,
            expectedCalibrationError: calibration.expectedCalibrationError,
            bins: calibration.bins.map {
                .init(
                    count: $0.count, confidence: $0.confidence ?? 0, accuracy: $0.accuracy ?? 0)
            })
    }
}

extension EvaluationResult.Estimate {
    /// The mean over open episodes, with Student's t.
    init(_ result: EpisodeResults) {
        let estimate = StudentEstimate(of: result.accuracies.map { Double($0) })
        self.init(accuracy: estimate.mean, ci95: estimate.openInterval, episodes: estimate.count)
    }
}

extension PairedResult {
    /// Every two of the results, which begin at `first` in the record.
    ///
    /// - Parameter open: the same methods over episodes that share no image, where there are any.
    static func all(
        of results: [EpisodeResults], open: [EpisodeResults]?, from first: Int
    ) -> [PairedResult] {
        all(of: results.map(\.values), open: open?.map(\.values), from: first)
    }

    /// Every two series over the same episodes, whose results begin at `first` in the record.
    static func all(of values: [[Double]], open: [[Double]]?, from first: Int) -> [PairedResult] {
        values.indices.flatMap { i in
            values.indices.filter { $0 > i }.map { j in
                let paired = PairedDifference(values[i], minus: values[j])
                let p = paired.pValue ?? 1
                var result = PairedResult(
                    first: first + i, second: first + j, difference: paired.estimate.mean,
                    ci95: paired.estimate.ci95 ?? 0, p: p, holm: p)
                result.open = open.flatMap { Open($0[i], minus: $0[j]) }
                return result
            }
        }
    }
}

extension PairedResult.Open {
    /// The difference over open episodes; nil for too few.
    fileprivate init?(_ first: [Double], minus second: [Double]) {
        let paired = PairedDifference(first, minus: second)
        guard let p = paired.pValue, let ci95 = paired.estimate.openInterval else { return nil }
        self.init(
            difference: paired.estimate.mean, ci95: ci95, episodes: paired.estimate.count, p: p,
            holm: p)
    }
}

extension EpisodeResults {
    fileprivate var values: [Double] { accuracies.map { Double($0) } }
}

extension EvaluationRecord {
    /// Corrects the p-values for the number of comparisons, those over open episodes by themselves,
    /// and those of detectors.
    mutating func correctForComparisons() {
        comparisons.correct()
        detectorComparisons?.correct()
    }
}

extension [PairedResult] {
    /// Corrects the p-values for the number of comparisons, those over open episodes by themselves.
    fileprivate mutating func correct() {
        let adjusted = HolmCorrection(map(\.p)).adjusted
        for index in indices { self[index].holm = adjusted[index] }
        let open = indices.filter { self[$0].open != nil }
        let others = HolmCorrection(open.map { self[$0].open!.p }).adjusted
        for (index, p) in zip(open, others) { self[index].open!.holm = p }
    }
}

extension SeedResult {
    /// How models spread whose trainings differ in their seed alone.
    static func all(of record: EvaluationRecord) -> [SeedResult] {
        let trainings = record.run.models.compactMap(\.training).unique
        return trainings.flatMap { training -> [SeedResult] in
            let models = record.run.models.filter { $0.training == training }
            guard Set(models.map(\.seed)).count == models.count, models.count > 1,
                let recipe = models[0].recipe
            else { return [] }
            let own = record.results.indices.filter {
                record.results[$0].model == models[0].name
            }
            return own.map { index in
                let result = record.results[index]
                let same = record.results.filter { other in
                    models.contains { $0.name == other.model } && other.shot == result.shot
                        && other.leastShot == result.leastShot
                        && other.queryImbalance == result.queryImbalance
                        && other.classifier == result.classifier
                        && other.transform == result.transform
                }
                let spread = StudentEstimate(of: same.map(\.accuracy))
                return SeedResult(
                    recipe: recipe, models: models.map(\.name), result: index, mean: spread.mean,
                    deviation: spread.deviation ?? 0, ci95: spread.ci95 ?? 0)
            }
        }
    }
}
