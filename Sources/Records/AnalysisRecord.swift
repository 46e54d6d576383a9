/// What `fewshot analyze` measured of networks' hidden states and features: the content of
/// `analysis.json`.
public struct AnalysisRecord: Codable, Sendable, Equatable {
    /// Classes whose images were looked at.
    public struct Part: Codable, Sendable, Equatable {
        /// base, val or novel.
        public var split: String
        /// The classes, and what people call them where the data set says so.
        public var classes, titles: [String]
        /// The fingerprint of the images that were drawn, in hex.
        public var fingerprint: String

        /// Whether networks are trained on such classes.
        public var isSeen: Bool { split == "base" }

        /// Classes; all values as the properties say.
        public init(split: String, classes: [String], titles: [String], fingerprint: String) {
            self.split = split
            self.classes = classes
            self.titles = titles
            self.fingerprint = fingerprint
        }
    }

    /// A network, and what was measured of it.
    public struct Network: Codable, Sendable, Equatable {
        /// How tables call it: its run folder or file.
        public var name: String
        /// Its checkpoint.
        public var file: EvaluationRun.File
        /// The backbone, as `--backbone` names it.
        public var backbone: String
        /// What people call it, with its article; nil in older records.
        public var backboneTitle: String?
        /// The recipe that it was trained by; nil where the checkpoint does not say.
        public var recipe: String?
        /// Whether hidden states behind the input were mixed in training; nil likewise.
        public var mixesHiddenStates: Bool?
        /// What was measured on each of the record's parts.
        public var parts: [AnalysisMeasures]

        /// A network; all values as the properties say.
        public init(
            name: String, file: EvaluationRun.File, backbone: String,
            backboneTitle: String? = nil, recipe: String?,
            mixesHiddenStates: Bool?, parts: [AnalysisMeasures]
        ) {
            self.name = name
            self.file = file
            self.backbone = backbone
            self.backboneTitle = backboneTitle
            self.recipe = recipe
            self.mixesHiddenStates = mixesHiddenStates
            self.parts = parts
        }
    }

    /// A network beside the first, class by class.
    public struct Comparison: Codable, Sendable, Equatable {
        /// What is compared.
        public enum Measure: String, Codable, Sendable {
            /// The directions of a class's states above 0.05 of the distance of class means, at a
            /// layer: fewer are flatter.
            case directions
            /// Recall@1 of a class's features.
            case recall
        }

        /// What is compared.
        public var measure: Measure
        /// Which of the record's networks is compared with the first.
        public var network: Int
        /// Which of the record's parts the classes are of.
        public var part: Int
        /// The layer's name.
        public var layer: String
        /// The mean over classes of the network's measure minus the first one's, and the half width
        /// of the 95 % interval by Student's t.
        public var difference, ci95: Double
        /// In how many classes the network's measure is below the first one's.
        public var below: Int
        /// The probability of such a difference by chance (paired t-test), as it is, and after
        /// Holm's correction over all of the record's comparisons.
        public var p, holm: Double

        /// A comparison; all values as the properties say.
        public init(
            measure: Measure, network: Int, part: Int, layer: String, difference: Double,
            ci95: Double, below: Int, p: Double, holm: Double
        ) {
            self.measure = measure
            self.network = network
            self.part = part
            self.layer = layer
            self.difference = difference
            self.ci95 = ci95
            self.below = below
            self.p = p
            self.holm = holm
        }
    }

    /// The command line that made it.
    public var command: String
    /// The data folder's path as given.
    public var data: String
    /// The classes, seen ones first.
    public var parts: [Part]
    /// Images of each class, and the side of a network's input in pixels.
    public var imagesPerClass, imageSize: Int
    /// The networks; the others are compared with the first.
    public var networks: [Network]
    /// The comparisons.
    public var comparisons: [Comparison]
    /// What a reader should know of the data, in sentences.
    public var remarks: [String]
    /// The seed that images, classes and starts of k-means were drawn by.
    public var seed: UInt64
    /// Compute threads, and f32 or bf16.
    public var threads: Int
    /// The precision of activations and convolutions.
    public var precision: String
    /// Where it ran.
    public var machine: Machine
    /// Wall time in seconds.
    public var seconds: Double

    /// A record; all values as the properties say.
    public init(
        command: String, data: String, parts: [Part], imagesPerClass: Int, imageSize: Int,
        networks: [Network], comparisons: [Comparison] = [], remarks: [String] = [], seed: UInt64,
        threads: Int, precision: String, machine: Machine, seconds: Double = 0
    ) {
        self.command = command
        self.data = data
        self.parts = parts
        self.imagesPerClass = imagesPerClass
        self.imageSize = imageSize
        self.networks = networks
        self.comparisons = comparisons
        self.remarks = remarks
        self.seed = seed
        self.threads = threads
        self.precision = precision
        self.machine = machine
        self.seconds = seconds
    }
}
