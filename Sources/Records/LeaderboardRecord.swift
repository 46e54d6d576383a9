/// What `fewshot leaderboard` found: the content of `leaderboard.json`.
public struct LeaderboardRecord: Codable, Sendable, Equatable {
    /// One method of one evaluation.
    public struct Entry: Codable, Sendable, Equatable {
        /// How it did against the first of its kind, over the same episodes.
        public struct Difference: Codable, Sendable, Equatable {
            /// The mean over episodes of its accuracy minus the first's, a fraction, and the half
            /// width of its 95 % interval.
            public var mean, ci95: Double
            /// The two-sided probability of such a difference if there were none, and the same
            /// corrected by Holm's method for all comparisons of the leaderboard.
            public var p, holm: Double

            /// A difference; all values as the properties say.
            public init(mean: Double, ci95: Double, p: Double, holm: Double) {
                self.mean = mean
                self.ci95 = ci95
                self.p = p
                self.holm = holm
            }
        }

        /// What it is called in its table of episodes.
        public var name: String
        /// The table of episodes, by path relative to the gathered folder.
        public var table: String
        /// The record of the evaluation, likewise; nil for a table of another program.
        public var evaluation: String?
        /// What made the features; nil likewise.
        public var model: EvaluationRun.Model?
        /// The random crops that each support image's features, and every image's, are the mean of.
        public var supportCrops, crops: Int?
        /// Whether queries were answered together, and whether it was used that there are equally
        /// many of each class.
        public var transductive, usesQueryCounts: Bool
        /// The mean accuracy over episodes, a fraction, and the half width of its 95 % interval.
        public var accuracy, ci95: Double
        /// Against the first of its kind; nil for that one.
        public var difference: Difference?

        /// An entry without a comparison; all values as the properties say.
        public init(
            name: String, table: String, evaluation: String? = nil,
            model: EvaluationRun.Model? = nil, transductive: Bool = false,
            usesQueryCounts: Bool = false, accuracy: Double, ci95: Double
        ) {
            self.name = name
            self.table = table
            self.evaluation = evaluation
            self.model = model
            self.transductive = transductive
            self.usesQueryCounts = usesQueryCounts
            self.accuracy = accuracy
            self.ci95 = ci95
        }
    }

    /// Entries that differ in the seed of their training alone.
    public struct Seeds: Codable, Sendable, Equatable {
        /// Their positions in `entries`.
        public var entries: [Int]
        /// The mean of their accuracies, their standard deviation, and the half width of the mean's
        /// 95 % interval over seeds by Student's t.
        public var mean, deviation, ci95: Double
        /// The standard deviation that the drawing of episodes alone gives each of them.
        public var episodeError: Double

        /// Several trainings; all values as the properties say.
        public init(
            entries: [Int], mean: Double, deviation: Double, ci95: Double, episodeError: Double
        ) {
            self.entries = entries
            self.mean = mean
            self.deviation = deviation
            self.ci95 = ci95
            self.episodeError = episodeError
        }
    }

    /// What could not take part.
    public struct Refusal: Codable, Sendable, Equatable {
        /// The file, by path relative to the gathered folder.
        public var file: String
        /// Why, as a sentence about it without its name: "is over another list …".
        public var reason: String

        /// A refusal.
        public init(file: String, reason: String) {
            self.file = file
            self.reason = reason
        }
    }

    /// The command line that made it.
    public var command: String
    /// The program's version.
    public var fewshot: String
    /// The fingerprint of the list of episodes.
    public var list: String
    /// How many episodes it has.
    public var episodes: Int
    /// Those that answer each query by itself, and behind them those that see all queries together;
    /// each kind by falling accuracy.
    public var entries: [Entry]
    /// Where several trainings take part that differ in their seed alone: how these spread.
    public var seeds: [Seeds]
    /// What could not take part.
    public var refused: [Refusal]

    /// A leaderboard; all values as the properties say.
    public init(
        command: String, fewshot: String, list: String, episodes: Int, entries: [Entry],
        seeds: [Seeds], refused: [Refusal]
    ) {
        self.command = command
        self.fewshot = fewshot
        self.list = list
        self.episodes = episodes
        self.entries = entries
        self.seeds = seeds
        self.refused = refused
    }
}
