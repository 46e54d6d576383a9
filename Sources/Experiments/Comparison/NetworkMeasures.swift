import Classifiers
import Datasets
import Episodes
import Features
import Foundation
import Records
import Statistics

/// What was measured of one trained network, number by number.
struct NetworkMeasures {
    /// For each measure the values of its units, in an order that is the same for all networks of
    /// a seed; a measure of the whole network has one.
    private(set) var units: [ComparedMeasure: [Double]] = [:]
    /// The paths of the held-out images, in the order of what was measured of each.
    let heldOut: [String]

    /// The means.
    var values: [String: Double] {
        Dictionary(
            uniqueKeysWithValues: units.map {
                ($0.key.rawValue, $0.value.reduce(0, +) / Double($0.value.count))
            })
    }

    /// Measures the last checkpoint of a run: the one that no choice was made by.
    ///
    /// - Parameter trained: some of the images that it was trained on.
    init(
        _ run: URL, trained: ScannedData, heldOut: ScannedData, val: ScannedData?,
        _ plan: MeasurePlan,
        _ setting: Setting
    ) throws {
        let source = try CachedFeatures(
            NetworkChoice(), RunFolder.last(in: run), setting)
        let base = try source.table(of: heldOut, .base)
        self.heldOut = base.paths
        measureProbabilities(source.extractor.classHead!.scores(of: base), base.labels)
        measureSpread(of: base, .base, plan, setting)
        try measureSpread(of: source.table(of: trained, .base), .trained, plan, setting)
        guard let val else { return }
        let features = try source.table(of: val, .val)
        try measureEpisodes(of: features, plan, setting)
        measureSpread(of: features, .val, plan, setting)
    }

    /// - Parameter scores: (images × classes).
    private mutating func measureProbabilities(_ scores: [Float], _ labels: [Int]) {
        let classes = scores.count / labels.count
        var tally = CalibrationTally()
        var (right, losses) = ([Double](), [Double]())
        for (image, label) in labels.enumerated() {
            let row = Array(scores[image * classes..<(image + 1) * classes])
            losses.append(tally.add(scores: row.span, right: label))
            right.append(row.firstIndex(of: row.max()!) == label ? 1 : 0)
        }
        units[.heldOutAccuracy] = right
        units[.heldOutLoss] = losses
        units[.calibrationError] = [tally.calibration!.expectedCalibrationError]
    }

    private mutating func measureEpisodes(
        of table: FeatureTable, _ plan: MeasurePlan, _ setting: Setting
    ) throws {
        let table = try FeatureTransform.l2.apply(to: table)
        let view = FeatureView(table, classifiers: [.inductive(NearestCentroid())])
        for (measure, shot) in [(ComparedMeasure.oneShot, 1), (.fiveShot, 5)] {
            let sampler = try EpisodeSampler(
                labels: table.labels, classes: table.classes, way: 5, shot: shot...shot,
                query: MeasurePlan.query, seed: plan.seed)
            let results = try Evaluation(
                sampler, episodes: plan.episodes, threads: setting.threads
            ).run(on: [view])
            units[measure] = results[0].accuracies.map { Double($0) }
        }
    }

    /// Flatness needs classes that spread: where one does not, this network has none.
    private mutating func measureSpread(
        of table: FeatureTable, _ images: ComparedMeasure.Images, _ plan: MeasurePlan,
        _ setting: Setting
    ) {
        guard let count = plan.imagesPerClass[images] else { return }
        let features = FeatureFlatness(
            of: table.classes.indices.map { label in
                table.labels.indices.filter { table.labels[$0] == label }.prefix(count)
                    .flatMap { table[$0] }
            }, dimension: table.dimension)
        let ranks = features.spreads.compactMap(\.spectrum.effectiveRank)
        guard let flatness = features.flatness, ranks.count == table.classes.count else {
            let label = features.spreads.firstIndex { $0.spectrum.directions == 0 }
            setting.warn(
                "All \(count) images of "
                    + (label.map { "the class \(table.classes[$0])" } ?? "each class")
                    + " have the same features: nothing spreads, so this network's flatness is not "
                    + "measured there.")
            return
        }
        func set(_ spread: ComparedMeasure.Spread, _ values: [Double]) {
            units[ComparedMeasure(spread, of: images)] = values
        }
        set(.directions, flatness.directions(above: Flatness.fine))
        set(.wideDirections, flatness.directions(above: Flatness.wide))
        set(.sumShare, features.sumShares)
        set(.rank, ranks)
    }
}

/// How networks are measured: alike, whichever they are.
struct MeasurePlan {
    /// Queries of each class in an episode.
    static let query = 15

    /// How many episodes for each shot.
    let episodes: Int
    /// The seed of the episodes, whatever the networks' are.
    let seed: UInt64
    /// The images of each class that its singular values are of: of every class of a part equally
    /// many, because they depend on it. A part of whose classes three cannot be had is missing.
    let imagesPerClass: [ComparedMeasure.Images: Int]
    /// The most that are taken: more show nothing new of so few numbers as features are.
    private static let mostImages = 600

    /// A plan for these images.
    init(
        episodes: Int, seed: UInt64, trained: LabeledImages, heldOut: LabeledImages,
        val: LabeledImages?
    ) {
        self.episodes = episodes
        self.seed = seed
        let parts: [(ComparedMeasure.Images, LabeledImages?)] = [
            (.trained, trained), (.base, heldOut), (.val, val),
        ]
        imagesPerClass = Dictionary(
            uniqueKeysWithValues: parts.compactMap { part, images in
                let count = min(images?.smallestClass?.count ?? 0, Self.mostImages)
                return count >= 3 ? (part, count) : nil
            })
    }
}
