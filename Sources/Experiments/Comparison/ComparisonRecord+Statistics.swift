import Records
import Statistics

/// Means, spreads and tests of the runs that a comparison has so far.
extension ComparisonRecord {
    /// Sets summaries and differences from what was measured, by run folder.
    mutating func evaluate(_ measures: [String: NetworkMeasures]) {
        /// What was measured of an entry's run under a seed; nil where there is none.
        func measured(_ entry: String, _ seed: UInt64) -> NetworkMeasures? {
            runs.first { $0.entry == entry && $0.seed == seed }.flatMap { measures[$0.folder] }
        }
        /// The units of an entry's runs under these seeds, seed by seed.
        func units(_ entry: String, _ measure: ComparedMeasure, _ seeds: [UInt64]) -> [[Double]] {
            seeds.map { measured(entry, $0)?.units[measure] ?? [] }
        }
        /// The images that were held out of an entry's runs, seed by seed.
        func images(_ entry: String, _ seeds: [UInt64]) -> [[String]] {
            seeds.map { measured(entry, $0)?.heldOut ?? [] }
        }
        func known(_ entry: String, _ measure: ComparedMeasure) -> [UInt64] {
            seeds.filter { !units(entry, measure, [$0])[0].isEmpty }
        }
        summaries = []
        differences = []
        for measure in ComparedMeasure.allCases {
            for entry in entries.map(\.name) {
                let own = known(entry, measure)
                guard !own.isEmpty else { continue }
                summaries.append(
                    Summary(entry, measure, units(entry, measure, own), of: images(entry, own)))
            }
            differences += differences(in: measure) { first, second in
                let common = known(first, measure).filter(known(second, measure).contains)
                return (
                    units(first, measure, common), units(second, measure, common),
                    images(first, common)
                )
            }
        }
    }

    /// Every two entries that have runs of common seeds; in a sweep, each setting beside the first
    /// entry alone.
    private func differences(
        in measure: ComparedMeasure,
        _ units: (String, String) -> (first: [[Double]], second: [[Double]], images: [[String]])
    ) -> [Difference] {
        var all: [Difference] = []
        for (place, first) in entries.prefix(kind == .mixing ? 1 : entries.count).enumerated() {
            for second in entries[(place + 1)...] {
                let (ours, theirs, images) = units(first.name, second.name)
                guard !ours.isEmpty else { continue }
                let seeds = (ours.map(\.mean), theirs.map(\.mean))
                all.append(
                    Difference(
                        first: first.name, second: second.name, measure: measure,
                        bySeed: zip(seeds.0, seeds.1).map { $0 - $1 },
                        overUnits: measure.unit == .network
                            ? nil
                            : .init(
                                ours.pooled(measure.unit, of: images),
                                minus: theirs.pooled(measure.unit, of: images)),
                        overSeeds: .init(seeds.0, minus: seeds.1)))
            }
        }
        func correct(_ test: WritableKeyPath<Difference, Difference.Test?>) {
            let tested = all.indices.filter { all[$0][keyPath: test] != nil }
            let adjusted = HolmCorrection(tested.map { all[$0][keyPath: test]!.p }).adjusted
            for (index, p) in zip(tested, adjusted) { all[index][keyPath: test]!.holm = p }
        }
        correct(\.overUnits)
        correct(\.overSeeds)
        return all
    }
}

extension ComparisonRecord.Summary {
    fileprivate init(
        _ entry: String, _ measure: ComparedMeasure, _ units: [[Double]], of images: [[String]]
    ) {
        let seeds = StudentEstimate(of: units.map(\.mean))
        let all = units.pooled(measure.unit, of: images)
        self.init(
            entry: entry, measure: measure, runs: units.count, mean: seeds.mean,
            deviation: seeds.deviation, seedInterval: seeds.ci95,
            unitInterval: measure.unit == .network || all.count < 2
                ? nil : StudentEstimate(of: all).ci95)
    }
}

extension ComparisonRecord.Difference.Test {
    /// The paired test; nil for a single pair.
    fileprivate init?(_ first: [Double], minus second: [Double]) {
        let paired = PairedDifference(first, minus: second)
        guard let p = paired.pValue, let ci95 = paired.estimate.ci95 else { return nil }
        self.init(ci95: ci95, p: p, holm: p)
    }
}

extension [Double] {
    fileprivate var mean: Double { reduce(0, +) / Double(count) }
}

extension [[Double]] {
    /// The units of several seeds' networks together: of each image, episode or class the mean over
    /// the seeds that have it. Each seed holds out images of its own, and one that several hold out
    /// is still one image, which says no more about others for being asked about again.
    ///
    /// - Parameter images: those that were held out, seed by seed, in the order of their values.
    package func pooled(_ unit: ComparedMeasure.Unit, of images: [[String]]) -> [Double] {
        guard unit == .images else {
            return (first ?? []).indices.map { unit in self.map { $0[unit] }.mean }
        }
        var values: [String: [Double]] = [:]
        for (images, units) in zip(images, self) {
            for (image, value) in zip(images, units) { values[image, default: []].append(value) }
        }
        return values.keys.sorted().map { values[$0]!.mean }
    }
}
