/// Everything needed to repeat an evaluation.
public struct EvaluationRun: Codable, Sendable, Equatable {
    /// A file and its content.
    public struct Checkpoint: Codable, Sendable, Equatable {
        /// Its path as given, and the SHA-256 of its bytes in hex.
        public var path, sha256: String

        /// A checkpoint file.
        public init(path: String, sha256: String) {
            self.path = path
            self.sha256 = sha256
        }
    }

    /// A folder of images and its content.
    public struct Data: Codable, Sendable, Equatable {
        /// Its path as given, and the fingerprint of the evaluated images in hex.
        public var path, fingerprint: String
        /// The fingerprint of the base images, where their mean was used (cl2n).
        public var baseFingerprint: String?

        /// A data folder.
        public init(path: String, fingerprint: String, baseFingerprint: String? = nil) {
            self.path = path
            self.fingerprint = fingerprint
            self.baseFingerprint = baseFingerprint
        }
    }

    /// The command line that made it.
    public var command: String
    /// The seed of the episodes.
    public var seed: UInt64
    /// The network's weights.
    public var checkpoint: Checkpoint
    /// The images.
    public var data: Data
    /// The network, as `--backbone` names it.
    public var backbone: String
    /// The side of the network's input in pixels.
    public var imageSize: Int
    /// How many threads computed.
    public var threads: Int
    /// Where it ran, with the versions of what it ran on.
    public var machine: Machine
    /// Wall time of the whole evaluation in seconds, features and report included.
    public var seconds: Double

    /// A run; all values as the properties say.
    public init(
        command: String, seed: UInt64, checkpoint: Checkpoint, data: Data, backbone: String,
        imageSize: Int, threads: Int,
        machine: Machine, seconds: Double
    ) {
        self.command = command
        self.seed = seed
        self.checkpoint = checkpoint
        self.data = data
        self.backbone = backbone
        self.imageSize = imageSize
        self.threads = threads
        self.machine = machine
        self.seconds = seconds
    }
}
