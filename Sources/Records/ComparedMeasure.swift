/// What is measured of each network that is compared.
public enum ComparedMeasure: String, Codable, Sendable, CaseIterable {
    /// The share of held-out images of base classes that the network's own head names rightly.
    case heldOutAccuracy
    /// The mean of −ln p of their right class, in nats.
    case heldOutLoss
    /// The expected calibration error on them, over 15 bins of confidence.
    case calibrationError
    /// The 5-way accuracy on val classes with one support image of each.
    case oneShot
    /// The same with five.
    case fiveShot
    // How flat the features of a class are: of images trained on, of held-out images of base
    // classes, and of val classes.
    case trainedDirections, trainedWideDirections, trainedSumShare, trainedRank
    case baseDirections, baseWideDirections, baseSumShare, baseRank
    case valDirections, valWideDirections, valSumShare, valRank

    /// Whose features a measure of flatness is of.
    public enum Images: String, CaseIterable, Sendable {
        /// Images of base classes that were trained on.
        case trained
        /// Held-out images of base classes.
        case base
        /// Val classes.
        case val
    }

    /// What is measured of how a class's features spread around their mean; see `Flatness`.
    public enum Spread: String, CaseIterable, Sendable {
        /// Directions with a standard deviation above 0.05 of the distance of class means.
        case directions = "Directions"
        /// The same above 0.1.
        case wideDirections = "WideDirections"
        /// The sum of a class's singular values over that of all points.
        case sumShare = "SumShare"
        /// The effective rank, which forgets how large the spread is.
        case rank = "Rank"
    }

    /// A measure of flatness.
    public init(_ spread: Spread, of images: Images) {
        self.init(rawValue: images.rawValue + spread.rawValue)!
    }

    /// Of what it is one, if it is one of flatness.
    public var flatness: (spread: Spread, images: Images)? {
        for images in Images.allCases where rawValue.hasPrefix(images.rawValue) {
            return Spread(rawValue: String(rawValue.dropFirst(images.rawValue.count))).map {
                ($0, images)
            }
        }
        return nil
    }

    /// What its values for one network are the mean of.
    public enum Unit: String, Codable, Sendable {
        /// Held-out images: others for each seed.
        case images
        /// Episodes: the same for each network.
        case episodes
        /// Classes.
        case classes
        /// Nothing: it is of the whole network.
        case network
    }

    /// What its values for one network are the mean of.
    public var unit: Unit {
        switch self {
        case .heldOutAccuracy, .heldOutLoss: .images
        case .oneShot, .fiveShot: .episodes
        case .calibrationError: .network
        default: .classes
        }
    }

    /// Whether a smaller value is what the method's authors claim of it.
    public var prefersLess: Bool {
        switch self {
        case .heldOutAccuracy, .oneShot, .fiveShot: false
        default: true
        }
    }
}
