import Records

/// What `fewshot glyphs` trained and measured.
public struct GlyphsRecord: Codable, Sendable, Equatable {
    /// A network while it learns.
    public struct Point: Codable, Sendable, Equatable {
        /// Steps done.
        public var step: Int
        /// Glyphs read wrongly, left out or put in, over the glyphs that there are.
        public var errorRate: Double
        /// The mean of −ln p of the right string, in nats.
        public var negativeLogLikelihood: Double

        /// A point; all values as the properties say.
        public init(step: Int, errorRate: Double, negativeLogLikelihood: Double) {
            self.step = step
            self.errorRate = errorRate
            self.negativeLogLikelihood = negativeLogLikelihood
        }
    }

    /// One trained network.
    public struct Run: Codable, Sendable, Equatable {
        /// As of `Point`, on held-out strings.
        public var errorRate, negativeLogLikelihood: Double
        /// The error rate on the strings that it learned from.
        public var trainingErrorRate: Double
        /// How it learned, on other held-out strings.
        public var curve: [Point]

        /// A run; all values as the properties say.
        public init(
            errorRate: Double, negativeLogLikelihood: Double, trainingErrorRate: Double,
            curve: [Point]
        ) {
            self.errorRate = errorRate
            self.negativeLogLikelihood = negativeLogLikelihood
            self.trainingErrorRate = trainingErrorRate
            self.curve = curve
        }
    }

    /// The mean over seeds of a measure with mixing minus without, and the half width of its 95 %
    /// interval by Student's t.
    public struct Difference: Codable, Sendable, Equatable {
        /// Below zero where mixing is better.
        public var mean, ci95: Double

        /// A difference; both values as the properties say.
        public init(mean: Double, ci95: Double) {
            self.mean = mean
            self.ci95 = ci95
        }
    }

    /// What mixing changed.
    public struct Differences: Codable, Sendable, Equatable {
        /// Of the measures of `Run`.
        public var errorRate, negativeLogLikelihood: Difference

        /// Differences; both values as the properties say.
        public init(errorRate: Difference, negativeLogLikelihood: Difference) {
            self.errorRate = errorRate
            self.negativeLogLikelihood = negativeLogLikelihood
        }
    }

    /// A held-out string and what the first seed's networks read in it.
    public struct Sample: Codable, Sendable, Equatable {
        /// The picture's width in pixels.
        public var width: Int
        /// Its pixels, 0 to 255, row by row.
        public var pixels: [Int]
        /// Its glyphs, as indices into the alphabet.
        public var label: [Int]
        /// What was read, by the methods in their order.
        public var read: [[Int]]

        /// A sample; all values as the properties say.
        public init(width: Int, pixels: [Int], label: [Int], read: [[Int]]) {
            self.width = width
            self.pixels = pixels
            self.label = label
            self.read = read
        }
    }

    /// The command line that made it.
    public var command: String
    /// What the glyphs are called.
    public var alphabet: [String]
    /// The methods; the first does not mix.
    public var methods: [TrainedMethod<Run>]
    /// The last method minus the first.
    public var differences: Differences
    /// Strings to look at.
    public var samples: [Sample]
    /// Strings to learn from, to be measured on, and in a step; and steps.
    public var strings, heldOutStrings, batch, steps: Int
    /// The seed; each training has a substream of it.
    public var seed: UInt64
    /// Where it ran.
    public var machine: Machine
    /// Wall time in seconds.
    public var seconds: Double

    /// A record; all values as the properties say.
    public init(
        command: String, alphabet: [String], methods: [TrainedMethod<Run>],
        differences: Differences,
        samples: [Sample], strings: Int, heldOutStrings: Int, batch: Int, steps: Int, seed: UInt64,
        machine: Machine, seconds: Double
    ) {
        self.command = command
        self.alphabet = alphabet
        self.methods = methods
        self.differences = differences
        self.samples = samples
        self.strings = strings
        self.heldOutStrings = heldOutStrings
        self.batch = batch
        self.steps = steps
        self.seed = seed
        self.machine = machine
        self.seconds = seconds
    }
}
