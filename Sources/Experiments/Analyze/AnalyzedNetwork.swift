import Analysis
import Backbones
import Datasets
import Files
import Foundation
import Networks
import Randomness
import Records
import Statistics

/// A checkpoint that is analysed.
struct AnalyzedNetwork {
    let name: String
    let checkpoint: URL
    let extractor: FeatureExtractor
    private let generator: Generator

    /// The most numbers of a state of which the scatter over all classes is kept.
    private static let shortSize = 1024
    /// Classes in a picture: as many as there are colours that tell them apart.
    private static let pictureClasses = 6

    init(_ analyze: Analyze, _ checkpoint: URL, name: String, _ setting: Setting) throws {
        self.name = name
        self.checkpoint = checkpoint
        extractor = try analyze.network.extractor(of: checkpoint, setting)
        generator = Generator(seed: setting.seed).stream("analysis")
    }

    /// What the record says of it beside its measures.
    func record(_ parts: [AnalysisMeasures]) throws -> AnalysisRecord.Network {
        let recipe = extractor.header?.recipe
        return .init(
            name: name,
            file: .init(path: checkpoint.relativePath, sha256: extractor.sha256!),
            backbone: "\(extractor.network.name)",
            backboneTitle: extractor.network.name.title, recipe: recipe?.name,
            mixesHiddenStates: recipe?.mixesHiddenStates, parts: parts)
    }

    /// The names of the layers, the image first and the features last.
    var layerNames: [String] {
        let stages = extractor.network.backbone.stages.count
        return ["image"] + (1..<stages).map { "layer \($0)" } + ["features"]
    }

    /// Measures the network on a split's images, class after class.
    ///
    /// - Parameter progress: called with the number of images done.
    /// - Throws: `UserError.badData` for a class whose states are all the same.
    func measures(on part: AnalyzedImages, progress: (Int) -> Void) throws -> AnalysisMeasures {
        let names = layerNames
        let tallies = names.map { _ in LayerTally() }
        var shapes = names.map { _ in (shape: [Int](), short: 0) }
        var features: [Float] = []
        var whole: [[Float]] = []
        var done = 0
        for places in part.places {
            let states = try extractor.hiddenStates(of: part.images, places: places)
            let short = states.map { $0.averaged(toAtMost: Self.shortSize) }
            // Each iteration has a tally of its own.
            nonisolated(unsafe) let each = tallies
            names.indices.forEach(threads: extractor.network.device.threads) { layer in
                each[layer].add(
                    states[layer].values, short: short[layer].values, count: places.count)
            }
            shapes = zip(states, short).map { ($0.shape, $1.size) }
            features += states[names.count - 1].values
            whole.append(states[names.count - 1].values)
            done += places.count
            progress(done)
        }
        let layers = try names.indices.map { layer in
            try self.layer(names[layer], tallies[layer], shapes[layer], part)
        }
        let points = PointCloud(unit: features, dimension: shapes[names.count - 1].short)
        let labels = part.places.enumerated().flatMap { label, places in places.map { _ in label } }
        return AnalysisMeasures(
            layers: layers, features: try self.features(whole, points, labels, part),
            picture: picture(points, labels, classes: part.places.count))
    }

    private func layer(
        _ name: String, _ tally: LayerTally, _ shape: (shape: [Int], short: Int),
        _ part: AnalyzedImages
    ) throws -> AnalysisMeasures.Layer {
        let ranks = try tally.spectra.enumerated().map { label, spectrum in
            guard let rank = spectrum.effectiveRank else {
                throw UserError(
                    .badData,
                    "All \(part.places[label].count) images of the class \(part.classes[label]) "
                        + "have the same state at \(name) of \(self.name): nothing spreads, so "
                        + "there is nothing to measure. "
                        + (name == "image"
                            ? "Are they copies of one image?"
                            : "Did the training of \(checkpoint.relativePath) break down?"))
            }
            return rank
        }
        let count = part.places[0].count
        guard let flatness = tally.flatness(count: count) else {
            throw UserError(
                .badData,
                "All classes have the same mean at \(name) of \(self.name), so that nothing lies "
                    + "between them and there is nothing to measure.")
        }
        // A class's n images around their mean have n − 1 directions.
        let most = max(1, min(count - 1, shape.shape.reduce(1, *)))
        return .init(
            name: name, shape: shape.shape, shortSize: shape.short,
            deviations: Array(flatness.meanDeviations.prefix(most)),
            directions: .init(flatness.directions(above: Flatness.fine)),
            wideDirections: .init(flatness.directions(above: Flatness.wide)),
            effectiveRank: .init(ranks),
            within: tally.within.reduce(0, +) / Double(tally.within.count),
            between: tally.between, angle: tally.angle)
    }

    private func features(
        _ whole: [[Float]], _ points: PointCloud, _ labels: [Int], _ part: AnalyzedImages
    ) throws -> AnalysisMeasures.Features {
        let spectrum = points.spectrum
        // Every class spreads, so not all features are zero.
        let density = Density(of: points, labels: labels)
        var features = AnalysisMeasures.Features(
            decay: spectrum.decay ?? 0, directions: spectrum.directions,
            possibleDirections: min(points.count, points.dimension),
            sumShare: .init(
                FeatureFlatness(
                    of: whole, dimension: whole[0].count / part.places[0].count
                ).sumShares), intra: density.intra,
            inter: density.inter, ratio: density.ratio, recall: nil, mutualInformation: nil)
        if part.split != .base {
            var chance = generator.stream("k-means")
            features.recall = .init(Recall(of: points, labels: labels).classes)
            features.mutualInformation = MutualInformation.normalized(
                KMeans(of: points, groups: part.places.count, using: &chance).labels, labels)
        }
        return features
    }

    /// As many decimals as a picture shows.
    private static func rounded(_ points: [SIMD2<Double>]) -> [[Double]] {
        points.map { [($0.x * 1e4).rounded() / 1e4, ($0.y * 1e4).rounded() / 1e4] }
    }

    private func picture(
        _ points: PointCloud, _ labels: [Int], classes count: Int
    ) -> AnalysisMeasures.Picture {
        var chance = generator.stream("picture")
        let classes = chance.choose(min(Self.pictureClasses, count), from: count).sorted()
        let shown = labels.indices.filter { classes.contains(labels[$0]) }
        let cloud = points.points(shown)
        let plane = PrincipalPlane(of: cloud)
        let near = TSNE().picture(of: cloud, from: plane.points)
        return .init(
            classes: classes, labels: shown.map { classes.firstIndex(of: labels[$0])! },
            principal: Self.rounded(plane.points),
            principalShares: [plane.shares.x, plane.shares.y],
            neighbours: Self.rounded(near.points), divergence: near.divergence)
    }
}

extension AnalysisMeasures.OverClasses {
    /// Values with their mean and its interval over classes.
    init(_ values: [Double]) {
        let estimate = StudentEstimate(of: values)
        self.init(values: values, mean: estimate.mean, ci95: estimate.ci95 ?? 0)
    }
}
