/// A number for each pair of two settings, with its interval in the cell and its size as a shade
/// between the least and the greatest of them.
public struct GridMap: Figure {
    /// What stands in one cell.
    public struct Cell: Sendable {
        /// The number that decides the shade.
        public var value: Double
        /// What is written: the number, and below it the interval.
        public var text, note: String

        /// A cell; all values as the properties say.
        public init(_ value: Double, text: String, note: String) {
            self.value = value
            self.text = text
            self.note = note
        }
    }

    /// What stands over the drawing.
    public var heading: Heading
    /// What runs down and across.
    public var rows, columns: Side
    /// Rows × columns; nil for a cell without a number.
    public var cells: [[Cell?]]
    /// Whether less is better, and so darker.
    public var prefersLess: Bool

    /// A figure of `cells` (rows × columns).
    public init(
        title: String, note: String? = nil, rows: Side, columns: Side, cells: [[Cell?]],
        prefersLess: Bool
    ) {
        heading = Heading(title, note: note)
        self.rows = rows
        self.columns = columns
        self.cells = cells
        self.prefersLess = prefersLess
    }

    /// The drawing; throws where a value is not finite.
    public func svg() throws -> String {
        let values = cells.joined().compactMap { $0?.value }
        try requireFinite(values) { "cell \($0 + 1) with a number" }
        let (low, high) = (values.min() ?? 0, values.max() ?? 0)
        let names = rows.names.map { TextWidth.of($0, size: Style.small) }.max() ?? 0
        let left = 40 + min(max(names, TextWidth.of(rows.title, size: Style.small)), 200)
        let wide = min((700 - left) / Double(max(columns.names.count, 1)), 130)
        let (tall, top) = (46.0, heading.bottom + 44)
        var svg = SVG(heading, height: top + tall * Double(rows.names.count) + 24)
        svg.text(columns.title, x: left, y: top - 26, color: Style.faint)
        svg.text(rows.title, x: left - 8, y: top - 8, color: Style.faint, anchor: .end)
        for (j, name) in columns.names.enumerated() {
            svg.text(name, x: left + wide * (Double(j) + 0.5), y: top - 8, anchor: .middle)
        }
        for (i, row) in cells.enumerated() {
            let y = top + tall * Double(i)
            svg.text(
                TextWidth.fit(rows.names[i], size: Style.small, width: 200), x: left - 8,
                y: y + tall / 2 + 4, anchor: .end)
            for (j, cell) in row.enumerated() {
                let x = left + wide * Double(j)
                let share = cell.map { high > low ? ($0.value - low) / (high - low) : 0.5 } ?? 0
                let amount = 0.08 + 0.72 * (prefersLess ? 1 - share : share)
                svg.rectangle(
                    x: x, y: y, width: wide - 2, height: tall - 2,
                    fill: cell == nil ? Style.grid : Style.shade(amount))
                let color = cell != nil && amount > 0.6 ? Style.card : Style.ink
                let middle = x + wide / 2 - 1
                svg.text(
                    cell?.text ?? "–", x: middle, y: y + 20, size: 13, color: color,
                    anchor: .middle)
                svg.text(
                    cell?.note ?? "", x: middle, y: y + 36, size: 10, color: color,
                    anchor: .middle)
            }
        }
        return svg.document
    }
}
