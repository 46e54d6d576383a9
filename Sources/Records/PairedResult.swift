/// Two results on the same episodes.
public struct PairedResult: Codable, Sendable, Equatable {
    /// The same over episodes that share no image, which tell of other images of these classes.
    public struct Open: Codable, Sendable, Equatable {
        /// The mean over them of the first's accuracy minus the second's, a fraction, and the half
        /// width of its 95 % interval by Student's t.
        public var difference, ci95: Double
        /// How many they are.
        public var episodes: Int
        /// The two-sided probability of such a difference if there were none, and the same corrected
        /// by Holm's method for all open comparisons of the report.
        public var p, holm: Double

        /// A comparison; all values as the properties say.
        public init(difference: Double, ci95: Double, episodes: Int, p: Double, holm: Double) {
            self.difference = difference
            self.ci95 = ci95
            self.episodes = episodes
            self.p = p
            self.holm = holm
        }
    }

    /// Their positions in `EvaluationRecord.results`, or in its `detectors`.
    public var first, second: Int
    /// The mean over episodes of the first's accuracy minus the second's (or area under the ROC
    /// curve), a fraction.
    public var difference: Double
    /// The half width of its 95 % interval (closed).
    public var ci95: Double
    /// The two-sided probability of such a difference if there were none, and the same corrected by
    /// Holm's method for all comparisons of the report.
    public var p, holm: Double
    /// The same for other images; nil where these do not suffice for several episodes that
    /// share none.
    public var open: Open?

    /// A comparison; all values as the properties say.
    public init(
        first: Int, second: Int, difference: Double, ci95: Double, p: Double, holm: Double
    ) {
        self.first = first
        self.second = second
        self.difference = difference
        self.ci95 = ci95
        self.p = p
        self.holm = holm
    }
}

/// The accuracy of one classifier over several trainings that differ in their seed only.
public struct SeedResult: Codable, Sendable, Equatable {
    /// The recipe.
    public var recipe: String
    /// The names of its models.
    public var models: [String]
    /// The position in `EvaluationRecord.results` of the first model's result.
    public var result: Int
    /// The mean of the models' mean accuracies, a fraction.
    public var mean: Double
    /// Their standard deviation, over n − 1.
    public var deviation: Double
    /// The half width of the mean's 95 % interval over seeds, by Student's t.
    public var ci95: Double

    /// A result; all values as the properties say.
    public init(
        recipe: String, models: [String], result: Int, mean: Double, deviation: Double,
        ci95: Double
    ) {
        self.recipe = recipe
        self.models = models
        self.result = result
        self.mean = mean
        self.deviation = deviation
        self.ci95 = ci95
    }
}
