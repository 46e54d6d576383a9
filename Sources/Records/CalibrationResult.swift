/// How far the probabilities of a classifier can be trusted, as they are and after scores were
/// divided by a temperature.
public struct CalibrationResult: Codable, Sendable, Equatable {
    /// The measures at one temperature.
    public struct Measures: Codable, Sendable, Equatable {
        /// The mean of −ln p of the right class; nil where a right class had probability zero.
        public var negativeLogLikelihood: Double?
        /// The mean over queries of the squared distance between probabilities and the answer:
        /// 0 to 2.
        public var brier: Double
        /// Expected calibration error over 15 bins of confidence (Guo et al. 2017,
        /// arXiv 1706.04599).
        public var expectedCalibrationError: Double
        /// Each bin from the lowest confidence up: queries, their mean confidence and accuracy.
        public var bins: [Bin]

        /// The measures; all values as the properties say.
        public init(
            negativeLogLikelihood: Double?, brier: Double, expectedCalibrationError: Double,
            bins: [Bin]
        ) {
            self.negativeLogLikelihood = negativeLogLikelihood
            self.brier = brier
            self.expectedCalibrationError = expectedCalibrationError
            self.bins = bins
        }
    }

    /// Queries whose highest probability lies in one range.
    public struct Bin: Codable, Sendable, Equatable {
        /// How many.
        public var count: Int
        /// Their mean highest probability, and the share answered rightly; 0 where there are none.
        public var confidence, accuracy: Double

        /// A bin; all values as the properties say.
        public init(count: Int, confidence: Double, accuracy: Double) {
            self.count = count
            self.confidence = confidence
            self.accuracy = accuracy
        }
    }

    /// How many queries were looked at.
    public var queries: Int
    /// Of how many episodes these are, from the first; nil for all.
    public var episodes: Int?
    /// With the scores as they are.
    public var plain: Measures
    /// What scores are divided by; nil where no temperature was fitted, or an infinite one.
    public var temperature: Double?
    /// The measures after that; nil where no temperature was fitted.
    public var scaled: Measures?
    /// The split that the temperature was fitted on.
    public var fittedOn: String?

    /// A result; all values as the properties say.
    public init(
        queries: Int, episodes: Int? = nil, plain: Measures, temperature: Double? = nil,
        scaled: Measures? = nil, fittedOn: String? = nil
    ) {
        self.queries = queries
        self.episodes = episodes
        self.plain = plain
        self.temperature = temperature
        self.scaled = scaled
        self.fittedOn = fittedOn
    }
}
