/// Everything needed to repeat an evaluation.
public struct EvaluationRun: Codable, Sendable, Equatable {
    /// A file and its content.
    public struct File: Codable, Sendable, Equatable {
        /// Its path as given, and the SHA-256 of its bytes in hex.
        public var path, sha256: String

        /// A file.
        public init(path: String, sha256: String) {
            self.path = path
            self.sha256 = sha256
        }
    }

    /// What made the features: one network, or several whose features are put together.
    public struct Model: Codable, Sendable, Equatable {
        /// How tables call it: the name of its run folder or file.
        public var name: String
        /// The checkpoints, or the file of features.
        public var files: [File]
        /// The network, as `--backbone` names it; nil for features that others computed.
        public var backbone: String?
        /// What people call it, with its article; nil likewise, and in older records.
        public var backboneTitle: String?
        /// The side of the network's input in pixels; nil likewise.
        public var imageSize: Int?
        /// The precision that its features were computed in, f32 or bf16, both where several
        /// networks differ; nil likewise.
        public var precision: String?
        /// The recipe that it was trained by, where known.
        public var recipe: String?
        /// What its trainings were made of, as `Recipe.methods` names it; nil for features that
        /// others computed, and in older records.
        public var methods: [String]?
        /// The seed of its training, where known.
        public var seed: UInt64?
        /// The fingerprint of all that its training depends on but the seed; nil where that is not
        /// known, and in older records.
        public var training: String?
        /// The evaluated classes whose names are among those that it was trained on; nil where these
        /// are not known.
        public var seenClasses: [String]?

        /// A model; all values as the properties say.
        public init(
            name: String, files: [File], backbone: String? = nil,
            backboneTitle: String? = nil, imageSize: Int? = nil,
            precision: String? = nil, recipe: String? = nil,
            methods: [String]? = nil, seed: UInt64? = nil, training: String? = nil,
            seenClasses: [String]? = nil
        ) {
            self.name = name
            self.files = files
            self.backbone = backbone
            self.backboneTitle = backboneTitle
            self.imageSize = imageSize
            self.precision = precision
            self.recipe = recipe
            self.methods = methods
            self.seed = seed
            self.training = training
            self.seenClasses = seenClasses
        }
    }

    /// A folder of images and its content.
    public struct DataSet: Codable, Sendable, Equatable {
        /// Its path as given, and the fingerprint of the evaluated images in hex.
        public var path, fingerprint: String
        /// The fingerprint of the base images, where their mean was used (cl2n).
        public var baseFingerprint: String?
        /// True where the mean of the base features is the checkpoints' own.
        public var hasStoredMean: Bool?
        /// Images that are copies of others; nil where only features are known.
        public var copies: ImageCopies?

        /// A data folder.
        public init(
            path: String, fingerprint: String, baseFingerprint: String? = nil,
            hasStoredMean: Bool? = nil, copies: ImageCopies? = nil
        ) {
            self.hasStoredMean = hasStoredMean
            self.copies = copies
            self.path = path
            self.fingerprint = fingerprint
            self.baseFingerprint = baseFingerprint
        }
    }

    /// The command line that made it.
    public var command: String
    /// The seed of the episodes.
    public var seed: UInt64
    /// What made the features; each is evaluated on the same episodes.
    public var models: [Model]
    /// The images.
    public var data: DataSet
    /// The frozen list of episodes, where one was used instead of the seed.
    public var episodeList: File?
    /// The file of class vectors, where some classifiers went by them.
    public var classVectors: File?
    /// The table of each episode's accuracies, where one was written.
    public var episodeTable: File?
    /// The published protocol that the episodes are of, as on the command line; nil for none.
    public var protocolName: String?
    /// The random crops that each support image's features are the mean of; nil for none.
    public var supportCrops: Int?
    /// The same of every image, queries too; nil for none.
    public var crops: Int?
    /// How many threads computed.
    public var threads: Int
    /// Where it ran, with the versions of what it ran on.
    public var machine: Machine
    /// Wall time of the whole evaluation in seconds, features and report included.
    public var seconds: Double

    /// A run; all values as the properties say.
    public init(
        command: String, seed: UInt64, models: [Model], data: DataSet, episodeList: File? = nil,
        supportCrops: Int? = nil, crops: Int? = nil, threads: Int, machine: Machine,
        seconds: Double
    ) {
        self.command = command
        self.seed = seed
        self.models = models
        self.data = data
        self.episodeList = episodeList
        self.supportCrops = supportCrops
        self.crops = crops
        self.threads = threads
        self.machine = machine
        self.seconds = seconds
    }
}
