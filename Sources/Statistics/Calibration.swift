/// How well probabilities match what happens: of the answers given with confidence 0.8, eight in
/// ten should be right. Made by a `CalibrationTally`.
public struct Calibration: Sendable, Equatable {
    /// One bin of confidences.
    public struct Bin: Sendable, Equatable {
        /// The confidences it holds: above the lower bound, up to the upper one.
        public let lower, upper: Double
        /// How many queries' answers had such a confidence.
        public let count: Int
        /// Their mean confidence; nil for an empty bin.
        public let confidence: Double?
        /// The fraction of them that were right; nil for an empty bin.
        public let accuracy: Double?
    }

    /// What the scores were divided by.
    public let temperature: Double
    /// How many queries.
    public let queries: Int
    /// The fraction of answers that were right.
    public let accuracy: Double
    /// The mean confidence: above `accuracy` for an overconfident classifier.
    public let confidence: Double
    /// The mean of −ln p of the right class, in nats; infinite where a right class was given
    /// probability zero. ln(way) for one that guesses and says so.
    public let negativeLogLikelihood: Double
    /// The mean of Σₖ (pₖ − [k is right])², from 0 to 2 (Brier 1950).
    public let brier: Double
    /// The expected calibration error: the mean over queries of |accuracy − confidence| of their bin
    /// (Guo et al. 2017, arXiv 1706.04599, equation 5).
    public let expectedCalibrationError: Double
    /// The bins of the reliability diagram, of equal width from 0 to 1.
    public let bins: [Bin]
}
