import Classifiers
import Datasets
import Episodes
import Features
import Files
import Networks
import Training

/// The score by which epochs are compared: nearest-centroid accuracy on a fixed list of val
/// episodes, with features of unit length.
public struct Validation: Sendable {
    /// 5-way accuracies in 0…1.
    public struct Score: Sendable, Equatable {
        /// With one support image per class.
        public let oneShot: Double
        /// With five.
        public let fiveShot: Double
        /// What the best epoch has most of.
        public var mean: Double { (oneShot + fiveShot) / 2 }
    }

    /// The images that the episodes are drawn from.
    public let images: LabeledImages
    private let samplers: [EpisodeSampler]
    private let threads: Int
    private static let episodes = 500
    private static let query = 15
    private static let imagesPerClass = 100

    /// A fixed list of episodes over at most a hundred images of each class: enough to compare
    /// epochs by.
    ///
    /// - Throws: `UserError.badData` where there are fewer than five classes, or a class has fewer
    ///   than 20 images.
    public init(_ images: LabeledImages, seed: UInt64, threads: Int) throws {
        let purpose = "the 5-way 5-shot val episodes with \(Self.query) queries"
        try images.requireClasses(5, for: purpose)
        try images.requireAtLeast(5 + Self.query, for: purpose)
        let chosen = images.spread(perClass: Self.imagesPerClass)
        self.images = chosen
        self.threads = threads
        samplers = try [1, 5].map { shot in
            try EpisodeSampler(
                labels: chosen.files.map(\.label), classes: chosen.classes, way: 5,
                shot: shot...shot, query: Self.query, seed: seed)
        }
    }

    /// The score of a network as it stands.
    ///
    /// - Parameter lost: the error where features are not finite, of a sentence that says so: the
    ///   network is to blame then, and not the image that is met first.
    /// - Throws: `CancellationError` where it was asked to stop meanwhile, `UserError` for images
    ///   that can no longer be read.
    public func score(
        _ extractor: FeatureExtractor, until interruption: Interruption = Interruption(),
        lost: (String) -> UserError = { UserError(.badData, $0) }
    ) throws -> Score {
        let rows = try extractor.rows(of: images, at: images.files.indices) { _ in
            if interruption.isAsked { throw CancellationError() }
        }
        guard let features = try? extractor.table(of: images, rows) else {
            throw lost(
                "The network's features of val images are not finite numbers of usable size.")
        }
        let table = try FeatureTransform.l2.apply(to: features)
        let accuracies = try samplers.map { sampler in
            try Evaluation(sampler, episodes: Self.episodes, threads: threads)
                .run(on: [FeatureView(table, classifiers: [.inductive(NearestCentroid())])])[0]
                .mean
        }
        return Score(oneShot: accuracies[0], fiveShot: accuracies[1])
    }
}
