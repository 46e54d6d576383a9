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
    /// The effective rank of a class's features, mean over base classes, held-out images.
    case baseRank
    /// The share of a class's variance along its first direction, likewise.
    case baseShare
    /// The effective rank on val classes.
    case valRank
    /// The share along the first direction on val classes.
    case valShare

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
        case .baseRank, .baseShare, .valRank, .valShare: .classes
        case .calibrationError: .network
        }
    }

    /// Whether a smaller value is what the method's authors claim of it.
    public var prefersLess: Bool {
        switch self {
        case .heldOutLoss, .calibrationError, .baseRank, .valRank: true
        case .heldOutAccuracy, .oneShot, .fiveShot, .baseShare, .valShare: false
        }
    }
}
