import Foundation

/// A report as a value: what is said in which order, and the files that it shows. Two renderers read
/// it, `markdown` and `page`; nothing else writes markup.
public struct Document: Sendable {
    /// What it says, from top to bottom.
    public var blocks: [Block] = []
    /// What it shows and links to, by path relative to the document.
    public var files: [String: Data] = [:]
    /// Photos that only the page shows, inside it; nothing is written for them.
    public var inlays: [String: Data] = [:]

    /// An empty document.
    public init() {}

    /// Adds a block.
    public mutating func add(_ block: Block) { blocks.append(block) }

    /// Adds a heading of the first, second or third order.
    public mutating func heading(_ order: Int, _ text: Text) { add(.heading(order, text)) }

    /// Adds a paragraph.
    public mutating func paragraph(_ text: Text) { add(.paragraph(text)) }

    /// The words of the first heading.
    public var title: String {
        for case .heading(1, let text) in blocks { return text.plain }
        return ""
    }
}

/// What stands between two blank lines.
public enum Block: Sendable, Equatable {
    /// A heading of order 1 (the document's), 2 or 3.
    case heading(Int, Text)
    case paragraph(Text)
    /// A remark that is set off from the rest.
    case quote(Text)
    case list([Text])
    case table(Table)
    /// A drawing: the SVG file at `path`; `title` stands in where it cannot be seen. Markdown leaves
    /// the readings out.
    case figure(title: String, path: String, readings: Readings? = nil)
    /// Lines of code or commands; `language` as fences name it ("sh").
    case code(String, language: String)
    /// What is shown only where one asks for it.
    indirect case details(summary: Text, [Block])
    /// Cells side by side, `columns` to a row, without a heading: photos with what was said of them.
    case grid([Text], columns: Int)
    /// Every row against every other. Markdown leaves it out: a table beside it says the same.
    case matrix(DifferenceMatrix)
    /// Photos under their labels, for a person to set right.
    case workbench(Workbench)
    /// A square of numbers with photos behind them.
    case square(PhotoSquare)
    /// States over time, with a slider.
    case film(Film)
    /// What only a page has room for; markdown leaves it out.
    indirect case onPage([Block])
}

/// Which of several methods is better than which, for each two: what a page shows as a square to
/// point at.
public struct DifferenceMatrix: Sendable, Equatable {
    /// One cell: the row's method against the column's.
    public enum Verdict: String, Sendable, Equatable {
        case better, worse, open
    }

    /// What is compared, as the square's heading says it.
    public let title: String
    /// The names of rows and columns.
    public let names: [String]
    /// (names × names): the verdict and the sentence that says it; nil on the diagonal and where the
    /// two were not compared.
    public let cells: [[Cell?]]

    /// A verdict with its sentence.
    public struct Cell: Sendable, Equatable {
        /// Whether the row's method is better.
        public let verdict: Verdict
        /// What is said of it.
        public let sentence: String

        /// A verdict with its sentence.
        public init(_ verdict: Verdict, _ sentence: String) {
            self.verdict = verdict
            self.sentence = sentence
        }
    }

    /// A square of `names` against themselves.
    public init(title: String, names: [String], cells: [[Cell?]]) {
        self.title = title
        self.names = names
        self.cells = cells
    }
}
