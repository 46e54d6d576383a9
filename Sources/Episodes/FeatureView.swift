import Features

/// Features under one transform, and the classifiers that see them.
public struct FeatureView: Sendable {
    /// The features after the part of the transform that is the same in every episode
    /// (`FeatureTransform.apply`), but for the steps in `fixed`.
    public let table: FeatureTable
    /// Steps that are the same in every episode and are yet taken in each: a large table in a file
    /// stays as it is.
    let fixed: FixedSteps
    /// Other features of the same images, which support images take instead (augmented shots); nil
    /// for the same.
    public let support: FeatureTable?
    /// The transform; its other steps are taken in each episode.
    public let transform: FeatureTransform
    /// The classifiers, in the order of the results.
    public let classifiers: [EpisodeClassifier]
    /// How a labeller of such features tells outsiders, to be measured in open-set episodes; nil for
    /// not.
    public let familiarity: TaskFamiliarity?

    /// The steps that each episode takes. Coordinates in the span of an episode's images are left
    /// away where nothing behind them tells the difference: they change no distance and no inner
    /// product, and computing them takes longer than all else.
    var episodeSteps: [FeatureTransform.Step] {
        let steps = transform.episodeSteps
        let needsCoordinates =
            classifiers.contains(where: \.needsCoordinates)
            || steps.drop { $0 != .qr }.contains(where: \.dependsOnCoordinates)
        return needsCoordinates ? steps : steps.filter { $0 != .qr }
    }

    /// A view of tables as the backbone made them. Those in memory are transformed at once; features
    /// in a file that is mapped into memory image by image, when an episode has them.
    ///
    /// - Parameter base: the features of the base classes, as for `FeatureTransform.apply`.
    /// - Throws: as `FeatureTransform.apply`.
    public init(
        of table: FeatureTable, support: FeatureTable? = nil, by transform: FeatureTransform,
        base: FeatureTable? = nil, classifiers: [EpisodeClassifier],
        familiarity: TaskFamiliarity? = nil
    ) throws {
        let staysInFile = table.numbers.areMapped
        func applied(_ table: FeatureTable) throws -> FeatureTable {
            staysInFile ? table : try transform.apply(to: table, base: base)
        }
        self.init(
            try applied(table), support: try support.map(applied), transform,
            fixed: staysInFile ? try transform.fixedSteps(base: base, for: table) : .none,
            classifiers: classifiers, familiarity: familiarity)
    }

    /// A view of tables which `transform.apply` has made, or will with the `fixed` steps.
    public init(
        _ table: FeatureTable, support: FeatureTable? = nil, _ transform: FeatureTransform = .none,
        fixed: FixedSteps = .none, classifiers: [EpisodeClassifier],
        familiarity: TaskFamiliarity? = nil
    ) {
        self.fixed = fixed
        precondition(
            support.map { $0.dimension == table.dimension && $0.count == table.count } ?? true,
            "support features are of the same images and dimension")
        self.table = table
        self.support = support
        self.transform = transform
        self.classifiers = classifiers
        self.familiarity = familiarity
    }
}
