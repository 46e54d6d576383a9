/// What was looked at photo by photo: some episodes once more, by the best method.
public struct SeenEpisodes: Codable, Sendable, Equatable {
    /// One episode with its photos and what was said of them.
    public struct Whole: Codable, Sendable, Equatable {
        /// Its number, counted from 0.
        public var index: Int
        /// The share of its queries answered rightly.
        public var accuracy: Double
        /// Its classes.
        public var classes: [String]
        /// The paths of each one's support images, and of its queries.
        public var support, queries: [[String]]
        /// Which of `classes` each query was taken for.
        public var answers: [[Int]]

        /// All values as the properties say.
        public init(
            index: Int, accuracy: Double, classes: [String], support: [[String]],
            queries: [[String]], answers: [[Int]]
        ) {
            self.index = index
            self.accuracy = accuracy
            self.classes = classes
            self.support = support
            self.queries = queries
            self.answers = answers
        }
    }

    /// A photo that was taken for another class, again and again.
    public struct Mistake: Codable, Sendable, Equatable {
        /// The classes it is of and was taken for, as indices of the table's classes.
        public var label, answer: Int
        /// Its path.
        public var photo: String
        /// How often.
        public var count: Int
        /// The paths of the wrong class's support images, the first time.
        public var support: [String]

        /// All values as the properties say.
        public init(label: Int, answer: Int, photo: String, count: Int, support: [String]) {
            self.label = label
            self.answer = answer
            self.photo = photo
            self.count = count
            self.support = support
        }
    }

    /// A photo with how well it was recognised.
    public struct Recognised: Codable, Sendable, Equatable {
        /// Its path.
        public var photo: String
        /// How often it was a query, and how often it was answered rightly.
        public var queries, right: Int

        /// All values as the properties say.
        public init(photo: String, queries: Int, right: Int) {
            self.photo = photo
            self.queries = queries
            self.right = right
        }

        /// The share of right answers.
        public var share: Double { Double(right) / Double(queries) }
    }

    /// How many episodes mistakes and photos were counted in.
    public var count: Int
    /// The hardest and the easiest.
    public var hardest, easiest: [Whole]
    /// The most frequent mistakes.
    public var mistakes: [Mistake]
    /// For each class of the table its worst and best recognised photos, the worst first.
    public var photos: [[Recognised]]

    /// All values as the properties say.
    public init(
        count: Int, hardest: [Whole], easiest: [Whole], mistakes: [Mistake],
        photos: [[Recognised]]
    ) {
        self.count = count
        self.hardest = hardest
        self.easiest = easiest
        self.mistakes = mistakes
        self.photos = photos
    }
}
