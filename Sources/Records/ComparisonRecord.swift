import Foundation
import Recipes

/// What `fewshot compare` or `fewshot sweep` trained, measured and tested: `comparison.json`.
public struct ComparisonRecord: Codable, Sendable, Equatable {
    /// What is compared.
    public enum Kind: String, Codable, Sendable {
        /// Recipes on equal terms.
        case recipes
        /// Settings of one recipe's mixing rate and layers.
        case mixing
    }

    /// A way of training, under which there is a run for each seed.
    public struct Entry: Codable, Sendable, Equatable {
        /// What tables and folders call it.
        public var name: String
        /// How it is trained.
        public var recipe: Recipe

        /// An entry; all values as the properties say.
        public init(name: String, recipe: Recipe) {
            self.name = name
            self.recipe = recipe
        }
    }

    /// One training, and what was measured of its network.
    public struct Run: Codable, Sendable, Equatable {
        /// The entry's name, and the seed of all chance.
        public var entry: String
        /// The seed of all chance.
        public var seed: UInt64
        /// The run folder, relative to the comparison's.
        public var folder: String
        /// Why there are no measures, in a sentence; nil where there are.
        public var failure: String?
        /// What was measured, by the measures' names; empty where it failed.
        public var values: [String: Double]
        /// The wall time of its epochs in seconds, and the most memory it held, in bytes.
        public var seconds: Double?
        /// The most memory it held, in bytes.
        public var peakMemory: UInt64?
        /// Where and when it was trained differs from run to run only by these: how many threads
        /// computed, and how often it was resumed.
        public var threads, resumed: Int?

        /// A run without measures.
        public init(entry: String, seed: UInt64, folder: String, failure: String? = nil) {
            self.entry = entry
            self.seed = seed
            self.folder = folder
            self.failure = failure
            values = [:]
        }

        /// The value of a measure; nil where it was not taken.
        public subscript(measure: ComparedMeasure) -> Double? { values[measure.rawValue] }
    }

    /// A measure of an entry over all its runs.
    public struct Summary: Codable, Sendable, Equatable {
        /// Whose, and what.
        public var entry: String
        /// What was measured.
        public var measure: ComparedMeasure
        /// How many runs it is of.
        public var runs: Int
        /// The mean over runs.
        public var mean: Double
        /// The standard deviation over runs (n − 1), and the half width of the mean's 95 % interval
        /// over seeds by Student's t; nil for one run.
        public var deviation, seedInterval: Double?
        /// The half width of the 95 % interval over episodes, images or classes, of these networks:
        /// what the seeds' spread is kept apart from. Nil for a measure of a whole network.
        public var unitInterval: Double?

        /// A summary; all values as the properties say.
        public init(
            entry: String, measure: ComparedMeasure, runs: Int, mean: Double, deviation: Double?,
            seedInterval: Double?, unitInterval: Double?
        ) {
            self.entry = entry
            self.measure = measure
            self.runs = runs
            self.mean = mean
            self.deviation = deviation
            self.seedInterval = seedInterval
            self.unitInterval = unitInterval
        }
    }

    /// Two entries beside each other in one measure, on the same seeds.
    public struct Difference: Codable, Sendable, Equatable {
        /// A difference with its interval, and how probable it is by chance alone.
        public struct Test: Codable, Sendable, Equatable {
            /// The half width of the difference's 95 % interval.
            public var ci95: Double
            /// The two-sided probability of such a difference if there were none, and the same
            /// corrected by Holm's method for all differences in this measure.
            public var p, holm: Double

            /// A test; all values as the properties say.
            public init(ci95: Double, p: Double, holm: Double) {
                self.ci95 = ci95
                self.p = p
                self.holm = holm
            }
        }

        /// The names of the two entries.
        public var first, second: String
        /// What was measured.
        public var measure: ComparedMeasure
        /// The first's value minus the second's, seed by seed.
        public var bySeed: [Double]
        /// Paired over episodes, images or classes, of these networks; nil for a measure of a whole
        /// network.
        public var overUnits: Test?
        /// Paired over seeds; nil for one seed.
        public var overSeeds: Test?

        /// A difference; all values as the properties say.
        public init(
            first: String, second: String, measure: ComparedMeasure, bySeed: [Double],
            overUnits: Test?, overSeeds: Test?
        ) {
            self.first = first
            self.second = second
            self.measure = measure
            self.bySeed = bySeed
            self.overUnits = overUnits
            self.overSeeds = overSeeds
        }

        /// The mean over seeds.
        public var mean: Double { bySeed.reduce(0, +) / Double(bySeed.count) }
    }

    /// The command line that made it.
    public var command: String
    /// What is compared.
    public var kind: Kind
    /// The ways of training; the first is the one that the others are held against.
    public var entries: [Entry]
    /// The seeds of each.
    public var seeds: [UInt64]
    /// The network, as `--backbone` names it.
    public var backbone: String
    /// What people call it, with its article; nil in older records.
    public var backboneTitle: String?
    /// The images: what was trained on under the first seed, held out and validated on; nil before
    /// the first run.
    public var data: TrainingData?
    /// The episodes for each shot; nil without val classes.
    public var episodes: Int?
    /// The images of a class for the singular values, by the `ComparedMeasure.Images` that they are
    /// of; those of which the data do not allow any are missing.
    public var imagesPerClass: [String: Int] = [:]
    /// f32 or bf16.
    public var precision: String
    /// What was trained, seed by seed.
    public var runs: [Run] = []
    /// The measures of each entry that has runs.
    public var summaries: [Summary] = []
    /// Every two entries in every measure; in a sweep, the first beside every other.
    public var differences: [Difference] = []
    /// Where it was put together.
    public var machine: Machine

    /// A record without runs; all values as the properties say.
    public init(
        command: String, kind: Kind, entries: [Entry], seeds: [UInt64], backbone: String,
        backboneTitle: String? = nil,
        precision: String, machine: Machine
    ) {
        self.command = command
        self.kind = kind
        self.entries = entries
        self.seeds = seeds
        self.backbone = backbone
        self.backboneTitle = backboneTitle
        self.precision = precision
        self.machine = machine
    }

    /// The summary of an entry's measure; nil where there is none.
    public func summary(_ entry: String, _ measure: ComparedMeasure) -> Summary? {
        summaries.first { $0.entry == entry && $0.measure == measure }
    }

    /// `first` minus `second`, whichever way round it was computed; nil where there is none.
    public func difference(
        _ first: String, minus second: String, _ measure: ComparedMeasure
    ) -> Difference? {
        for known in differences where known.measure == measure {
            if known.first == first && known.second == second { return known }
            guard known.first == second && known.second == first else { continue }
            var turned = known
            (turned.first, turned.second) = (first, second)
            turned.bySeed = known.bySeed.map { -$0 }
            return turned
        }
        return nil
    }
}
