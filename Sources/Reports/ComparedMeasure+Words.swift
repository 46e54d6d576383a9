import Records

/// What reports call measures, and how they write their numbers.
extension ComparedMeasure {
    /// As a table's heading.
    var heading: String {
        if let (spread, images) = flatness { return "\(spread.heading), \(images.heading)" }
        return switch self {
        case .heldOutAccuracy: "Held-out accuracy"
        case .heldOutLoss: "NLL"
        case .calibrationError: "ECE"
        case .oneShot: "1-shot"
        case .fiveShot: "5-shot"
        default: rawValue
        }
    }

    /// In a sentence.
    var words: String {
        if let (spread, images) = flatness { return "\(spread.words) of \(images.words)" }
        return switch self {
        case .heldOutAccuracy: "accuracy on held-out base images"
        case .heldOutLoss: "negative log-likelihood of held-out base images"
        case .calibrationError: "calibration error on held-out base images"
        case .oneShot: "5-way 1-shot accuracy on val classes"
        case .fiveShot: "5-way 5-shot accuracy on val classes"
        default: rawValue
        }
    }

    /// Whether it is a fraction, written as percent.
    var isFraction: Bool {
        flatness.map { $0.spread == .sumShare } ?? (self != .heldOutLoss)
    }

    /// Decimals of a number that is no fraction.
    private var decimals: Int { self == .heldOutLoss ? 3 : 2 }

    /// "52.31 ± 0.20 %", "1.234 ± 0.012"; without a spread the number alone.
    func text(_ value: Double, plusMinus spread: Double?) -> String {
        guard !isFraction else { return Format.percent(value, plusMinus: spread) }
        return Format.fixed(value, decimals: decimals)
            + (spread.map { " ± \(Format.fixed($0, decimals: decimals))" } ?? "")
    }

    /// A half width alone: "0.20 %", "0.012"; "–" for none.
    func text(spread: Double?) -> String {
        guard let spread else { return "–" }
        return isFraction ? Format.percent(spread) : Format.fixed(spread, decimals: decimals)
    }

    /// "+0.31 ± 0.12 points", "−0.120 ± 0.013".
    func text(difference: Double, plusMinus interval: Double?) -> String {
        let (scale, decimals) = isFraction ? (100.0, 2) : (1, decimals)
        return Format.signed(scale * difference, decimals: decimals)
            + (interval.map { " ± \(Format.fixed(scale * $0, decimals: decimals))" } ?? "")
            + (isFraction ? " points" : "")
    }
}

extension ComparedMeasure.Spread {
    fileprivate var heading: String {
        switch self {
        case .directions: "Directions"
        case .wideDirections: "Wide directions"
        case .sumShare: "Sum"
        case .rank: "Rank"
        }
    }

    fileprivate var words: String {
        switch self {
        case .directions: "directions above 0.05 in the features"
        case .wideDirections: "directions above 0.1 in the features"
        case .sumShare: "share of all singular values within the features"
        case .rank: "effective rank of the features"
        }
    }
}

extension ComparedMeasure.Images {
    fileprivate var heading: String {
        switch self {
        case .trained: "trained on"
        case .base: "held out"
        case .val: "val"
        }
    }

    fileprivate var words: String {
        switch self {
        case .trained: "a base class's images that were trained on"
        case .base: "a base class's held-out images"
        case .val: "a val class"
        }
    }
}

extension ComparisonRecord.Difference {
    /// How sure a difference is.
    enum Verdict {
        /// It is there in every network's episodes, images or classes: below the level after Holm's
        /// correction, and with the same sign for each seed.
        case real
        /// It may be chance.
        case unclear
    }

    /// Corrected probabilities below this are called real.
    static let level = 0.05

    /// Paired over units where there are any, else over seeds.
    var verdict: Verdict {
        guard let test = overUnits ?? overSeeds, test.holm < Self.level,
            bySeed.allSatisfy({ $0 > 0 }) || bySeed.allSatisfy({ $0 < 0 })
        else { return .unclear }
        return .real
    }

    /// Whether the first entry is on the side that the method's authors claim for themselves.
    var isAhead: Bool { measure.prefersLess ? mean < 0 : mean > 0 }

    /// The mean difference with its interval.
    var text: String {
        measure.text(difference: mean, plusMinus: (overUnits ?? overSeeds)?.ci95)
    }
}
