import Documents
import Records

/// What `fewshot spirals` trained and measured.
public struct SpiralsRecord: Codable, Sendable, Equatable {
    /// What is measured of one trained network.
    public struct Measures: Codable, Sendable, Equatable {
        /// The share of new points named rightly.
        public var accuracy: Double
        /// The mean of −ln p of the right spiral over new points, in nats.
        public var negativeLogLikelihood: Double
        /// The mean distance of the training points from the nearest place of the plane where the
        /// answer is the other spiral; the spirals' radius is 1, and their arms are 0.35 apart, so
        /// that no boundary keeps farther away than 0.18 on average.
        public var boundaryDistance: Double
        /// The distance that a tenth of the training points stay below; negative for points on the
        /// wrong side.
        public var nearestTenth: Double
        /// The same of new points.
        public var newNearestTenth: Double
        /// The share of the plane around the spirals where the confidence is above 0.95.
        public var confidentShare: Double
        /// The same of the hidden plane around the hidden points.
        public var hiddenConfidentShare: Double
        /// How far the hidden points of a spiral spread around their mean, over the distance of the
        /// two means.
        public var hiddenSpread: Double
        /// Their standard deviation along the line between the two means, over its length.
        public var spreadBetween: Double
        /// Directions, of two, along which a spiral's hidden points have a standard deviation above
        /// a tenth of the distance of the two means.
        public var directions: Double
        /// The smaller over the larger of the standard deviations of a spiral's hidden points along
        /// their principal directions: 0 for points on a line, and noise where all points are one.
        public var hiddenFlatness: Double

        /// Measures; all values as the properties say.
        public init(
            accuracy: Double, negativeLogLikelihood: Double, boundaryDistance: Double,
            nearestTenth: Double, newNearestTenth: Double, confidentShare: Double,
            hiddenConfidentShare: Double, hiddenSpread: Double, spreadBetween: Double,
            directions: Double, hiddenFlatness: Double
        ) {
            self.accuracy = accuracy
            self.negativeLogLikelihood = negativeLogLikelihood
            self.boundaryDistance = boundaryDistance
            self.nearestTenth = nearestTenth
            self.newNearestTenth = newNearestTenth
            self.confidentShare = confidentShare
            self.hiddenConfidentShare = hiddenConfidentShare
            self.hiddenSpread = hiddenSpread
            self.spreadBetween = spreadBetween
            self.directions = directions
            self.hiddenFlatness = hiddenFlatness
        }
    }

    /// A plane with what the network says there, and points on it.
    public struct Plane: Codable, Sendable, Equatable {
        /// The corner with the smallest coordinates and the opposite one.
        public var low, high: [Double]
        /// The probability of the second spiral at the cells of a square grid, row by row from low.
        public var probabilities: [Double]
        /// Training points: x and y of each.
        public var points: [[Double]]
        /// The spiral of each point.
        public var labels: [Int]

        /// A plane; all values as the properties say.
        public init(
            low: [Double], high: [Double], probabilities: [Double], points: [[Double]],
            labels: [Int]
        ) {
            self.low = low
            self.high = high
            self.probabilities = probabilities
            self.points = points
            self.labels = labels
        }
    }

    /// One method over all seeds.
    public struct Method: Codable, Sendable, Equatable {
        /// What it is called.
        public var name: String
        /// What was measured of each seed's network.
        public var runs: [Measures]
        /// The input plane and the hidden plane of the first seed's network.
        public var input, hidden: Plane
        /// What was claimed of Manifold Mixup, and what was seen of this method beside the first;
        /// empty for the first itself.
        public var claims: [Claim]

        /// A method; all values as the properties say.
        public init(
            name: String, runs: [Measures], input: Plane, hidden: Plane, claims: [Claim]
        ) {
            self.name = name
            self.runs = runs
            self.input = input
            self.hidden = hidden
            self.claims = claims
        }
    }

    /// Something that the method's authors say, and whether it was seen.
    public struct Claim: Codable, Sendable, Equatable {
        /// What is claimed.
        public var text: String
        /// The mean over seeds of its measure minus the other's, and the half width of the 95 %
        /// interval by Student's t.
        public var difference, ci95: Double
        /// The probability of a difference at least so large, if there were none, by Student's t and
        /// by Wilcoxon's signed ranks.
        public var student, wilcoxon: Double
        /// Whether the claim says that the difference is positive.
        public var isPositive: Bool

        /// A claim; all values as the properties say.
        public init(
            text: String, difference: Double, ci95: Double, student: Double, wilcoxon: Double,
            isPositive: Bool
        ) {
            self.text = text
            self.difference = difference
            self.ci95 = ci95
            self.student = student
            self.wilcoxon = wilcoxon
            self.isPositive = isPositive
        }
    }

    /// The same networks from other first weights.
    public struct Start: Codable, Sendable, Equatable {
        /// What weights and biases are drawn from.
        public var name: String
        /// What was measured of each seed's network without a regulariser, and with Manifold Mixup.
        public var plain, mixed: [Measures]
        /// What was claimed, and what was seen.
        public var claims: [Claim]

        /// A start; all values as the properties say.
        public init(name: String, plain: [Measures], mixed: [Measures], claims: [Claim]) {
            self.name = name
            self.plain = plain
            self.mixed = mixed
            self.claims = claims
        }
    }

    /// The first seed's networks while they learn, by some of the methods; nil where not kept.
    public var film: Film?
    /// The command line that made it.
    public var command: String
    /// The methods; the first has no regulariser, the second is Manifold Mixup in the hidden plane.
    public var methods: [Method]
    /// What their weights and biases are drawn from at first.
    public var start: String
    /// The same from others.
    public var otherStarts: [Start]
    /// Labelled points of each spiral, and steps of training.
    public var pointsPerSpiral, steps: Int
    /// The first seed; the others follow it.
    public var seed: UInt64
    /// Where it ran, and the wall time in seconds.
    public var machine: Machine
    /// Wall time in seconds.
    public var seconds: Double

    /// A record; all values as the properties say.
    public init(
        command: String, methods: [Method], start: String, otherStarts: [Start],
        pointsPerSpiral: Int, steps: Int, seed: UInt64, machine: Machine, seconds: Double
    ) {
        self.command = command
        self.methods = methods
        self.start = start
        self.otherStarts = otherStarts
        self.pointsPerSpiral = pointsPerSpiral
        self.steps = steps
        self.seed = seed
        self.machine = machine
        self.seconds = seconds
    }
}
