import Files

/// What is done to features before a classifier sees them: steps, taken in the order given.
///
/// In words, as on a command line, steps are joined by commas ("power,center,l2"). The names of
/// SimpleShot (Wang et al. 2019, arXiv 1911.04623) and PT-MAP (Hu et al. 2021, arXiv 2006.03806)
/// are presets.
public struct FeatureTransform: Sendable, Hashable {
    /// Whose mean a step subtracts.
    public enum Mean: String, Sendable, Hashable, CaseIterable {
        /// That of all base images.
        case base
        /// That of the episode's support images.
        case support
        /// The support's from the support and the queries' from the queries (PT-MAP,
        /// yhu01/PT-MAP `test_standard.py`): transductive.
        case query
        /// That of the episode's support images and queries together (EASY's transductive
        /// setting, ybendou/easy `few_shot_eval.py`): transductive.
        case episode
    }

    /// One change of the features.
    public enum Step: Sendable, Hashable {
        /// sign(x)·(|x| + 1e-6)^exponent for each number; PT-MAP's, for features of both signs too.
        case power(Float)
        /// Minus a mean.
        case center(Mean)
        /// Divided by the Euclidean norm. A vector of norm zero has no direction and stays zero.
        case l2
        /// Each image's numbers minus their mean, divided by their standard deviation (Fei et al.,
        /// ICCV 2021). Where all are equal they become zero.
        case zScore
        /// Coordinates in an orthonormal basis of what the episode's images span (PT-MAP's QR). It
        /// changes no inner product, only the number of coordinates.
        case qr
        /// Coordinates along the leading principal directions of the base features, from the
        /// largest variance down; their mean is not subtracted.
        case pca(Int)
    }

    /// As on the command line, presets under their names.
    public let name: String
    /// In the order taken.
    public let steps: [Step]

    /// As the backbone made them (SimpleShot's UN).
    public static let none = FeatureTransform(name: "none", steps: [])
    /// L2N; RFS uses it before logistic regression.
    public static let l2 = FeatureTransform(name: "l2", steps: [.l2])
    /// SimpleShot's CL2N.
    public static let cl2n = FeatureTransform(name: "cl2n", steps: [.center(.base), .l2])
    /// PT-MAP's. It takes l2 behind qr, which changes no norm; before, all episodes share it.
    public static let pt = FeatureTransform(
        name: "pt", steps: [.power(0.5), .l2, .qr, .center(.query), .l2])

    /// The transform of these steps.
    public init(name: String, steps: [Step]) {
        self.name = name
        self.steps = steps
    }

    /// The transform in words: a preset (none or un, l2 or l2n, cl2n, pt), or steps joined by
    /// commas: power, power=0.5, center, center=base, center=support, center=query,
    /// center=episode, l2, zscore, qr, pca=64.
    ///
    /// - Throws: `UserError.usage` for a word that is none of these, or where a step that needs
    ///   the base features follows one that depends on the episode.
    public init(_ text: String) throws {
        switch text {
        case "none", "un": self = .none
        case "l2", "l2n": self = .l2
        case "cl2n": self = .cl2n
        case "pt": self = .pt
        default:
            let words = text.split(separator: ",", omittingEmptySubsequences: false)
            self.init(name: text, steps: try words.map { try Step(String($0), in: text) })
            if steps[fixed...].contains(where: \.needsBase) {
                throw UserError(
                    setting: "transform",
                    "is \(text): what is learned from the base features (center, pca) "
                        + "must come before what depends on the episode (center=support, "
                        + "center=query, center=episode, qr).")
            }
        }
    }

    /// How many steps, from the first, are the same in every episode.
    var fixed: Int { steps.firstIndex(where: \.dependsOnEpisode) ?? steps.count }

    /// The steps that each episode takes by itself.
    public var episodeSteps: [Step] { Array(steps[fixed...]) }

    /// Whether something is learned from the base features.
    public var needsBase: Bool { steps.contains(where: \.needsBase) }

    /// Whether the mean of the base features, as the backbone made them, is all that is needed.
    public var needsOnlyBaseMean: Bool {
        steps.first == .center(.base) && !steps.dropFirst().contains(where: \.needsBase)
    }

    /// Whether a query is changed by the other queries.
    public var isTransductive: Bool {
        steps.contains { [.center(.query), .center(.episode), .qr].contains($0) }
    }
}

extension FeatureTransform.Step {
    /// A step in words, of the transform `text`.
    fileprivate init(_ word: String, in text: String) throws {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let value = parts.count > 1 ? String(parts[1]) : nil
        switch (String(parts[0]), value) {
        case ("power", nil): self = .power(0.5)
        case ("power", let value?):
            guard let exponent = Float(value), exponent > 0, exponent <= 10 else {
                throw UserError(
                    setting: "transform", "is \(text): the power \(value) must be from 0 to 10.")
            }
            self = .power(exponent)
        case ("center", nil): self = .center(.base)
        case ("center", let value?):
            guard let mean = FeatureTransform.Mean(rawValue: value) else {
                throw UserError(
                    setting: "transform",
                    "is \(text): center is of base, support, query or episode, not of \(value)."
                )
            }
            self = .center(mean)
        case ("l2", nil): self = .l2
        case ("zscore", nil): self = .zScore
        case ("qr", nil): self = .qr
        case ("pca", let value?):
            guard let count = Int(value), count > 0 else {
                throw UserError(
                    setting: "transform", "is \(text): pca=\(value) needs a number of directions.")
            }
            self = .pca(count)
        default:
            throw UserError(
                setting: "transform",
                "is \(text): there is no step \"\(word)\". Use none, l2, cl2n, pt, or "
                    + "join steps by commas: power, center, center=support, center=query, "
                    + "center=episode, l2, zscore, qr, pca=N.")
        }
    }

    /// Whether it changes each number by itself, so that turning all features alike before it is not
    /// the same as behind it.
    public var dependsOnCoordinates: Bool {
        switch self {
        case .power, .zScore: true
        case .center, .l2, .qr, .pca: false
        }
    }

    var needsBase: Bool {
        switch self {
        case .center(.base), .pca: true
        default: false
        }
    }

    var dependsOnEpisode: Bool {
        switch self {
        case .center(.support), .center(.query), .center(.episode), .qr: true
        default: false
        }
    }
}
