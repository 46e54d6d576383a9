/// A square of numbers whose cells have photos behind them: what was taken for what.
public struct PhotoSquare: Sendable, Equatable {
    /// One cell.
    public struct Cell: Sendable, Equatable {
        /// The number in it.
        public let number: String
        /// How dark it is, from 0 to 1.
        public let shade: Double
        /// What the number says, in a sentence.
        public let sentence: String
        /// The photos behind it, each with words.
        public let photos: [Text]

        /// All values as the properties say.
        public init(number: String, shade: Double, sentence: String, photos: [Text]) {
            self.number = number
            self.shade = shade
            self.sentence = sentence
            self.photos = photos
        }
    }

    /// What it shows.
    public let title: String
    /// The names of rows and columns.
    public let names: [String]
    /// (names × names).
    public let cells: [[Cell]]

    /// A square of `names` against themselves.
    public init(title: String, names: [String], cells: [[Cell]]) {
        self.title = title
        self.names = names
        self.cells = cells
    }
}
