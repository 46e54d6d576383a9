import Records

/// What `fewshot flattening` trained and measured.
public struct FlatteningRecord: Codable, Sendable, Equatable {
    /// How the states of the narrow layer lie, as means over classes.
    public struct Spread: Codable, Sendable, Equatable {
        /// The standard deviations of a class along its principal directions, over the distance of
        /// class means, falling.
        public var deviations: [Double]
        /// Directions above 0.05 of that distance, and above 0.1.
        public var directions, wideDirections: Double
        /// The sum of a class's singular values over that of all points.
        public var sumShare: Double
        /// The effective rank of a class's states.
        public var rank: Double

        /// A spread; all values as the properties say.
        public init(
            deviations: [Double], directions: Double, wideDirections: Double, sumShare: Double,
            rank: Double
        ) {
            self.deviations = deviations
            self.directions = directions
            self.wideDirections = wideDirections
            self.sumShare = sumShare
            self.rank = rank
        }
    }

    /// What was measured of one seed's network.
    public struct Run: Codable, Sendable, Equatable {
        /// The share of new pictures named rightly, and the mean of −ln p of their class in nats.
        public var accuracy, negativeLogLikelihood: Double
        /// The narrow layer on pictures that were trained on, and on new ones.
        public var trained, new: Spread

        /// A run; all values as the properties say.
        public init(
            accuracy: Double, negativeLogLikelihood: Double, trained: Spread, new: Spread
        ) {
            self.accuracy = accuracy
            self.negativeLogLikelihood = negativeLogLikelihood
            self.trained = trained
            self.new = new
        }
    }

    /// The command line that made it.
    public var command: String
    /// The ways of training; the first mixes nothing.
    public var methods: [TrainedMethod<Run>]
    /// Pictures trained on, new ones, and how often each was seen.
    public var pictures, newPictures, epochs: Int
    /// The seed that all others come from.
    public var seed: UInt64
    /// Where it ran.
    public var machine: Machine
    /// Wall time in seconds.
    public var seconds: Double

    /// A record; all values as the properties say.
    public init(
        command: String, methods: [TrainedMethod<Run>], pictures: Int, newPictures: Int,
        epochs: Int,
        seed: UInt64, machine: Machine, seconds: Double
    ) {
        self.command = command
        self.methods = methods
        self.pictures = pictures
        self.newPictures = newPictures
        self.epochs = epochs
        self.seed = seed
        self.machine = machine
        self.seconds = seconds
    }
}
