/// A table with typed columns: a page sorts by them, and markdown aligns by them.
public struct Table: Sendable, Equatable {
    /// What a column holds.
    public enum Kind: Sendable, Equatable {
        /// Words, aligned left, sorted by the alphabet.
        case words
        /// Numbers, aligned right, sorted by size.
        case numbers
    }

    /// A column's heading and kind.
    public struct Column: Sendable, Equatable {
        /// The heading.
        public let title: Text
        /// What stands below it.
        public let kind: Kind

        /// A column.
        public init(_ title: Text, _ kind: Kind) {
            self.title = title
            self.kind = kind
        }

        /// A column of words.
        public static func words(_ title: Text) -> Column { Column(title, .words) }
        /// A column of numbers.
        public static func numbers(_ title: Text) -> Column { Column(title, .numbers) }
    }

    /// An estimate with what it may be off by, drawn beside its number: fractions or what else all of
    /// a column share as unit.
    public struct Interval: Sendable, Equatable {
        /// The estimate.
        public let mean: Double
        /// Half of the 95 % interval's length.
        public let plusMinus: Double

        /// `mean` ± `plusMinus`.
        public init(mean: Double, plusMinus: Double) {
            self.mean = mean
            self.plusMinus = plusMinus
        }
    }

    /// What stands in one place.
    public struct Cell: Sendable, Equatable {
        /// What is read.
        public let text: Text
        /// Drawn as a whisker where it is known.
        public let interval: Interval?

        /// What it is sorted by, where its text does not begin with that: seconds of "3 min 20 s".
        public let value: Double?

        /// A cell.
        public init(_ text: Text, interval: Interval? = nil, value: Double? = nil) {
            self.text = text
            self.interval = interval
            self.value = value
        }
    }

    /// From left to right.
    public let columns: [Column]
    /// (rows × columns).
    public let rows: [[Cell]]
    /// Whether the columns have headings; a list of properties has none.
    public var isHeaded: Bool { columns.contains { !$0.title.isEmpty } }

    /// A table of cells.
    public init(_ columns: [Column], cells rows: [[Cell]]) {
        self.columns = columns
        self.rows = rows
    }

    /// A table of texts alone.
    public init(_ columns: [Column], _ rows: [[Text]]) {
        self.init(columns, cells: rows.map { $0.map { Cell($0) } })
    }
}
