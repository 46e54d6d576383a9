/// What `fewshot doctor` found in a folder of photos.
public struct ExaminationRecord: Codable, Sendable {
    /// What may be wrong with a photo.
    public enum Fault: String, Codable, Sendable, CaseIterable {
        /// It is damaged, or no picture at all.
        case unreadable
        /// Its bytes are those of another, or it looks like it.
        case copy
        case nearCopy = "near copy"
        case oneColor = "one colour"
        case dark, blown, blurred, tiny
        case extremeShape = "extreme shape"
        /// By all other photos it is of another class.
        case misplaced = "wrong class"
        /// By all other photos it lies on a side or upside down.
        case rotated
    }

    /// Where the two photos are of which one is a copy.
    public enum Relation: String, Codable, Sendable, CaseIterable {
        /// An episode may hold both, as support and query.
        case class_ = "within a class"
        /// One of the two labels is wrong.
        case classes = "across classes"
        /// What is measured on was trained on.
        case splits = "across splits"
    }

    /// One fault of one photo.
    public struct Finding: Codable, Sendable, Equatable {
        /// What is wrong.
        public var fault: Fault
        /// The photo.
        public var path: String
        /// Its class.
        public var className: String
        /// Its split.
        public var split: String
        /// Of a copy: the photo that it is like.
        public var other: String?
        /// Where that is.
        public var relation: Relation?
        /// What was measured, or why it cannot be read, in words.
        public var measure: String

        /// A finding; all as the properties say.
        public init(
            _ fault: Fault, path: String, className: String, split: String, other: String? = nil,
            relation: Relation? = nil, measure: String
        ) {
            self.fault = fault
            self.path = path
            self.className = className
            self.split = split
            self.other = other
            self.relation = relation
            self.measure = measure
        }

        /// "near copy across classes".
        public var name: String {
            [fault.rawValue, relation?.rawValue].compactMap(\.self).joined(separator: " ")
        }
    }

    /// The photos of a split that can be read.
    public struct Part: Codable, Sendable, Equatable {
        /// How many photos a class has.
        public struct ClassCount: Codable, Sendable, Equatable {
            /// The class: two of them may look the same, so that it is no key.
            public var name: String
            /// Its photos.
            public var photos: Int

            /// A class.
            public init(name: String, photos: Int) { (self.name, self.photos) = (name, photos) }
        }

        /// The split's name.
        public var split: String
        /// Its classes.
        public var classes: [ClassCount]

        /// How many photos it has.
        public var photos: Int { classes.reduce(0) { $0 + $1.photos } }
        /// Whether its photos are in no folders of classes.
        public var isUnsorted: Bool { classes.map(\.name) == [""] }

        /// A split.
        public init(split: String, classes: [ClassCount]) {
            self.split = split
            self.classes = classes
        }
    }

    /// How far features tell a fault that only they show: how many photos look, by all others, as
    /// they stand. Among the rest a fault cannot be told from what the features do not know.
    public struct Judgement: Codable, Sendable, Equatable {
        /// What they were asked about.
        public var fault: Fault
        /// How many photos were.
        public var photos: Int
        /// How many look most like their own class, or the way up that they have.
        public var asTheyStand: Int

        /// All as the properties say.
        public init(fault: Fault, photos: Int, asTheyStand: Int) {
            (self.fault, self.photos, self.asTheyStand) = (fault, photos, asTheyStand)
        }
    }

    /// What accuracy is to be expected of tasks drawn from a split.
    public struct Prospect: Codable, Sendable, Equatable {
        /// The split's name.
        public var split: String
        /// The classes that suffice for such tasks.
        public var classes: Int
        /// Classes of a task, examples and questions of each.
        public var way, shot, query: Int
        /// The mean accuracy over tasks that share photos, in 0…1, and half of its 95 % interval,
        /// which says nothing of other photos.
        public var accuracy, ci95: Double
        /// The same over tasks that share none; nil where there are not two, without an interval where
        /// they are too few for one.
        public var open: EvaluationResult.Estimate?

        /// All as the properties say.
        public init(
            split: String, classes: Int, way: Int, shot: Int, query: Int, accuracy: Double,
            ci95: Double
        ) {
            (self.split, self.classes) = (split, classes)
            (self.way, self.shot, self.query) = (way, shot, query)
            (self.accuracy, self.ci95) = (accuracy, ci95)
        }
    }

    /// The command that made it.
    public var command: String
    /// What can be read.
    public var parts: [Part]
    /// What is wrong, by kind and path.
    public var findings: [Finding]
    /// The networks whose features were looked at, by path; nil for none.
    public var checkpoints: [String]?
    /// How far they tell what they alone show; nil without.
    public var judgements: [Judgement]?
    /// What tasks come to by them; nil without.
    public var prospects: [Prospect]?
    /// How many of the photos they were trained on, as far as it is known; nil without.
    public var trainedOn: Int?
    /// Where it was examined.
    public var machine: Machine
    /// How long it took.
    public var seconds: Double

    /// A record; all as the properties say.
    public init(
        command: String, parts: [Part], findings: [Finding], machine: Machine, seconds: Double
    ) {
        self.command = command
        self.parts = parts
        self.findings = findings
        self.machine = machine
        self.seconds = seconds
    }
}
