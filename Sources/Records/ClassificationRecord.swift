/// What `fewshot classify` said of each image.
public struct ClassificationRecord: Codable, Sendable, Equatable {
    /// What was said of one image.
    public struct Answer: Codable, Sendable, Equatable {
        /// Its path relative to the folder of images.
        public var path: String
        /// Its class; nil for none of these.
        public var label: String?
        /// The probability of each class, if it is one of them.
        public var probabilities: [Double]
        /// How typical its distance from the nearest class is of these classes, from 0 to 1: about a
        /// share p of the images of these classes is below p. Nil where the examples do not tell.
        public var typicality: Double?
        /// Whether a person said its label, or that of its copy.
        public var isSaid: Bool

        /// An answer; all values as the properties say.
        public init(
            path: String, label: String?, probabilities: [Double], typicality: Double?,
            isSaid: Bool = false
        ) {
            self.isSaid = isSaid
            self.path = path
            self.label = label
            self.probabilities = probabilities
            self.typicality = typicality
        }
    }

    /// How well the examples label each other, each left out in turn, and what that promises.
    public struct LeftOut: Codable, Sendable, Equatable {
        /// How many could be left out, and how many were answered rightly.
        public var count, right: Int
        /// The share of labels of images of the classes to expect right, and its 95 % interval.
        public var accuracy, low, high: Double

        /// A result; all values as the properties say.
        public init(count: Int, right: Int, accuracy: Double, low: Double, high: Double) {
            self.count = count
            self.right = right
            self.accuracy = accuracy
            self.low = low
            self.high = high
        }
    }

    /// What became of images that are none of the classes.
    public struct Background: Codable, Sendable, Equatable {
        /// How many there were, and how many were rightly put aside.
        public var images, putAside: Int

        /// Counts.
        public init(images: Int, putAside: Int) {
            (self.images, self.putAside) = (images, putAside)
        }
    }

    /// What tasks of other classes taught about the network beforehand.
    public struct Learnt: Codable, Sendable, Equatable {
        /// How many classes of which part of their data these tasks were drawn from.
        public var classes: Int
        /// The name of that part.
        public var split: String
        /// The share of images of other things that was put aside there.
        public var caught: Double?

        /// All values as the properties say.
        public init(classes: Int, split: String, caught: Double?) {
            (self.classes, self.split, self.caught) = (classes, split, caught)
        }
    }

    /// How many images of other things are among those with a label.
    public struct LabeledOutsiders: Codable, Sendable, Equatable {
        /// How many to expect, and the ends of the 95 % interval.
        public var expected, low, high: Double

        /// All values as the properties say.
        public init(expected: Double, low: Double, high: Double) {
            (self.expected, self.low, self.high) = (expected, low, high)
        }
    }

    /// The command line that made it.
    public var command: String
    /// The classes.
    public var classes: [String]
    /// How many examples each has.
    public var examples: [Int]
    /// The share of images of the classes that may be put aside as none of them.
    public var outsiders: Double
    /// What became of images that a person named as none of the classes; nil where there were none.
    public var background: Background?
    /// The images, sorted by path.
    public var answers: [Answer]
    /// How many of the images the network was trained on; nil where that is not known.
    public var trainedOn: Int?
    /// How many of the examples it was trained on, as far as it is known; nil where there is none.
    public var trainedExamples: Int?
    /// What to expect; nil where no image got a label, where no class has two examples, or where
    /// the network knows some already.
    public var leftOut: LeftOut?
    /// Whether the images were features of another program; nil for no. Nothing can be learnt of its
    /// network.
    public var areFeatures: Bool?
    /// Whether tasks can teach how much a missing example matters: of one network asked by the
    /// classifier and the transform that `fewshot calibrate` learns for.
    public var isTeachable: Bool?
    /// What was learnt of other tasks; nil where all rests on the examples.
    public var learnt: Learnt?
    /// Images of other things among those with a label; nil where nothing tells, or the network
    /// knows some examples already.
    public var labeledOutsiders: LabeledOutsiders?

    /// A record; all values as the properties say.
    public init(
        command: String, classes: [String], examples: [Int], outsiders: Double = 0.05,
        background: Background? = nil, answers: [Answer], leftOut: LeftOut?
    ) {
        self.outsiders = outsiders
        self.background = background
        self.command = command
        self.classes = classes
        self.examples = examples
        self.answers = answers
        self.leftOut = leftOut
    }
}
