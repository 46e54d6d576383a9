import Foundation
import Recipes

/// Everything needed to repeat a pretraining run, and what it came to: the content of `run.json`.
public struct RunRecord: Codable, Sendable, Equatable {
    /// The command line that started it.
    public var command: String
    /// What was trained how, overrides included.
    public var recipe: Recipe
    /// What the command line changed of the recipe.
    public var overrides: RecipeOverrides
    /// The network, as `--backbone` names it.
    public var backbone: String
    /// What people call it, with its article; nil in older records.
    public var backboneTitle: String?
    /// How many weights it has, heads not counted.
    public var parameters: Int
    /// The seed of all chance.
    public var seed: UInt64
    /// How many threads computed.
    public var threads: Int
    /// The processes that trained it together where it ran last, each with so many threads; nil for
    /// one alone.
    public var processes: RunProcesses?
    /// f32 or bf16, never auto: what was used.
    public var precision: String
    /// What that was chosen by; nil where a person or the processor left no choice.
    public var precisionTrial: PrecisionTrial?
    /// The mean and the standard deviation of red, green and blue (0…1) that images were
    /// normalised by.
    public var mean, deviation: [Float]
    /// The images.
    public var data: TrainingData
    /// Whose weights it started from; nil for fresh ones.
    public var start: TrainingStart?
    /// Where it ran last, with the versions of what it ran on.
    public var machine: Machine
    /// When it was started first.
    public var started: Date
    /// When its last epoch ended; nil while it is unfinished.
    public var ended: Date?
    /// How often it was resumed.
    public var resumed: Int
    /// The wall time that its epochs took, over all goes, in seconds.
    public var seconds: Double
    /// The most memory that the process held at once while it trained, in bytes, the greatest of
    /// all goes; nil where it is not known.
    public var peakMemory: UInt64?
    /// The epoch of `best.safetensors`; nil before the first validation.
    public var bestEpoch: Int?
    /// The finished epochs.
    public var epochs: [EpochRecord]

    /// A run; all values as the properties say.
    public init(
        command: String, recipe: Recipe, overrides: RecipeOverrides, backbone: String,
        backboneTitle: String? = nil, parameters: Int, seed: UInt64, threads: Int,
        precision: String, precisionTrial: PrecisionTrial? = nil, mean: [Float],
        deviation: [Float], data: TrainingData, start: TrainingStart? = nil, machine: Machine,
        started: Date, ended: Date? = nil,
        resumed: Int = 0, seconds: Double = 0, bestEpoch: Int? = nil, epochs: [EpochRecord] = []
    ) {
        self.command = command
        self.recipe = recipe
        self.overrides = overrides
        self.backbone = backbone
        self.backboneTitle = backboneTitle
        self.parameters = parameters
        self.seed = seed
        self.threads = threads
        self.precision = precision
        self.precisionTrial = precisionTrial
        self.mean = mean
        self.deviation = deviation
        self.data = data
        self.start = start
        self.machine = machine
        self.started = started
        self.ended = ended
        self.resumed = resumed
        self.seconds = seconds
        self.peakMemory = nil
        self.bestEpoch = bestEpoch
        self.epochs = epochs
    }
}

/// Processes that train one network together.
public struct RunProcesses: Codable, Sendable, Equatable {
    /// The machine of each, by rank.
    public var hosts: [String]
    /// The name and version of the MPI that connected them.
    public var mpi: String

    /// Processes; all values as the properties say.
    public init(hosts: [String], mpi: String) { (self.hosts, self.mpi) = (hosts, mpi) }
}

/// The weights of an earlier run, from which a later one starts.
public struct TrainingStart: Codable, Sendable, Equatable {
    /// The checkpoint's path as given, and the SHA-256 of its bytes in hex.
    public var path, sha256: String
    /// The runs that made it, the first of them first, each without a start of its own; empty where
    /// no record lay beside it.
    public var runs: [RunRecord]
    /// The 5-way accuracies of its weights on the val episodes, before the first step; nil where
    /// there are none, and in older records.
    public var validation1Shot, validation5Shot: Double?

    /// A start from the checkpoint at `path`, made by the run whose record is `maker`.
    public init(path: String, sha256: String, maker: RunRecord?) {
        self.path = path
        self.sha256 = sha256
        runs = maker?.chain ?? []
    }
}

extension RunRecord {
    /// The runs before this one and this one, the first of them first.
    public var chain: [RunRecord] {
        var last = self
        last.start = nil
        return (start?.runs ?? []) + [last]
    }
}

/// The images of a pretraining run.
public struct TrainingData: Codable, Sendable, Equatable {
    /// The classes and images of one split that were used.
    public struct Part: Codable, Sendable, Equatable {
        /// The number of classes, of images used, and of files left out as unreadable.
        public var classes, images, rejected: Int
        /// The fingerprint of the images used, in hex.
        public var fingerprint: String

        /// A split; all values as the properties say.
        public init(classes: Int, images: Int, rejected: Int, fingerprint: String) {
            self.classes = classes
            self.images = images
            self.rejected = rejected
            self.fingerprint = fingerprint
        }
    }

    /// Base images that were kept apart.
    public struct HeldOut: Codable, Sendable, Equatable {
        /// The share of every class's images.
        public var share: Double
        /// How many they are.
        public var images: Int
        /// Their fingerprint, in hex.
        public var fingerprint: String

        /// Images; all values as the properties say.
        public init(share: Double, images: Int, fingerprint: String) {
            self.share = share
            self.images = images
            self.fingerprint = fingerprint
        }
    }

    /// The data folder's path as given.
    public var path: String
    /// What was trained on.
    public var base: Part
    /// What was held out of the base classes; nil for nothing.
    public var heldOut: HeldOut?
    /// The most images of each class that were to be trained on; nil for all that are there.
    public var trainImages: Int?
    /// What was validated on; nil where there was nothing.
    public var val: Part?

    /// Images; all values as the properties say.
    public init(
        path: String, base: Part, heldOut: HeldOut? = nil, trainImages: Int? = nil,
        val: Part? = nil
    ) {
        self.path = path
        self.base = base
        self.heldOut = heldOut
        self.trainImages = trainImages
        self.val = val
    }
}
