/// A table of fractions as shades of blue: the confusion matrix.
public struct Heatmap: Figure {
    /// What stands over the drawing.
    public var heading: Heading
    /// What runs down and across.
    public var rows, columns: Side
    /// The fractions: rows × columns.
    public var values: [[Double]]
    /// Draws the diagonal grey and leaves it out of the scale, so that the far smaller values
    /// beside it can be told apart.
    public var neutralDiagonal: Bool

    /// A figure of `values` (rows × columns).
    public init(
        title: String, note: String? = nil, rows: Side, columns: Side, values: [[Double]],
        neutralDiagonal: Bool = false
    ) {
        heading = Heading(title, note: note)
        self.rows = rows
        self.columns = columns
        self.values = values
        self.neutralDiagonal = neutralDiagonal
    }

    /// The drawing; throws where a value is not finite.
    public func svg() throws -> String {
        for (name, row) in zip(rows.names, values) {
            try requireFinite(row) { "“\(name)”, column \($0 + 1)," }
        }
        let scaled = values.enumerated().flatMap { i, row in
            row.enumerated().filter { !(neutralDiagonal && $0.offset == i) }.map(\.element)
        }
        let highest = max(scaled.max() ?? 0, 1e-9)
        let longest = (rows.names + columns.names).map { TextWidth.of($0, size: 11) }.max() ?? 0
        let names = min(longest, 150)
        let titles = [rows.title + " ↓", columns.title + " →"]
        let left = max(
            40 + names, 16 + (titles.map { TextWidth.of($0, size: Style.small) }.max() ?? 0))
        let cell = min(
            max(
                (Style.width - left - max(24, names * 0.64 + 12))
                    / Double(max(columns.names.count, 1)), 8), 46)
        let size = min(11, cell * 0.75)
        // Column names lean at 50°: they rise by names × sin 50° and end beyond the last column.
        let top = heading.bottom + 24 + names * 0.77
        let (wide, tall) = (cell * Double(columns.names.count), cell * Double(rows.names.count))
        let width = max(Style.width, left + wide + max(24, names * 0.64 + 12))
        var svg = SVG(heading, width: width, height: top + tall + 62)
        svg.text(titles[1], x: left - 8, y: top - 14, color: Style.faint, anchor: .end)
        svg.text(titles[0], x: left - 8, y: top - 14 - 18, color: Style.faint, anchor: .end)
        for (j, name) in columns.names.enumerated() {
            let x = left + cell * (Double(j) + 0.5)
            let fitted = TextWidth.fit(name, size: size, width: min(names, (width - x - 10) / 0.64))
            svg.text(fitted, x: x + 3, y: top - 6, size: size, degrees: -50)
        }
        for (i, row) in values.enumerated() {
            let y = top + cell * Double(i)
            svg.text(
                TextWidth.fit(rows.names[i], size: size, width: names), x: left - 8,
                y: y + cell / 2 + 4, size: size, anchor: .end)
            for (j, value) in row.enumerated() {
                let own = neutralDiagonal && i == j
                let amount = value / highest
                svg.rectangle(
                    x: left + cell * Double(j), y: y, width: cell - 1, height: cell - 1,
                    fill: own ? Style.grid : Style.shade(amount))
                guard cell >= 22 else { continue }
                svg.text(
                    Format.fixed(100 * value, decimals: value < 0.0995 && cell > 28 ? 1 : 0),
                    x: left + cell * (Double(j) + 0.5) - 0.5, y: y + cell / 2 + 3.5,
                    size: cell > 28 ? 10 : 9,
                    color: own ? Style.faint : amount > 0.68 ? Style.card : Style.ink,
                    anchor: .middle)
            }
        }
        key(highest, x: left, y: top + tall + 22, on: &svg)
        return svg.document
    }

    /// The scale: shades from none to the highest value.
    private func key(_ highest: Double, x: Double, y: Double, on svg: inout SVG) {
        svg.text("0 %", x: x - 8, y: y + 9, color: Style.faint, anchor: .end)
        for step in 0..<20 {
            svg.rectangle(
                x: x + 8 * Double(step), y: y, width: 8, height: 10,
                fill: Style.shade(Double(step) / 19))
        }
        let end = Format.percent(highest, decimals: 1)
        svg.text(
            neutralDiagonal ? "\(end) of the row (grey: answered rightly)" : "\(end) of the row",
            x: x + 168, y: y + 9, color: Style.faint)
    }
}
