import Records
import Statistics

/// The entries of a leaderboard in their order, tested against the first of their kind.
///
/// What sees all queries of an episode together answers another question than what answers each by
/// itself, and is ranked among its like.
struct Ranking {
    let entries: [LeaderboardRecord.Entry]
    let seeds: [LeaderboardRecord.Seeds]

    init(_ methods: [GatheredEvaluations.Method]) {
        let sorted = methods.sorted { a, b in
            a.entry.transductive != b.entry.transductive
                ? b.entry.transductive
                : a.entry.accuracy != b.entry.accuracy
                    ? a.entry.accuracy > b.entry.accuracy
                    : (a.source, a.entry.name) < (b.source, b.entry.name)
        }
        let differences = sorted.indices.map { place -> PairedDifference? in
            let first = sorted.firstIndex {
                $0.entry.transductive == sorted[place].entry.transductive
            }!
            return first == place
                ? nil : PairedDifference(sorted[place].accuracies, minus: sorted[first].accuracies)
        }
        let tested = differences.indices.filter { differences[$0] != nil }
        let p = tested.map { differences[$0]!.pValue ?? 1 }
        var entries = sorted.map(\.entry)
        for (place, (p, holm)) in zip(tested, zip(p, HolmCorrection(p).adjusted)) {
            let estimate = differences[place]!.estimate
            entries[place].difference = .init(
                mean: estimate.mean, ci95: estimate.ci95 ?? 0, p: p, holm: holm)
        }
        self.entries = entries
        seeds = Self.seeds(of: sorted)
    }

    /// What trainings of different seeds have in common.
    private struct Training: Hashable {
        let training, method: String
        let precision: String?
        let imageSize, supportCrops, crops: Int?

        /// Nil for features of several networks, or of a training that is not known.
        init?(_ entry: LeaderboardRecord.Entry) {
            guard let model = entry.model, model.seed != nil, let training = model.training,
                model.recipe != nil, model.backbone != nil
            else { return nil }
            (self.training, method) = (training, entry.name)
            (precision, imageSize) = (model.precision, model.imageSize)
            (supportCrops, crops) = (entry.supportCrops, entry.crops)
        }
    }

    private static func seeds(of methods: [GatheredEvaluations.Method]) -> [LeaderboardRecord.Seeds]
    {
        var groups: [(training: Training, places: [Int])] = []
        for (place, method) in methods.enumerated() {
            guard let training = Training(method.entry) else { continue }
            if let known = groups.firstIndex(where: { $0.training == training }) {
                groups[known].places.append(place)
            } else {
                groups.append((training, [place]))
            }
        }
        return groups.compactMap { group in
            let own = group.places.map { methods[$0] }
            guard own.count > 1, Set(own.map { $0.entry.model!.seed! }).count == own.count else {
                return nil
            }
            let spread = SeedSpread(of: own.map { MeanEstimate(of: $0.accuracies) })
            return .init(
                entries: group.places, mean: spread.estimate.mean,
                deviation: spread.estimate.deviation ?? 0, ci95: spread.estimate.ci95 ?? 0,
                episodeError: spread.episodeError)
        }
    }
}
